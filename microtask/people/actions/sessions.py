"""Let people sign in with a password, and keep the sessions of their browsers."""

from typing import Any

from psycopg.types.json import Jsonb
from sqlalchemy import delete, func, or_, select, update

from microtask.audit import actions as audit
from microtask.errors import Invalid, NotAllowed
from microtask.people import keys, queries, rules
from microtask.people.access_queries import JUST_CLOSED
from microtask.people.models import Person, SignIn, SignInLink
from microtask.people.rules import Identity
from microtask.unit_of_work import UnitOfWork

FAILED = "person.sign_in_failed"
WRONG = "The email address or the password is not right. Check both, then try again."


def set_password(unit: UnitOfWork, person_id: int, password: str, *, passwords: keys.Passwords) -> None:
    """Let the person sign in with `password` from now on."""
    stored = passwords.hash(password)
    unit.session.execute(update(Person).where(Person.id == person_id).values(password_hash=stored))


def check_password(unit: UnitOfWork, *, email: str, password: str, passwords: keys.Passwords) -> Identity:
    """The person whose e-mail address and password these are.

    Raises `Invalid` with one sentence for all that can be wrong, and after the same time, so that nobody learns who
    has an account.
    """
    person = queries.find_by_email(unit.session, email)
    stored = None if person is None or person.left_at is not None else person.password_hash
    if not passwords.is_right(password, stored) or person is None:
        _note_failure(unit, person)
        raise Invalid({"email": [WRONG]})
    return queries.get_identity(unit.session, person.id)


def start_session(
    unit: UnitOfWork, *, person_id: int | None, data: dict[str, Any], way: str | None = None
) -> tuple[int, str]:
    """A new session of a browser, `SESSION_LENGTH` long; answers its id, and the key for its cookie.

    `way` is how the person signed in, in a word of code for the audit: `password`, `link` or `provider`. Raises
    `NotAllowed` for somebody whose account was closed meanwhile: the session would count once they come back.
    """
    if person_id is not None:
        _note_arrival(unit, person_id)
    key = keys.make_key()
    started = SignIn(
        person_id=person_id,
        digest=keys.digest(key),
        data=data,
        last_seen_at=unit.now,
        created_at=unit.now,
        expires_at=unit.now + rules.SESSION_LENGTH,
    )
    unit.session.add(started)
    unit.session.flush()
    if person_id is not None:
        _note(unit, "person.signed_in", person_id, way=way)
    return started.id, key


def keep_session(unit: UnitOfWork, sign_in_id: int, data: dict[str, Any]) -> None:
    """Store what a session holds, and that it was seen now."""
    unit.connection.exec_driver_sql(
        "UPDATE sign_ins SET data = %s, last_seen_at = %s WHERE id = %s", (Jsonb(data), unit.now, sign_in_id)
    )


def note_seen(unit: UnitOfWork, sign_in_id: int) -> None:
    """Store that a session was seen now."""
    unit.connection.exec_driver_sql("UPDATE sign_ins SET last_seen_at = %s WHERE id = %s", (unit.now, sign_in_id))


def end_session(unit: UnitOfWork, sign_in_id: int) -> None:
    """End a session for good: its key opens nothing any more, and what it held is forgotten."""
    ending = update(SignIn).where(SignIn.id == sign_in_id, SignIn.ended_at.is_(None))
    person_id = unit.session.scalar(ending.values(ended_at=unit.now, data={}).returning(SignIn.person_id))
    if person_id is not None:
        _note(unit, "person.signed_out", person_id)


def end_all_sessions(unit: UnitOfWork, person_id: int, *, by: int | None = None) -> None:
    """End every session of a person, at every browser, and take away the links that wait in their mail.

    They do so themselves, or (`by`) somebody else does.
    """
    email = unit.session.scalar(select(Person.email).where(Person.id == person_id))
    unit.session.execute(delete(SignInLink).where(func.lower(SignInLink.email) == (email or "").lower()))
    ending = update(SignIn).where(SignIn.person_id == person_id, SignIn.ended_at.is_(None))
    if unit.session.scalars(ending.values(ended_at=unit.now, data={}).returning(SignIn.id)).all():
        _note(unit, "person.signed_out_everywhere", person_id, by=by)


def note_refusal(unit: UnitOfWork, reason: str) -> None:
    """Record that somebody came from their organisation, or with a link, and was not signed in; who is not known."""
    audit.note(unit, FAILED, ("person", None), by=None, department=None, detail={"reason": reason})


def remove_ended_sign_ins(unit: UnitOfWork) -> None:
    """Delete the sessions that were over some days ago, those of nobody at once, and links that count no longer.

    Whose session it was stays known for that time: a form that is sent too late waits for that person alone.
    """
    is_over = or_(SignIn.ended_at.is_not(None), SignIn.expires_at < unit.now)
    long_ago = unit.now - rules.KNOWN_AFTER
    is_forgotten = or_(SignIn.person_id.is_(None), SignIn.ended_at < long_ago, SignIn.expires_at < long_ago)
    unit.session.execute(delete(SignIn).where(is_over, is_forgotten))
    unit.session.execute(delete(SignInLink).where(SignInLink.expires_at < unit.now))


def _note_arrival(unit: UnitOfWork, person_id: int) -> None:
    arriving = update(Person).where(Person.id == person_id, Person.left_at.is_(None)).values(signed_in_at=unit.now)
    if unit.session.scalar(arriving.returning(Person.id)) is None:
        raise NotAllowed(JUST_CLOSED)


def _note(unit: UnitOfWork, action: str, person_id: int, *, way: str | None = None, by: int | None = None) -> None:
    """Record it, for the person; and for administrators only of somebody who may do more than volunteer.

    When a volunteer comes and goes is nobody's business at their department.
    """
    person = queries.get_identity(unit.session, person_id)
    department = person.department_id if person.roles else None
    detail = {} if way is None else {"way": way}
    about = ("person", person_id)
    audit.note(unit, action, about, by=by or person_id, department=department, detail=detail)


def _note_failure(unit: UnitOfWork, person: Person | None) -> None:
    """Who tried is not known: whose account it was is, where there is one. Either takes one statement."""
    audit.note(unit, FAILED, ("person", None if person is None else person.id), by=None, department=None)
