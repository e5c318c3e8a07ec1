"""Imports: upload a file of items, and see what became of it."""

from collections.abc import Iterator
from typing import IO, Any

from flask import render_template
from marshmallow import ValidationError

from microtask.challenges import actions, queries, rules
from microtask.challenges.import_schemas import FindingsDecision
from microtask.challenges.models import Challenge, Import
from microtask.errors import Invalid
from microtask.people.queries import get_identity
from microtask.people.rules import may_own_challenges
from microtask.tables.formats import available
from microtask.unit_of_work import UnitOfWork
from microtask.web.forms import Form
from microtask.web.page import Answer, Pages, Visit, go_to

FIELDS = ("file", "key")
DECISION = FindingsDecision()
READ_BYTES = 1 << 16
SHOWN = 100  # rejected rows on a page, and items with findings
NOT_DECIDED = "Choose one of the two buttons: leave these items out, or keep them."

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
        **_findings(visit, upload),
        rejections=found[:SHOWN],
        previous_url=f"{url}{page - 1}" if page > 1 else None,
        next_url=f"{url}{page + 1}" if len(found) > SHOWN else None,
        of_lines=upload.format in ("csv", "jsonl"),
    )


@imports.page("/challenges/<id:challenge_id>/imports/<id:import_id>/findings", methods=["POST"], who=may_own_challenges)
def decide(visit: Visit, challenge_id: int, import_id: int) -> Answer:
    """Leave out the items that may hold private data, or keep them."""
    try:
        decision = DECISION.load({"decision": visit.form.get("decision", "")})["decision"]
    except ValidationError:
        raise Invalid({"decision": [NOT_DECIDED]}) from None
    actions.decide_findings(visit.unit, challenge_id, import_id, decision=decision, by=visit.person)
    return go_to(f"/challenges/{challenge_id}/imports/{import_id}")


@imports.page("/challenges/<id:challenge_id>/imports/<id:import_id>/remove", methods=["POST"], who=may_own_challenges)
def remove(visit: Visit, challenge_id: int, import_id: int) -> Answer:
    """Take the file out of a draft, with its items."""
    actions.remove_import(visit.unit, challenge_id, import_id, by=visit.person)
    return go_to(f"/challenges/{challenge_id}/items")


def _findings(visit: Visit, upload: Import) -> dict[str, Any]:
    """What the scan found, for the page: nothing until it has ended."""
    session, decider = visit.unit.session, upload.findings_decided_by
    found = queries.list_findings(session, upload.id) if upload.scanned_at else []
    flagged = queries.list_flagged_items(session, upload.id, limit=SHOWN) if upload.scanned_at else []
    return {
        "findings": [(each.items, each.kind, each.examples) for each in found],
        "flagged": [(each.key, each.kinds) for each in flagged],
        "decider": get_identity(session, decider).name if decider else None,
        "is_scanned": upload.scanned_at is not None or upload.cleared_at is not None,
        "may_decide": upload.scanned_at is not None and upload.cleared_at is None,
    }


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
