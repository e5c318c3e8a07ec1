"""Rearrange: the people of a department, and their roles there, go to the one of which it becomes part.

What else hangs on a department is `challenges.actions.rearrange`, which calls this.
"""

from collections.abc import Collection
from datetime import date

from sqlalchemy import delete, func, select, text, update
from sqlalchemy.dialects.postgresql import insert

from microtask.audit import actions as audit
from microtask.people import department_queries
from microtask.people.models import (
    Department,
    DepartmentChange,
    DepartmentDomain,
    DepartmentGroup,
    DepartmentPermission,
    Person,
    Role,
)
from microtask.people.rules import Identity
from microtask.unit_of_work import UnitOfWork

KEPT_OF_ROLES = ("person_id", "role", "skills", "confirmed_at", "confirmed_by", "created_at", "created_by")


def lock_people(unit: UnitOfWork, department_id: int) -> list[int]:
    """The people of a department, each locked; a person is always locked before what hangs on them."""
    locked = select(Person.id).where(Person.department_id == department_id).order_by(Person.id)
    return list(unit.session.scalars(locked.with_for_update()))


def lock_departments(unit: UnitOfWork, numbers: Collection[int]) -> dict[int, Department]:
    """Departments into which nobody else can come now: whoever is on their way waits, and then goes where all went."""
    locked = select(Department).where(Department.id.in_(numbers)).order_by(Department.id)
    rows = unit.session.scalars(locked.with_for_update().execution_options(populate_existing=True))
    return {row.id: row for row in rows}


def end_department(
    unit: UnitOfWork, department: Department, into: Department, *, on: date, by: Identity
) -> dict[str, list[str]]:
    """From `on` the department is a part of `into`, as is whatever had become a part of it before.

    Its domains and groups are the other's, so that whoever comes for the first time lands there; answers which.
    """
    domains, groups = department_queries.read_ways_in(unit.session, department.id)
    department.valid_to = date.fromordinal(on.toordinal() - 1)
    became = (Department.successor_id == department.id) | (Department.id == department.id)
    unit.session.flush()
    unit.session.execute(update(Department).where(became).values(successor_id=into.id))
    for table in (DepartmentDomain, DepartmentGroup):
        theirs = update(table).where(table.department_id == department.id)
        unit.session.execute(theirs.values(department_id=into.id))
    note_change(unit, department, "merged", into, on=on, by=by)
    return {"domains": domains, "groups": [f"{provider}:{name}" for provider, name in groups]}


def note_change(
    unit: UnitOfWork, department: Department, kind: str, other: Department, *, on: date, by: Identity
) -> None:
    """Keep it in the history of both departments."""
    change = DepartmentChange(
        department_id=department.id, other_id=other.id, kind=kind, name_before=department.name, happened_on=on,
        created_at=unit.now, created_by=by.person_id,
    )  # fmt: skip
    unit.session.add(change)
    unit.session.flush()


def move_people(
    unit: UnitOfWork, department_id: int, into_id: int, *, people: Collection[int] | None, reason: str, by: Identity
) -> int:
    """Put people of a department (None: all) into the other, recorded of each; answers how many.

    What they answered stays with the department where they were then.
    """
    moving = update(Person).where(Person.department_id == department_id).values(department_id=into_id)
    if people is not None:
        moving = moving.where(Person.id.in_(people))
    moved = sorted(unit.session.scalars(moving.returning(Person.id)))
    detail = {"from": department_id, "to": into_id}
    audit.note_each(
        unit, "person.moved", "person", moved, by=by.person_id, department=into_id, reason=reason, detail=detail
    )
    return len(moved)


def move_roles(
    unit: UnitOfWork, department_id: int, into_id: int, *, people: Collection[int] | None, reason: str, by: Identity
) -> int:
    """Move the roles held in a department (by whom: None is everybody) to the other; answers how many.

    Where somebody has the role there already, they have it once, with the skills of both, and as last confirmed longest
    ago: nobody escapes the access review by being moved.
    """
    held = [Role.department_id == department_id, *([] if people is None else [Role.person_id.in_(people)])]
    rows = unit.session.execute(
        select(*(getattr(Role, name) for name in KEPT_OF_ROLES))
        .where(*held).order_by(Role.person_id, Role.role).with_for_update()
    ).mappings().all()  # fmt: skip
    for row in rows:
        made = insert(Role).values(department_id=into_id, **row)
        skills = text("ARRAY(SELECT DISTINCT unnest(roles.skills || excluded.skills) ORDER BY 1)")
        both = {"skills": skills, "confirmed_at": func.least(Role.confirmed_at, made.excluded.confirmed_at)}
        unit.session.execute(
            made.on_conflict_do_update(index_elements=["person_id", "department_id", "role"], set_=both)
        )
        detail = {"role": row["role"], "from": department_id, "to": into_id}
        about = ("person", row["person_id"])
        audit.note(unit, "role.moved", about, by=by.person_id, department=into_id, reason=reason, detail=detail)
    unit.session.execute(delete(Role).where(*held))
    return len(rows)


def move_domain(unit: UnitOfWork, domain: str, into: Department, *, by: Identity) -> None:
    """Whoever comes for the first time with an address of the domain lands in the department from now on."""
    row = insert(DepartmentDomain).values(
        domain=domain, department_id=into.id, created_at=unit.now, created_by=by.person_id
    )
    unit.session.execute(row.on_conflict_do_update(index_elements=["domain"], set_={"department_id": into.id}))


def copy_permission(unit: UnitOfWork, department: Department, into: Department, *, by: Identity) -> None:
    """What a department permits, and its highest marking, for a new one that was a part of it."""
    into.permission_text, into.monthly_minutes = department.permission_text, department.monthly_minutes
    into.ceiling = department.ceiling
    if into.permission_text or into.monthly_minutes is not None:
        unit.session.add(
            DepartmentPermission(
                department_id=into.id,
                words=into.permission_text,
                monthly_minutes=into.monthly_minutes,
                created_at=unit.now,
                created_by=by.person_id,
            )
        )
    unit.session.flush()
