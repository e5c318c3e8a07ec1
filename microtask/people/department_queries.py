"""Read departments: their names and histories, whose domains and groups are whose, and who would move with them."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, func, or_, select, tuple_
from sqlalchemy.orm import Session, aliased

from microtask.errors import NotFound
from microtask.people.models import (
    Department,
    DepartmentAlias,
    DepartmentChange,
    DepartmentDomain,
    DepartmentGroup,
    Person,
    Role,
)

NAMES_LOCK = 7_280_123  # held while names are compared and stored, so that no two departments come by one


def lock(session: Session, department_id: int) -> Department:
    """A department that nobody else changes meanwhile, as it stands now. Raises `NotFound`."""
    key_share = {"key_share": True}
    department = session.get(Department, department_id, with_for_update=key_share, populate_existing=True)
    if department is None:
        raise NotFound("There is no such department.")
    return department


def is_taken(session: Session, name: str, *, but: int | None = None) -> bool:
    """Whether a department other than `but` has this as its slug, its name or another one, in whatever capitals."""
    wanted = name.strip().lower()
    other = Department.id.is_distinct_from(but)
    named = or_(Department.slug == wanted, func.lower(Department.name) == wanted)
    also = select(DepartmentAlias.id).where(
        func.lower(DepartmentAlias.name) == wanted, DepartmentAlias.department_id.is_distinct_from(but)
    )
    return bool(session.scalar(select(select(Department.id).where(named, other).exists() | also.exists())))


def list_aliases_of(session: Session, department_id: int) -> list[str]:
    """The other names of one department, in order."""
    found = select(DepartmentAlias.name).where(DepartmentAlias.department_id == department_id)
    return list(session.scalars(found.order_by(DepartmentAlias.name)))


def find_last_change(session: Session, department_id: int) -> date | None:
    """The day of the last thing that became of a department; None where nothing did."""
    found = select(func.max(DepartmentChange.happened_on)).where(DepartmentChange.department_id == department_id)
    return session.scalar(found)


def list_history(session: Session, department_id: int) -> Sequence[Any]:
    """What became of a department, and what came to it, the latest first.

    Each: `kind`, `name_before`, `happened_on`, `other` (a name, or None), `origin` (a name), and `is_ours`: False where
    the department `origin` was merged into this one, or this one was split off it.
    """
    other, origin = aliased(Department), aliased(Department)
    found = (
        select(
            DepartmentChange.kind,
            DepartmentChange.name_before,
            DepartmentChange.happened_on,
            other.name.label("other"),
            origin.name.label("origin"),
            (DepartmentChange.department_id == department_id).label("is_ours"),
        )
        .join(origin, origin.id == DepartmentChange.department_id)
        .outerjoin(other, other.id == DepartmentChange.other_id)
        .where(or_(DepartmentChange.department_id == department_id, DepartmentChange.other_id == department_id))
    )
    return session.execute(found.order_by(DepartmentChange.happened_on.desc(), DepartmentChange.id.desc())).all()


def read_ways_in(session: Session, department_id: int) -> tuple[list[str], list[tuple[str, str]]]:
    """The e-mail domains of a department, and its groups as (provider, name), in order."""
    domains = select(DepartmentDomain.domain).where(DepartmentDomain.department_id == department_id)
    groups = select(DepartmentGroup.provider, DepartmentGroup.name).where(
        DepartmentGroup.department_id == department_id
    )
    found = session.execute(groups.order_by(DepartmentGroup.provider, DepartmentGroup.name))
    return list(session.scalars(domains.order_by(DepartmentDomain.domain))), [(row[0], row[1]) for row in found]


def list_taken_domains(session: Session, domains: Collection[str], *, but: int) -> list[str]:
    """Those of the domains that belong to another department."""
    found = select(DepartmentDomain.domain).where(
        DepartmentDomain.domain.in_(domains), DepartmentDomain.department_id != but
    )
    return list(session.scalars(found.order_by(DepartmentDomain.domain)))


def list_taken_groups(session: Session, groups: Collection[tuple[str, str]], *, but: int) -> list[str]:
    """Those of the groups that belong to another department, as they are written."""
    found = select(DepartmentGroup.provider, DepartmentGroup.name).where(
        tuple_(DepartmentGroup.provider, DepartmentGroup.name).in_(groups), DepartmentGroup.department_id != but
    )
    return [f"{row.provider}: {row.name}" for row in session.execute(found)] if groups else []


def find_by_domain(session: Session, email: str) -> Department | None:
    """The department that the domain of an address belongs to; None where nobody has said."""
    domain = email.rpartition("@")[2].lower()
    return session.scalar(_today(DepartmentDomain).where(DepartmentDomain.domain == domain))


def find_by_groups(session: Session, provider: str, names: Collection[str]) -> Department | None:
    """The department to which groups of a provider belong; None where it is none of them, or several departments."""
    found = _today(DepartmentGroup).where(DepartmentGroup.provider == provider, DepartmentGroup.name.in_(names))
    rows = session.scalars(found.distinct()).all() if names else []
    return rows[0] if len(rows) == 1 else None


def list_by_provider(session: Session, provider: str, domains: Collection[str]) -> Sequence[Department]:
    """The departments of which a provider's groups, or one of these domains, are."""
    by_group = _today(DepartmentGroup).where(DepartmentGroup.provider == provider)
    by_domain = _today(DepartmentDomain).where(DepartmentDomain.domain.in_(domains))
    return [*session.scalars(by_group), *session.scalars(by_domain)]


def list_people(session: Session, department_id: int, *, domain: str = "", emails: Collection[str] = ()) -> list[int]:
    """The people of a department whose address is of `domain`, or one of `emails`, by number; of neither: all."""
    found = select(Person.id).where(Person.department_id == department_id)
    address = func.lower(Person.email)
    if domain or emails:
        found = found.where(
            or_(
                func.split_part(address, "@", 2) == domain.lower() if domain else False,
                address.in_([email.lower() for email in emails]),
            )
        )
    return list(session.scalars(found.order_by(Person.id)))


def count_moving_roles(session: Session, department_id: int) -> dict[str, int]:
    """How many people hold each role in a department, by role."""
    held = select(Role.role, func.count()).join(Person, Person.id == Role.person_id)
    held = held.where(Role.department_id == department_id, Person.left_at.is_(None)).group_by(Role.role)
    return {row[0]: row[1] for row in session.execute(held)}


def _today(table: type[DepartmentDomain | DepartmentGroup]) -> Select[Department]:
    """The department of today for each row of the table: that of which it has become part, where it has."""
    named = aliased(Department)
    return (
        select(Department)
        .join(named, func.coalesce(named.successor_id, named.id) == Department.id)
        .join(table, table.department_id == named.id)
    )


def named_then(department: str, moment: str) -> str:
    """SQL for what the department of an expression was called at the moment of another; NULL where it is called so yet.

    Of all that has renamed it since, the first says what it was called before.
    """
    return f"""(SELECT r.name_before FROM department_changes r
        WHERE r.department_id = {department} AND r.kind = 'renamed'
          AND r.happened_on > CAST({moment} AT TIME ZONE 'Europe/London' AS date)
        ORDER BY r.happened_on, r.id LIMIT 1)"""  # noqa: S608 (of constants, by the queries of results)
