"""Open file: a file of a release, for whoever may read the challenge's results."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePath

from sqlalchemy.orm import Session

from microtask.challenges.queries import get_allowed
from microtask.challenges.rules import may_see_results
from microtask.errors import Conflict, NotFound
from microtask.people.rules import Identity
from microtask.results import queries
from microtask.results.papers import DEMONSTRATION, MEDIA_TYPES
from microtask.results.rules import name_file
from microtask.storage.queries import list_chunks
from microtask.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class OpenFile:
    """A stored file: `read` gives its bytes, a chunk in memory at a time."""

    filename: str
    media_type: str
    read: Callable[[Session], Iterator[bytes]]


def open_file(unit: UnitOfWork, challenge_id: int, number: int, name: str, *, by: Identity) -> OpenFile:
    """The file `name` of release `number`; what it is saved as carries the release and the marking.

    A demonstration's files may be asked for under their plain names too. Raises `NotFound`, `NotAllowed`, and
    `Conflict` where the release is not ready.
    """
    challenge = get_allowed(unit.session, challenge_id, may_see_results, by=by)
    release = queries.get_release(unit.session, challenge_id, number)
    if release.state == "making":
        raise Conflict(f"Release {number} is still being made. Try again in a moment.")
    if release.state == "failed":
        raise Conflict(f"Release {number} could not be made. Make another one.")
    files = {file.name: file for file in queries.list_release_files(unit.session, release.id)}
    found = files.get(name) or files.get(f"{DEMONSTRATION}-{name}")
    if found is None or found.blob_id is None:
        raise NotFound("The release has no file with that name.")
    path = PurePath(found.name)
    saved_as = name_file(challenge_id, f"release-{number}-{path.stem}", marking=challenge.marking, ending=path.suffix)
    return OpenFile(saved_as, MEDIA_TYPES[path.suffix], lambda session: list_chunks(session, found.blob_id))
