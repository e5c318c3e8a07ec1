"""Mail: written with what it tells of, claimed by one worker at a time, emptied as soon as it has been sent."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import text, update
from sqlalchemy.dialects.postgresql import insert

from microtask.outbox.models import Mail
from microtask.outbox.rules import LEASE, MAIL_PAUSES, check_mail, choose_pause
from microtask.steps import Step
from microtask.unit_of_work import UnitOfWork

BATCH = 1000

_CLAIM = text(
    """
    UPDATE mails SET due_at = :lease, tries = tries + 1
    WHERE id = (SELECT id FROM mails WHERE due_at <= :now ORDER BY due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING id, to_address, subject, body, unsubscribe, tries, until, created_at
    """
)
_EMPTY: dict[str, Any] = {"due_at": None, "to_address": None, "subject": None, "body": None, "unsubscribe": None}


@dataclass(frozen=True, slots=True)
class ClaimedMail:
    """A mail that this worker alone may send until its lease ends. `tries` counts this attempt."""

    id: int
    to: str
    subject: str
    body: str
    unsubscribe: str | None
    tries: int
    until: datetime | None
    created_at: datetime


def send_mail(
    unit: UnitOfWork,
    *,
    to: str,
    subject: str,
    body: str,
    reason: str = "asked_for",
    key: str | None = None,
    unsubscribe: str | None = None,
    until: datetime | None = None,
) -> int | None:
    """Have a plain-text mail sent once this unit is committed: within a second or so, or by the sweep.

    `reason` says in a word why, for the log of mails. A `key` names the mail: where one of that name has been written
    already, nothing happens, and the answer is None; else it is the mail's id. `unsubscribe` is the URL behind the
    mail's unsubscribe headings (RFC 8058). After `until` it is of no use, and is no longer tried. Raises `Invalid`.
    """
    check_mail(to, subject, body)
    mail = {
        "to_address": to, "subject": subject, "body": body, "reason": reason, "key": key, "unsubscribe": unsubscribe,
        "until": until, "due_at": unit.now, "created_at": unit.now,
    }  # fmt: skip
    written = insert(Mail).values(mail).on_conflict_do_nothing(index_elements=["key"]).returning(Mail.id)
    mail_id = unit.session.scalar(written)
    if mail_id is not None:
        unit.then(Step.SEND_MAIL, mail_id)
    return mail_id


def claim_mail(unit: UnitOfWork) -> ClaimedMail | None:
    """The mail that has been due for longest, for the caller alone; None where none is due.

    A worker that dies with it lets the lease run out, and it is due again. What has come too late is given up here.
    """
    while row := unit.session.execute(_CLAIM, {"now": unit.now, "lease": unit.now + LEASE}).one_or_none():
        mail = ClaimedMail(*row)
        if mail.until is None or unit.now <= mail.until:
            return mail
        give_up_mail(unit, mail.id, failure="too_late")
    return None


def mark_mail_sent(unit: UnitOfWork, mail_id: int) -> None:
    """It has been handed over to a mail server: its address and text are deleted."""
    _settle(unit, mail_id, sent_at=unit.now, failure=None)


def put_off_mail(unit: UnitOfWork, mail: ClaimedMail, *, failure: str) -> None:
    """An attempt failed: try again after a pause, or give up after the last one or once it is of no use."""
    pause = choose_pause(mail.tries, MAIL_PAUSES)
    if pause is None or (mail.until is not None and unit.now + pause > mail.until):
        give_up_mail(unit, mail.id, failure=failure)
        return
    waiting = (Mail.id == mail.id, Mail.due_at.is_not(None))
    unit.session.execute(update(Mail).where(*waiting).values(due_at=unit.now + pause, failure=failure))


def give_up_mail(unit: UnitOfWork, mail_id: int, *, failure: str) -> None:
    """No attempt would succeed: its address and text are deleted."""
    _settle(unit, mail_id, given_up_at=unit.now, failure=failure)


def _settle(unit: UnitOfWork, mail_id: int, **what: object) -> None:
    waiting = (Mail.id == mail_id, Mail.due_at.is_not(None))
    unit.session.execute(update(Mail).where(*waiting).values(**_EMPTY, **what))
