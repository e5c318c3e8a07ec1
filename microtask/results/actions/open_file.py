"""Open files of a release, for whoever may read the challenge's results: one as it is, or several in one archive."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from sqlalchemy.orm import Session

from microtask.audit import actions as audit
from microtask.challenges.models import Challenge
from microtask.challenges.queries import get_allowed
from microtask.challenges.rules import may_see_results
from microtask.errors import Conflict, Invalid, NotFound
from microtask.people.rules import Identity
from microtask.results import queries
from microtask.results.actions.take_reason import take_reason
from microtask.results.papers import MEDIA_TYPES
from microtask.results.queries import ReleaseView
from microtask.results.queries.released import find_file
from microtask.results.rules import holds_answers, name_file
from microtask.storage.queries import list_chunks
from microtask.tables import packing
from microtask.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class OpenFile:
    """A stored file: `read` gives its bytes, a chunk in memory at a time."""

    filename: str
    media_type: str
    read: Callable[[Session], Iterator[bytes]]


def open_file(
    unit: UnitOfWork,
    challenge_id: int,
    number: int,
    name: str,
    *,
    by: Identity,
    reason: str | None = None,
    asked: bool = False,
) -> OpenFile:
    """The file `name` of release `number`; what it is saved as carries the release and the marking.

    A demonstration's files may be asked for under their plain names too. Of a file of answers it is recorded who opened
    it, and the `reason`, as `take_reason` has it. Raises `NotFound`, `NotAllowed`, `Conflict` where the release is not
    ready, and `Invalid` where there must be a reason and is none.
    """
    challenge, release = _get_ready(unit, challenge_id, number, by)
    file = _find(unit, challenge, release, name)
    _take_reason(unit, challenge, release, [name], reason, asked=asked, by=by)
    return file


def open_files(
    unit: UnitOfWork,
    challenge_id: int,
    number: int,
    names: Sequence[str],
    *,
    by: Identity,
    reason: str | None = None,
    asked: bool = False,
) -> OpenFile:
    """Several files in one archive, under the names that the README gives them; a single one as it is.

    Raises likewise, and `Invalid` where no file is named.
    """
    challenge, release = _get_ready(unit, challenge_id, number, by)
    if not names:
        raise Invalid({"files": ["Select one file or more."]})
    files = {name: _find(unit, challenge, release, name) for name in names}
    _take_reason(unit, challenge, release, names, reason, asked=asked, by=by)
    if len(files) == 1:
        return files[names[0]]
    saved_as = name_file(challenge_id, f"release-{number}", marking=challenge.marking, ending=".zip")
    return OpenFile(
        saved_as,
        packing.MEDIA_TYPE,
        lambda session: packing.stream_zip((name, file.read(session)) for name, file in files.items()),
    )


def _get_ready(unit: UnitOfWork, challenge_id: int, number: int, by: Identity) -> tuple[Challenge, ReleaseView]:
    challenge = get_allowed(unit.session, challenge_id, may_see_results, by=by)
    release = queries.get_release(unit.session, challenge_id, number)
    if release.state == "making":
        raise Conflict(f"Release {number} is still being made. Try again in a moment.")
    if release.state == "failed":
        raise Conflict(f"Release {number} could not be made. Make another one.")
    return challenge, release


def _find(unit: UnitOfWork, challenge: Challenge, release: ReleaseView, name: str) -> OpenFile:
    found = find_file(unit.session, release.id, name)
    if found is None:
        raise NotFound("The release has no file with that name.")
    path, blob_id = PurePath(found.name), found.blob_id
    saved_as = name_file(
        challenge.id, f"release-{release.number}-{path.stem}", marking=challenge.marking, ending=path.suffix
    )
    return OpenFile(saved_as, MEDIA_TYPES[path.suffix], lambda session: list_chunks(session, blob_id))


def _take_reason(
    unit: UnitOfWork,
    challenge: Challenge,
    release: ReleaseView,
    names: Sequence[str],
    reason: str | None,
    *,
    asked: bool,
    by: Identity,
) -> None:
    """Record who was given which files; of answers also what for."""
    if any(map(holds_answers, names)):
        take_reason(unit, challenge, reason, asked=asked, by=by, stage=None, release=release.number)
    audit.note(
        unit,
        "release.read",
        ("challenge", challenge.id),
        by=by.person_id,
        department=challenge.department_id,
        detail={"release": release.number, "files": sorted(names)},
    )
