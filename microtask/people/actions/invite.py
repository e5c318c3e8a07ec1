"""Invite: an administrator adds a colleague by their address, perhaps with a role, and the service writes to them."""

from collections.abc import Collection
from dataclasses import dataclass

from microtask.audit import actions as audit
from microtask.errors import Conflict, Invalid
from microtask.outbox import actions as outbox
from microtask.people import access_queries, queries, rules
from microtask.people.actions.add import add_person
from microtask.people.actions.roles import check_wanted, grant, lock_other
from microtask.people.models import Department, Person
from microtask.people.rules import Identity
from microtask.unit_of_work import UnitOfWork

BODY = """\
{by} ({department}) has added you to {service}, where colleagues in departments help one another, a minute at a time.
{role}
Sign in with your work account: {url}

Taking part is voluntary. If you do not want to, you need do nothing.
"""
ROLE = """
Your role there is: {role}.
"""
NOT_HERE = (
    "Nobody with this address can sign in here: it is of none of the organisations that take part. Ask the team that"
    " runs this service."
)
# Said of an account that is closed, and of one that nobody signs in to.
NO_ACCOUNT = "This account is closed, so that it cannot have a role. Open it again first, where they have come back."


@dataclass(frozen=True)
class Invited:
    """Who is invited: their address and name (empty: as the address has it), the role (empty: none) and why."""

    email: str
    name: str
    role: str
    skills: Collection[str]
    reason: str


def invite(
    unit: UnitOfWork, wanted: Invited, *, department_id: int, works_in: str | None, service: str, url: str, by: Identity
) -> int:
    """Add whoever has this address where they are new, give them the role in the department, and write to them.

    `works_in` is the slug of the department for whose people the settings take such an address: somebody new is put
    there, so that nobody is taken into another department than the one they will sign in from. None is no department
    at all. Answers the person's number. Raises `Invalid`, `NotAllowed` for oneself, `NotFound`.
    """
    department = access_queries.get_open(unit.session, department_id, by=by)
    email = wanted.email.strip()
    _check(wanted, email, department, works_in, by=by)
    person = queries.find_by_email(unit.session, email)
    if person is None:
        name = wanted.name.strip() or rules.name_from_email(email)
        person = add_person(unit, email=email, name=name, department=works_in, by=by.person_id)
    _add_role(unit, person, wanted, department, by=by)
    audit.note(
        unit,
        "person.invited",
        ("person", person.id),
        by=by.person_id,
        department=department.id,
        reason=wanted.reason.strip(),
        detail={"role": wanted.role or None},
    )
    said = ROLE.format(role=wanted.role) if wanted.role else ""
    body = BODY.format(by=by.name, department=department.name, service=service, role=said, url=url)
    outbox.send_mail(unit, to=person.email, subject=f"You can take part in {service}", body=body, reason="invited")
    return person.id


def _check(wanted: Invited, email: str, department: Department, works_in: str | None, *, by: Identity) -> None:
    faults: dict[str, list[str]] = {}
    if not rules.is_email(email):
        faults["email"] = ["Give their work email address, such as name@department.example."]
    elif works_in is None:
        faults["email"] = [NOT_HERE]
    if wanted.name.strip() and not rules.is_name(wanted.name):
        faults["name"] = ["Write the name on one line."]
    try:
        check_wanted(wanted.role, wanted.skills, wanted.reason, department_id=department.id, by=by, needed=False)
    except Invalid as error:
        faults |= error.fields
    if faults:
        raise Invalid(faults)


def _add_role(unit: UnitOfWork, person: Person, wanted: Invited, department: Department, *, by: Identity) -> None:
    if person.simulated:
        raise Invalid({"email": [NO_ACCOUNT]})
    try:
        locked = lock_other(unit, person.id, by=by)
    except Conflict as error:
        raise Invalid({"email": [NO_ACCOUNT]}) from error
    if wanted.role:
        grant(unit, locked, wanted.role, department_id=department.id, skills=wanted.skills, reason=wanted.reason, by=by)
