"""Releases: numbered sets of files that never change."""

from flask import render_template

from microtask.challenges.queries import get_allowed
from microtask.challenges.rules import may_see_results
from microtask.people.rules import may_own_challenges, may_read_results
from microtask.results import actions, queries
from microtask.web.page import Answer, Download, Pages, Visit, go_to

releases = Pages("releases")


@releases.page("/challenges/<id:challenge_id>/releases", methods=["POST"], who=may_own_challenges)
def create(visit: Visit, challenge_id: int) -> Answer:
    """Make the next one; a worker writes its files."""
    number = actions.release(visit.unit, challenge_id, by=visit.person)
    return go_to(f"/challenges/{challenge_id}/releases/{number}")


@releases.page("/challenges/<id:challenge_id>/releases", who=may_read_results)
def index(visit: Visit, challenge_id: int) -> str:
    """All of them, the newest first."""
    challenge = get_allowed(visit.unit.session, challenge_id, may_see_results, by=visit.person)
    found = queries.list_releases(visit.unit.session, challenge_id)
    return render_template("releases/index.html", challenge=challenge, releases=found)


@releases.page("/challenges/<id:challenge_id>/releases/<id:number>", who=may_read_results)
def show(visit: Visit, challenge_id: int, number: int) -> str:
    """Its files, with what a reader needs to check them."""
    challenge = get_allowed(visit.unit.session, challenge_id, may_see_results, by=visit.person)
    release = queries.get_release(visit.unit.session, challenge_id, number)
    files = queries.list_release_files(visit.unit.session, release.id)
    return render_template("releases/show.html", challenge=challenge, release=release, files=files)


@releases.page("/challenges/<id:challenge_id>/releases/<id:number>/<name>", who=may_read_results)
def download(visit: Visit, challenge_id: int, number: int, name: str) -> Download:
    """One file, as it was written."""
    file = actions.open_file(visit.unit, challenge_id, number, name, by=visit.person)
    return Download(file.filename, file.media_type, lambda unit: file.read(unit.session))
