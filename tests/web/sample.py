"""Pages that show all that a page can declare."""

from collections.abc import Iterator

from flask import render_template_string, session

from microtask.errors import Conflict, Invalid, NotAllowed, NotFound
from microtask.people import actions, queries, rules
from microtask.unit_of_work import UnitOfWork
from microtask.web.page import Answer, Download, Pages, Visit, go_to

FORM = '<form method="post"><input type="hidden" name="csrf_token" value="{{ csrf_token() }}"></form>{{ person.name }}'

sample = Pages("sample")


@sample.page("/things/new")
def new(visit: Visit) -> Answer:
    return render_template_string(FORM)


@sample.page("/things", methods=["POST"])
def create(visit: Visit) -> Answer:
    if not rules.is_slug(visit.form.get("slug", "")):
        return "Give it another name.", 422
    made = actions.add_department(visit.unit, visit.form["slug"], by=visit.person.person_id)
    return go_to(f"/things/{made.id}")


@sample.page("/things/<id:thing_id>")
def show(visit: Visit, thing_id: int) -> Answer:
    return queries.get_department(visit.unit.session, thing_id).name


@sample.page("/things/named/<name>")
def named(visit: Visit, name: str) -> Answer:
    return queries.get_department_by_slug(visit.unit.session, name).name


@sample.page("/things/mine", who=rules.may_own_challenges)
def mine(visit: Visit) -> Answer:
    return f"{visit.person.name} owns these."


@sample.page("/things/hello", public=True)
def hello(visit: Visit) -> Answer:
    return f"Hello {visit.visitor.name if visit.visitor else 'you'}, {visit.query.get('how', 'well')} met."


@sample.page("/things/count", public=True)
def count(visit: Visit) -> Answer:
    session["count"] = session.get("count", 0) + 1
    return str(session["count"])


@sample.page("/things/file", methods=["POST"], upload=True)
def load(visit: Visit) -> Answer:
    lines = visit.files["file"].read().decode().split()
    for line in lines:
        with visit.house.units.begin() as unit:
            actions.add_department(unit, line)
    return str(len(lines))


@sample.page("/things/file")
def export(visit: Visit) -> Download:
    return Download("things.csv", "text/csv", _lines)


@sample.page("/things/fail/<how>", methods=["GET", "POST"])
def fail(visit: Visit, how: str) -> Answer:
    actions.add_department(visit.unit, "failed")
    errors = {
        "missing": NotFound(),
        "forbidden": NotAllowed("Only its owner may do this."),
        "conflict": Conflict("It was closed at noon."),
        "invalid": Invalid({"slug": ["Choose another one."]}),
        "bug": ZeroDivisionError("secret"),
    }
    if how == "race":
        visit.unit.session.delete(queries.get_department(visit.unit.session, visit.person.department_id))
        visit.unit.session.flush()
    if how == "too-large":
        queries.get_department(visit.unit.session, 2**80)
    raise errors[how]


@sample.page("/things/broken-file")
def export_broken(visit: Visit) -> Download:
    return Download("things.csv", "text/csv", _refused)


def _refused(unit: UnitOfWork) -> Iterator[bytes]:
    queries.get_department_by_slug(unit.session, "nowhere")
    yield b"never"


def _lines(unit: UnitOfWork) -> Iterator[bytes]:
    for department in queries.list_departments(unit.session):
        yield f"{department.slug}\n".encode()
