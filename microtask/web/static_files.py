"""Static files under URLs that carry their content's hash, so that a browser may keep them for ever.

`/static/app.css?v=3f2a…` is immutable; the same file under a URL without its own hash is revalidated each time. The
few files are read once, at start, so that what is sent under a hash is always what the hash was made of.
"""

from dataclasses import dataclass
from hashlib import sha256
from mimetypes import guess_type
from pathlib import Path

from flask import Flask, Response, request
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

FOLDER = Path(__file__).parent / "static"
IMMUTABLE = "public, max-age=31536000, immutable"
REVALIDATE = "no-cache"


@dataclass(frozen=True)
class _File:
    content: bytes
    media_type: str
    version: str


class StaticFiles:
    """The files of one folder, in memory."""

    def __init__(self, folder: Path = FOLDER):
        self._files = {
            path.relative_to(folder).as_posix(): _read(path) for path in sorted(folder.rglob("*")) if path.is_file()
        }
        self._urls = {name: f"/static/{name}?v={file.version}" for name, file in self._files.items()}

    def url(self, name: str) -> str:
        """The URL of `name` with its hash. Raises `KeyError` for a file that was not there at start."""
        return self._urls[name]

    def serve(self, name: str) -> AnyResponse:
        """The file as a response; 404 where there is none. Only a URL with the file's own hash is immutable."""
        file = self._files.get(name)
        if file is None:
            raise NotFound
        response = Response(file.content, mimetype=file.media_type)
        response.set_etag(file.version)
        response.headers["Cache-Control"] = IMMUTABLE if request.args.get("v") == file.version else REVALIDATE
        return response.make_conditional(request)


def set_up_static_files(app: Flask, folder: Path = FOLDER) -> None:
    """Serve `folder` at `/static/<name>` (endpoint `static_file`) and give templates `static_url(name)`.

    The app itself is made with `static_folder=None`, so that Flask's own route does not stand beside this one.
    """
    files = StaticFiles(folder)
    app.add_url_rule("/static/<path:name>", "static_file", files.serve)
    app.jinja_env.globals["static_url"] = files.url


def _read(path: Path) -> _File:
    content = path.read_bytes()
    media_type = guess_type(path.name)[0] or "application/octet-stream"
    return _File(content, media_type, sha256(content).hexdigest()[:16])
