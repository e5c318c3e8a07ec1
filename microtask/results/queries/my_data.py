"""My data: everything that the service holds about one person, in one file for them."""

from datetime import date
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from microtask.challenges.identify_queries import list_told
from microtask.people.queries import get_department
from microtask.people.rules import Identity
from microtask.results.queries import contributions, mine

EVERYTHING = 2**31  # answers


def read_my_data(session: Session, *, by: Identity) -> dict[str, Any]:
    """What is held about `by`, ready to be written as JSON: times in UTC, figures from the same count as the letter.

    Keys and passwords are not in it, since the service keeps only their digests.
    """
    person_id = by.person_id
    account = session.execute(
        text("SELECT created_at, charter_version, charter_at FROM people WHERE id = :id"), {"id": person_id}
    ).one()
    return {
        "account": {
            "name": by.name,
            "email": by.email,
            "department": get_department(session, by.department_id).name,
            "roles": by.role_names,
            "created_at": _written(account.created_at),
            "charter_read": account.charter_version or None,
            "charter_read_at": _written(account.charter_at),
        },
        "roles_held": _list(session, _ROLES, person_id),
        "owns": _list(session, _OWNED, person_id),
        "looks_after_paper_of": _list(session, _COORDINATED, person_id),
        "sign_ins": _list(session, _SIGN_INS, person_id),
        "signs_in_at": _list(session, _BINDINGS, person_id),
        "tokens": _list(session, _TOKENS, person_id),
        "emails": _list(session, _EMAILS, person_id),
        "webhooks": _list(session, _WEBHOOKS, person_id),
        "names_in_challenges": _list(session, _PSEUDONYMS, person_id),
        "found_out": [_row(row) for row in list_told(session, person_id)],
        "named_by": _list(session, _NAMED, person_id),
        "sittings": [_row(row) for row in mine.list_sittings(session, person_id)],
        "given": [
            {"challenge": row.id, "title": row.title, "answers": row.answers, "settled": row.settled,
             "withdrawn": row.withdrawn}
            for row in mine.list_given(session, person_id)
        ],
        "answers": [_answer(row) for row in mine.list_said(session, person_id, challenge_id=None, limit=EVERYTHING)],
        "unanswered": [_row(row) for row in mine.list_passed_over(session, person_id)],
        "ideas": [_row(row) for row in contributions.list_sent(session, person_id)],
    }  # fmt: skip


_ROLES = """
SELECT d.name AS department, r.role, r.skills, r.created_at, r.confirmed_at FROM roles r
JOIN departments d ON d.id = r.department_id WHERE r.person_id = :person ORDER BY d.name, r.role
"""
_OWNED = "SELECT challenge_id AS challenge, created_at FROM challenge_owners WHERE person_id = :person ORDER BY 1"
_COORDINATED = """
SELECT challenge_id AS challenge, created_at FROM challenge_coordinators WHERE person_id = :person ORDER BY 1
"""
_SIGN_INS = "SELECT created_at, last_seen_at, expires_at, ended_at FROM sign_ins WHERE person_id = :person ORDER BY id"
_BINDINGS = "SELECT issuer, subject, created_at FROM bindings WHERE person_id = :person"
_TOKENS = """
SELECT name, scope, created_at, last_used_on, expires_at, revoked_at FROM tokens WHERE person_id = :person ORDER BY id
"""
_EMAILS = """
SELECT outcomes, challenges, digest_day, digest_hour, digest_at FROM mail_choices WHERE person_id = :person
"""
_WEBHOOKS = "SELECT url, events, created_at, disabled_at FROM webhooks WHERE person_id = :person ORDER BY id"
_PSEUDONYMS = """
SELECT challenge_id AS challenge, pseudonym AS name, created_at FROM participants WHERE person_id = :person ORDER BY id
"""
_NAMED = """
SELECT DISTINCT s.challenge_id AS challenge FROM stages s JOIN people p ON lower(p.email) = ANY (s.people)
WHERE p.id = :person ORDER BY 1
"""


def _list(session: Session, statement: str, person_id: int) -> list[dict[str, Any]]:
    return [_row(row) for row in session.execute(text(statement), {"person": person_id})]


def _row(row: Row[Any]) -> dict[str, Any]:
    return {name: _written(value) for name, value in row._asdict().items()}


def _answer(row: Row[Any]) -> dict[str, Any]:
    said = {
        "challenge": row.challenge_id,
        "question": row.question,
        "key": row.key,
        "answer": row.value,
        "not_sure": row.not_sure,
        "note": row.note,
        "answered_at": _written(row.answered_at),
        "withdrawn_at": _written(row.withdrawn_at),
        "channel": row.channel,
    }
    return said if row.other_key is None else said | {"compared_with": row.other_key}


def _written(value: Any) -> Any:
    return value.isoformat().replace("+00:00", "Z") if isinstance(value, date) else value
