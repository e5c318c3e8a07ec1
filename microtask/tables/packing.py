"""Several files as one: a ZIP archive, made while it is sent."""

import zipfile
from collections.abc import Iterable, Iterator

MEDIA_TYPE = "application/zip"


def stream_zip(files: Iterable[tuple[str, Iterable[bytes]]]) -> Iterator[bytes]:
    """The archive of the files, names and contents, in pieces: one piece of a file is in memory at a time.

    The same files give the same bytes.
    """
    sent = _Sent()
    with zipfile.ZipFile(sent, "w") as archive:
        for name, pieces in files:
            about = zipfile.ZipInfo(name)
            about.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(about, "w", force_zip64=True) as entry:
                for piece in pieces:
                    entry.write(piece)
                    yield sent.take()
            yield sent.take()
    yield sent.take()


class _Sent:
    """What has been written to the archive since it was last taken. It cannot be gone back in."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, data: bytes, /) -> int:
        self._pieces.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing waits: what is written is taken."""

    def close(self) -> None:
        """There is nothing to close."""

    def take(self) -> bytes:
        taken = b"".join(self._pieces)
        self._pieces.clear()
        return taken
