"""Releases: numbered sets of files that never change."""

from typing import Any

from microtask.api.endpoint import Call, Download, Endpoints
from microtask.api.paging import Page
from microtask.challenges.queries import get_allowed
from microtask.challenges.rules import may_see_results
from microtask.people.rules import may_own_challenges, may_read_results
from microtask.results import actions, queries
from microtask.results.papers import MEDIA_TYPES
from microtask.results.queries import ReleaseView
from microtask.results.schemas import FileQuery, ShownRelease

releases = Endpoints("releases", "Numbered sets of files that never change.")


@releases.post("/challenges/<id:challenge_id>/releases", answer=ShownRelease, status=202, who=may_own_challenges)
def create(call: Call, challenge_id: int) -> dict[str, Any]:
    """Make the next release of a challenge that has closed.

    A worker writes its files: it is `making` until it is `ready`, or `failed` where it could not be made.
    """
    number = actions.release(call.unit, challenge_id, by=call.person)
    return _shown(call, queries.get_release(call.unit.session, challenge_id, number))


@releases.get("/challenges/<id:challenge_id>/releases", answer=ShownRelease, paged=(int,), who=may_read_results)
def index(call: Call, challenge_id: int) -> Page:
    """The releases of a challenge, the newest first."""
    session = call.unit.session
    get_allowed(session, challenge_id, may_see_results, by=call.person)
    before = None if call.place.after is None else call.place.after[0]
    found = queries.list_releases(session, challenge_id, before=before, limit=call.place.fetch)
    page = call.place.page(found, lambda release: (release.number,))
    return Page([_shown(call, release) for release in page.items], page.next)


@releases.get("/challenges/<id:challenge_id>/releases/<id:number>", answer=ShownRelease, who=may_read_results)
def show(call: Call, challenge_id: int, number: int) -> dict[str, Any]:
    """One release, with what is needed to check its files."""
    get_allowed(call.unit.session, challenge_id, may_see_results, by=call.person)
    return _shown(call, queries.get_release(call.unit.session, challenge_id, number))


@releases.get(
    "/challenges/<id:challenge_id>/releases/<id:number>/<name>",
    query=FileQuery,
    sends=tuple(MEDIA_TYPES.values()),
    who=may_read_results,
)
def download(call: Call, challenge_id: int, number: int, name: str) -> Download:
    """One file of a release, as it was written. Of a file of answers it is recorded who asked, and why."""
    asked, reason = call.house.settings.ask_reason, call.query["reason"]
    file = actions.open_file(call.unit, challenge_id, number, name, reason=reason, asked=asked, by=call.person)
    return Download(file.filename, file.media_type, lambda unit: file.read(unit.session))


def _shown(call: Call, release: ReleaseView) -> dict[str, Any]:
    files = queries.list_release_files(call.unit.session, release.id)
    return {name: getattr(release, name) for name in _COLUMNS} | {"files": files}


_COLUMNS = ("number", "state", "demonstration", "created_at", "finished_at")
