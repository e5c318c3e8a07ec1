"""A noun that shows all that an endpoint can declare: departments, kept by whoever owns challenges."""

from collections.abc import Iterator
from typing import Any

from marshmallow import Schema, fields, validate
from sqlalchemy import text
from werkzeug.exceptions import TooManyRequests

from microtask.api.endpoint import Call, Download, Endpoints, Repeated
from microtask.api.paging import Page
from microtask.errors import Conflict, Invalid, NotAllowed, NotFound
from microtask.people import actions, queries, rules
from microtask.unit_of_work import UnitOfWork


class NewThing(Schema):
    slug = fields.String(required=True, validate=validate.Length(1, 50))
    names = fields.List(fields.String(), load_default=list)
    place = fields.Nested(Schema.from_dict({"floor": fields.Integer(required=True, strict=True)}, name="Place"))


class Renamed(Schema):
    name = fields.String(load_default="")


class Thing(Schema):
    id = fields.Integer(required=True)
    slug = fields.String(required=True)
    created_at = fields.AwareDateTime(required=True)


class Counted(Schema):
    count = fields.Integer(required=True)


class ByInitial(Schema):
    initial = fields.String(load_default="", validate=validate.Length(max=1))


sample = Endpoints("things", "Things that the tests are about.")


@sample.post("/things", body=NewThing, answer=Thing, status=201, again=200, who=rules.may_own_challenges)
def create(call: Call) -> Any:
    """Make a thing.

    The same thing again is answered with 200.
    """
    there = queries.find_department(call.unit.session, call.body["slug"])
    return Repeated(there) if there else actions.add_department(call.unit, call.body["slug"], by=call.person.person_id)


@sample.get("/things", query=ByInitial, answer=Thing, paged=(str,))
def index(call: Call) -> Page:
    """The things, by slug."""
    rows = call.unit.session.execute(
        text("SELECT * FROM departments WHERE slug > :after AND slug LIKE :initial ORDER BY slug LIMIT :fetch"),
        {
            "after": call.place.after[0] if call.place.after else "",
            "initial": call.query["initial"] + "%",
            "fetch": call.place.fetch,
        },
    ).all()
    return call.place.page(rows, lambda row: (row.slug,))


@sample.get("/things/<id:thing_id>", answer=Thing)
def show(call: Call, thing_id: int) -> Any:
    """One thing."""
    return queries.get_department(call.unit.session, thing_id)


@sample.get("/things/by-name/<name>", answer=Thing)
def find(call: Call, name: str) -> Any:
    """One thing by its slug."""
    return queries.get_department_by_slug(call.unit.session, name)


@sample.patch("/things/<id:thing_id>", body=Renamed, answer=Thing)
def update(call: Call, thing_id: int) -> Any:
    """Rename a thing, if a name is given."""
    thing = queries.get_department(call.unit.session, thing_id)
    thing.name = call.body["name"] or thing.name
    return thing


@sample.delete("/things/<id:thing_id>", status=204)
def destroy(call: Call, thing_id: int) -> None:
    """Take a thing away."""
    call.unit.session.delete(queries.get_department(call.unit.session, thing_id))


@sample.post("/things/file", takes=("text/csv", "application/x-ndjson"), answer=Counted)
def load(call: Call) -> dict[str, int]:
    """Count the lines of a file, and make a thing of each."""
    lines = [line for line in call.stream.read().decode().splitlines() if line]
    for line in lines:
        with call.house.units.begin() as unit:
            actions.add_department(unit, line)
    return {"count": len(lines)}


@sample.get("/things/file", sends=("text/csv",))
def export(call: Call) -> Download:
    """All things as a file."""
    return Download("things — all.csv", "text/csv", _lines)


@sample.post("/things/<id:thing_id>/fail/<how>", answer=Thing)
def fail(call: Call, thing_id: int, how: str) -> Any:
    """Make a thing, and fail."""
    actions.add_department(call.unit, f"failed-{how}".lower())
    errors: dict[str, Exception] = {
        "missing": NotFound(),
        "forbidden": NotAllowed("Only its owner may do this."),
        "conflict": Conflict("It was closed at noon."),
        "invalid": Invalid({"slug": ["Choose another one."]}),
        "bug": ZeroDivisionError("secret"),
        "busy": TooManyRequests("Wait a little.", retry_after=7),
    }
    if how == "too-large":
        return queries.get_department(call.unit.session, 2**80)
    raise errors[how]


@sample.get("/things/broken-file", sends=("text/csv",))
def export_broken(call: Call) -> Download:
    """A file that cannot be written."""
    return Download("things.csv", "text/csv", _refused)


def _refused(unit: UnitOfWork) -> Iterator[bytes]:
    queries.get_department_by_slug(unit.session, "nowhere")
    yield b"never"


def _lines(unit: UnitOfWork) -> Iterator[bytes]:
    yield b"slug\n"
    for department in queries.list_departments(unit.session):
        yield f"{department.slug}\n".encode()
