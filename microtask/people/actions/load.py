"""Load people from a table: `email,name,department,role`, a row a person and role."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from microtask.errors import Invalid
from microtask.people.actions.add import add_person
from microtask.people.actions.turns import hold_departments
from microtask.tables.rows import Problem, Row, Rows
from microtask.unit_of_work import UnitOfWork

COLUMNS = ("email", "name", "department")

_BETWEEN_ROLES = re.compile(r"[|;,\s]+")


@dataclass(frozen=True)
class Loaded:
    """The ids of the people, by e-mail address as it was first written, and the rows that were left out."""

    people: dict[str, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def load(
    unit: UnitOfWork, rows: Rows, *, by: int | None = None, advance: Callable[[int], object] = lambda _: None
) -> Loaded:
    """Add everybody in `rows` whose row can be used; the others are told with their line, and nothing else is lost.

    A role left empty is a volunteer's; several are parted by `|`. Other columns are left alone. `advance` is told
    that one more row was read. Raises `Invalid` where a column is missing.
    """
    if missing := [name for name in COLUMNS if name not in rows.columns]:
        raise Invalid({"file": [f"There is no column {' and no column '.join(missing)} in the first line. Add it."]})
    hold_departments(unit)
    loaded = Loaded()
    ids: dict[int, str] = {}
    for entry in rows:
        advance(1)
        if isinstance(entry, Problem):
            loaded.problems.append(entry)
            continue
        try:
            person_id = _add(unit, entry, by=by)
        except Invalid as error:
            loaded.problems.append(Problem(entry.number, " ".join(_all(error.fields.values()))))
        else:
            email = ids.setdefault(person_id, entry.values["email"].strip())
            loaded.people[email] = person_id
    return loaded


def _add(unit: UnitOfWork, row: Row, *, by: int | None) -> int:
    values = row.values
    roles = [role for role in _BETWEEN_ROLES.split(values.get("role", "").lower()) if role]
    department = values["department"].strip() or None
    name = values["name"].strip() or None
    return add_person(unit, email=values["email"], name=name, department=department, roles=roles, by=by).id


def _all(sentences: Iterable[list[str]]) -> Iterable[str]:
    return (sentence for each in sentences for sentence in each)
