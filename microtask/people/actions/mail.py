"""Mail: what somebody wants to be e-mailed, and when."""

from typing import Any

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert

from microtask.errors import Invalid, NotFound
from microtask.people.models import MailChoice
from microtask.people.rules import DIGEST_DAYS, DIGEST_HOURS, MAIL_KINDS, Identity
from microtask.unit_of_work import UnitOfWork


def choose_mail(
    unit: UnitOfWork, *, outcomes: bool, challenges: bool, digest_day: int | None, digest_hour: int, by: Identity
) -> None:
    """Store what `by` wants. Raises `Invalid` for a day or an hour in which nobody is written to."""
    faults: dict[str, list[str]] = {}
    if digest_day is not None and digest_day not in DIGEST_DAYS:
        faults["digest_day"] = ["Choose a day from Monday to Friday, or no digest."]
    if digest_hour not in DIGEST_HOURS:
        faults["digest_hour"] = ["Choose a time in working hours."]
    if faults:
        raise Invalid(faults)
    _store(
        unit,
        by.person_id,
        {"outcomes": outcomes, "challenges": challenges, "digest_day": digest_day, "digest_hour": digest_hour},
    )


def stop_mail(unit: UnitOfWork, person_id: int, kind: str) -> None:
    """No more mails of one kind. Raises `NotFound` for a kind that there is none of."""
    if kind not in MAIL_KINDS:
        raise NotFound
    _store(unit, person_id, {"digest_day": None} if kind == "digest" else {kind: False})


def note_digest(unit: UnitOfWork, person_id: int) -> None:
    """Their weekly digest has been looked after."""
    unit.session.execute(update(MailChoice).where(MailChoice.person_id == person_id).values(digest_at=unit.now))


def _store(unit: UnitOfWork, person_id: int, chosen: dict[str, Any]) -> None:
    written = insert(MailChoice).values(person_id=person_id, **chosen)
    unit.session.execute(written.on_conflict_do_update(index_elements=["person_id"], set_=chosen))
