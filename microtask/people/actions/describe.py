"""Describe: what a department is called, since when, and whose domains and groups are its."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert

from microtask.audit import actions as audit
from microtask.errors import Invalid, NotAllowed, NotFound
from microtask.people import department_queries, rules
from microtask.people.actions.turns import take_turn
from microtask.people.models import Department, DepartmentAlias, DepartmentChange, DepartmentDomain, DepartmentGroup
from microtask.people.rules import Identity
from microtask.unit_of_work import UnitOfWork

ONLY_SERVICE = "Only an administrator of the service may change this."


@dataclass(frozen=True)
class Names:
    """What a department is called: in English, in Welsh (or empty), and otherwise."""

    name: str
    name_cy: str = ""
    aliases: tuple[str, ...] = ()


def establish(unit: UnitOfWork, slug: str, names: Names, *, by: Identity) -> Department:
    """Make a new department. Raises `NotAllowed`, and `Invalid` for a slug or a name that is taken or cannot be one."""
    if not rules.may_arrange(by):
        raise NotAllowed(ONLY_SERVICE)
    slug = slug.strip().lower()
    if faults := faults_of_new(unit, slug, names):
        raise Invalid(faults)
    row = insert(Department).values(
        slug=slug, name=names.name, name_cy=names.name_cy, valid_from=rules.day_of(unit.now), created_by=by.person_id
    )
    number = unit.session.scalar(row.on_conflict_do_nothing().returning(Department.id))
    if number is None:
        raise Invalid({"slug": ["Another department has this short name, or is also called so."]})
    _set_aliases(unit, number, names.aliases, by=by)
    _note(unit, "department.added", number, by=by, after=_as_value(names))
    return unit.session.get_one(Department, number)


def faults_of_new(unit: UnitOfWork, slug: str, names: Names) -> dict[str, list[str]]:
    """What is wrong with the slug and the names of a new department; until the unit is over nobody else takes them."""
    faults = rules.faults_of_names(names.name, names.name_cy, names.aliases)
    if not rules.is_slug(slug.strip().lower()):
        faults["slug"] = ["Write the short name in small letters, digits and hyphens, such as public-health."]
    elif department_queries.is_taken(unit.session, slug):
        faults["slug"] = ["Another department has this short name, or is also called so."]
    return faults or _taken(unit, names, None)


def describe(
    unit: UnitOfWork, department_id: int, names: Names, *, since: date | None = None, reason: str = "", by: Identity
) -> None:
    """Call a department so from `since` on (today, where left out). Another English name is a renaming, with a reason.

    What it was called before stays one of its other names, and the name of what its people answered until then. Raises
    `NotFound` for a department that `by` does not administer, and `Invalid`.
    """
    department = department_queries.lock(unit.session, department_id)
    if not rules.may_describe(by, department_id) or department.successor_id is not None:
        raise NotFound("There is no such department.")
    today, since = rules.day_of(unit.now), since or rules.day_of(unit.now)
    before = Names(
        department.name, department.name_cy, tuple(department_queries.list_aliases_of(unit.session, department_id))
    )
    is_renamed = names.name != before.name
    faults = rules.faults_of_names(names.name, names.name_cy, names.aliases)
    if is_renamed and (sentences := rules.faults_of_reason(reason)):
        faults["reason"] = sentences
    earliest = department_queries.find_last_change(unit.session, department_id) or department.valid_from
    if is_renamed and (sentences := rules.faults_of_day(since, today=today, earliest=earliest)):
        faults["since"] = sentences
    faults |= _taken(unit, names, department_id) if not faults else {}
    if faults:
        raise Invalid(faults)
    if is_renamed:
        _keep_name(unit, department, since, by=by)
        names = Names(names.name, names.name_cy, tuple({**dict.fromkeys(names.aliases), before.name: None}))
    if names == before:
        return
    department.name, department.name_cy = names.name, names.name_cy
    _set_aliases(unit, department_id, names.aliases, by=by)
    action = "department.renamed" if is_renamed else "department.described"
    _note(unit, action, department_id, by=by, reason=reason, before=_as_value(before), after=_as_value(names))


def set_ways_in(
    unit: UnitOfWork,
    department_id: int,
    *,
    domains: Collection[str],
    groups: Collection[tuple[str, str]],
    providers: Collection[str],
    by: Identity,
) -> None:
    """Whoever comes for the first time from these e-mail domains, or is in these groups, works in the department.

    A group is the key of one of `providers` and its name there; it goes before the domain. Nobody who is there already
    is moved. Which domains and providers may come in at all, the settings of the deployment say. Raises `NotAllowed`,
    `NotFound`, `Invalid` for what is another department's or cannot be meant.
    """
    if not rules.may_arrange(by):
        raise NotAllowed(ONLY_SERVICE)
    take_turn(unit)
    if department_queries.lock(unit.session, department_id).successor_id is not None:
        raise NotFound("There is no such department.")
    faults: dict[str, list[str]] = {}
    if wrong := [domain for domain in domains if not rules.is_domain(domain)]:
        faults["domains"] = [f"“{wrong[0]}” is no domain. Write it as tax.example, without what comes before the @."]
    elif taken := department_queries.list_taken_domains(unit.session, domains, but=department_id):
        faults["domains"] = [f"“{taken[0]}” is another department's. Take it away there first."]
    if unknown := [key for key, name in groups if key not in providers or not name.strip()]:
        faults["groups"] = [
            f"“{unknown[0]}” is no provider of this deployment. Write the provider, a colon, the group."
        ]
    elif held := department_queries.list_taken_groups(unit.session, groups, but=department_id):
        faults["groups"] = [f"“{held[0]}” is another department's. Take it away there first."]
    if faults:
        raise Invalid(faults)
    before = department_queries.read_ways_in(unit.session, department_id)
    after = (sorted(set(domains)), sorted(set(groups)))
    if before == after:
        return
    for table in (DepartmentDomain, DepartmentGroup):
        unit.session.execute(delete(table).where(table.department_id == department_id))
    made = {"department_id": department_id, "created_at": unit.now, "created_by": by.person_id}
    unit.session.add_all(DepartmentDomain(domain=each, **made) for each in after[0])
    unit.session.add_all(DepartmentGroup(provider=key, name=name, **made) for key, name in after[1])
    unit.session.flush()
    detail = {"domains": len(after[0]), "groups": len(after[1])}
    was, is_now = {"ways": before}, {"ways": after}
    _note(unit, "department.ways_in", department_id, by=by, before=was, after=is_now, detail=detail)


def _keep_name(unit: UnitOfWork, department: Department, since: date, *, by: Identity) -> None:
    unit.session.add(
        DepartmentChange(
            department_id=department.id,
            kind="renamed",
            name_before=department.name,
            happened_on=since,
            created_at=unit.now,
            created_by=by.person_id,
        )
    )


def _set_aliases(unit: UnitOfWork, department_id: int, aliases: Collection[str], *, by: Identity) -> None:
    held = DepartmentAlias.department_id == department_id
    unit.session.execute(delete(DepartmentAlias).where(held, DepartmentAlias.name.not_in(aliases)))
    known = set(unit.session.scalars(select(DepartmentAlias.name).where(held)))
    made = {"department_id": department_id, "created_at": unit.now, "created_by": by.person_id}
    unit.session.add_all(DepartmentAlias(name=name, **made) for name in aliases if name not in known)
    unit.session.flush()


def _taken(unit: UnitOfWork, names: Names, department_id: int | None) -> dict[str, list[str]]:
    """Which of the names somebody else has: sign-in and lists find a department by any of them."""
    unit.session.execute(select(func.pg_advisory_xact_lock(department_queries.NAMES_LOCK)))
    faults = {}
    if department_queries.is_taken(unit.session, names.name, but=department_id):
        faults["name"] = ["Another department is called so."]
    if taken := [name for name in names.aliases if department_queries.is_taken(unit.session, name, but=department_id)]:
        faults["aliases"] = [f"Another department is called “{taken[0]}”."]
    return faults


def _as_value(names: Names) -> dict[str, Any]:
    return {"name": names.name, "name_cy": names.name_cy, "aliases": sorted(names.aliases)}


def _note(
    unit: UnitOfWork,
    action: str,
    department_id: int,
    *,
    by: Identity,
    reason: str = "",
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    detail: Mapping[str, Any] | None = None,
) -> None:
    audit.note(
        unit, action, ("department", department_id), by=by.person_id, department=department_id,
        reason=reason.strip(), before=before, after=after, detail=detail,
    )  # fmt: skip
