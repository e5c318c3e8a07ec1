"""Imports: upload a file of items, and see what became of it."""

from collections.abc import Iterator
from typing import IO

from flask import render_template

from microtask.challenges import actions, queries, rules
from microtask.challenges.models import Challenge
from microtask.errors import Invalid
from microtask.people.rules import may_own_challenges
from microtask.tables.formats import available
from microtask.unit_of_work import UnitOfWork
from microtask.web.forms import Form
from microtask.web.page import Answer, Pages, Visit, go_to

FIELDS = ("file", "key")
READ_BYTES = 1 << 16
SHOWN = 100  # rejected rows on a page

imports = Pages("imports")


@imports.page("/challenges/<id:challenge_id>/imports/new", who=may_own_challenges)
def new(visit: Visit, challenge_id: int) -> str:
    """The form."""
    return _form(visit, visit.unit, challenge_id, Form.blank())


@imports.page("/challenges/<id:challenge_id>/imports", methods=["POST"], who=may_own_challenges, upload=True)
def create(visit: Visit, challenge_id: int) -> Answer:
    """Keep the file, and go to the page that tells what becomes of it."""
    try:
        import_id = _receive(visit, challenge_id)
    except Invalid as error:
        with visit.house.units.begin() as unit:
            return _form(visit, unit, challenge_id, Form.refused(visit.form, error.fields, FIELDS)), 422
    return go_to(f"/challenges/{challenge_id}/imports/{import_id}")


@imports.page("/challenges/<id:challenge_id>/imports/<id:import_id>", who=may_own_challenges)
def show(visit: Visit, challenge_id: int, import_id: int) -> str:
    """How far it is, and which rows were left out and why."""
    session = visit.unit.session
    challenge = queries.get_allowed(session, challenge_id, rules.may_add_items, by=visit.person)
    upload = queries.get_import(session, challenge_id, import_id)
    page = max(1, visit.query.get("page", 1, type=int))
    found = queries.list_rejections(session, import_id, offset=(page - 1) * SHOWN, limit=SHOWN + 1)
    url = f"/challenges/{challenge_id}/imports/{import_id}?page="
    return render_template(
        "imports/show.html",
        challenge=challenge,
        upload=upload,
        rejections=found[:SHOWN],
        previous_url=f"{url}{page - 1}" if page > 1 else None,
        next_url=f"{url}{page + 1}" if len(found) > SHOWN else None,
        may_publish=rules.is_legal("publish", challenge.state) and queries.has_items(session, challenge_id),
    )


def _receive(visit: Visit, challenge_id: int) -> int:
    file = visit.files.get("file")
    if file is None or not file.filename:
        raise Invalid({"file": ["Select a file."]})
    return actions.receive(
        visit.house.units,
        challenge_id,
        _parts(file.stream),
        by=visit.person,
        most_bytes=visit.house.settings.upload_megabytes * 1_000_000,
        content_type=file.content_type,
        filename=file.filename,
        key_column=visit.form.get("key", "").strip() or None,
    )


def _parts(stream: IO[bytes]) -> Iterator[bytes]:
    while part := stream.read(READ_BYTES):
        yield part


def _form(visit: Visit, unit: UnitOfWork, challenge_id: int, form: Form) -> str:
    challenge = queries.get_allowed(unit.session, challenge_id, rules.may_add_items, by=visit.person)
    return render_template(
        "imports/new.html",
        challenge=challenge,
        columns=_columns_needed(visit, unit, challenge),
        formats=[each.ending for each in available()],
        megabytes=visit.house.settings.upload_megabytes,
        form=form,
    )


def _columns_needed(visit: Visit, unit: UnitOfWork, challenge: Challenge) -> list[str]:
    """The columns that the tasks of any stage show, and cannot do without."""
    templates = [visit.house.catalogue.get(stage.template) for stage in queries.list_stages(unit.session, challenge.id)]
    return list(dict.fromkeys(column.name for each in templates for column in each.columns if column.needed))
