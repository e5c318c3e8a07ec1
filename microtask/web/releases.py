"""Releases: numbered sets of files that never change, to download, to check and to compare."""

from flask import render_template

from microtask.challenges.queries import get_allowed
from microtask.challenges.rules import may_see_results
from microtask.people.rules import may_own_challenges, may_read_results
from microtask.results import actions, queries
from microtask.results.rules import holds_answers, needs_reason
from microtask.web.forms import REFUSALS, Form, messages_of
from microtask.web.page import Answer, Download, Pages, Visit, go_to
from microtask.web.results import read_stage

FIELDS = ("files", "reason")

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


@releases.page("/challenges/<id:challenge_id>/releases/compare", who=may_read_results)
def compare(visit: Visit, challenge_id: int) -> str:
    """What changed between two of them: those that the address names, else the last two."""
    session = visit.unit.session
    challenge = get_allowed(session, challenge_id, may_see_results, by=visit.person)
    ready = [each.number for each in queries.list_releases(session, challenge_id) if each.state == "ready"]
    newest, before = ready[0] if ready else 0, ready[1] if len(ready) > 1 else 0
    older, newer = visit.query.get("from", before, type=int), visit.query.get("to", newest, type=int)
    comparison = None
    if len(ready) > 1:
        comparison = actions.compare_releases(
            visit.unit, challenge_id, older, newer, stage=read_stage(visit), by=visit.person
        )
    return render_template(
        "releases/compare.html",
        challenge=challenge,
        stages=queries.list_stages(session, challenge_id),
        numbers=ready,
        comparison=comparison,
    )


@releases.page("/challenges/<id:challenge_id>/releases/<id:number>", who=may_read_results)
def show(visit: Visit, challenge_id: int, number: int) -> str:
    """Its files, with what a reader needs to check them, and the choice of those to download."""
    return _page(visit, challenge_id, number, Form.blank())


@releases.page("/challenges/<id:challenge_id>/releases/<id:number>", methods=["POST"], who=may_read_results)
def choose(visit: Visit, challenge_id: int, number: int) -> Answer | Download:
    """The files that were chosen, several in one archive; of answers it is recorded who asked, and why."""
    try:
        file = actions.open_files(
            visit.unit,
            challenge_id,
            number,
            visit.form.getlist("files"),
            reason=visit.form.get("reason"),
            asked=visit.house.settings.ask_reason,
            by=visit.person,
        )
    except REFUSALS as error:
        form = Form.refused(visit.form, messages_of(error), FIELDS)
        return _page(visit, challenge_id, number, form), 422
    return Download(file.filename, file.media_type, lambda unit: file.read(unit.session))


@releases.page("/challenges/<id:challenge_id>/releases/<id:number>/<name>", who=may_read_results)
def download(visit: Visit, challenge_id: int, number: int, name: str) -> Answer | Download:
    """One file, as it was written; where a reason must be given first, the page that asks for it."""
    asked = visit.house.settings.ask_reason
    try:
        file = actions.open_file(visit.unit, challenge_id, number, name, asked=asked, by=visit.person)
    except REFUSALS as error:
        form = Form({"files": [name]}, messages_of(error))
        return _page(visit, challenge_id, number, form), 422
    return Download(file.filename, file.media_type, lambda unit: file.read(unit.session))


def _page(visit: Visit, challenge_id: int, number: int, form: Form) -> str:
    challenge = get_allowed(visit.unit.session, challenge_id, may_see_results, by=visit.person)
    release = queries.get_release(visit.unit.session, challenge_id, number)
    wants_reason = needs_reason(challenge.marking, asked=visit.house.settings.ask_reason)
    files = queries.list_release_files(visit.unit.session, release.id)
    return render_template(
        "releases/show.html",
        challenge=challenge,
        release=release,
        files=[
            {
                "name": file.name,
                "rows": file.rows,
                "bytes": file.bytes,
                "sha256": file.sha256,
                "asks": wants_reason and holds_answers(file.name),
            }
            for file in files
        ],
        withdrawn=queries.count_withdrawn_since(visit.unit.session, release.id),
        needs_reason=wants_reason,
        form=form,
    )
