"""The tables of the outbox: what is to be sent, and for a month afterwards the log of what was, with no text.

The storeys that this one lies under are referred to by number alone.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    ARRAY,
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    SmallInteger,
    Text,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from microtask.db import Base

NOW = func.now()


class Mail(Base):
    """One mail to one address. It waits while it has a `due_at`; then it was sent, or given up.

    `reason` says in a word why it is sent. Of two mails with the same `key` only the first is written. `to_address`,
    `subject`, `body` and `unsubscribe` (a URL) are deleted once it no longer waits. After `until` it is of no use.
    `failure` is a word of code about the last attempt, never what a server said: that may name the address.
    """

    __tablename__ = "mails"
    __table_args__ = (
        UniqueConstraint("key"),
        CheckConstraint(
            "(due_at IS NULL) = (to_address IS NULL) AND (due_at IS NULL) = (body IS NULL)", name="emptied_when_done"
        ),
        Index("ix_mails_due_at", "due_at", postgresql_where=text("due_at IS NOT NULL")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reason: Mapped[str]
    key: Mapped[str | None]
    to_address: Mapped[str | None]
    subject: Mapped[str | None]
    body: Mapped[str | None]
    unsubscribe: Mapped[str | None]
    until: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(SmallInteger, server_default="0")
    failure: Mapped[str | None]
    sent_at: Mapped[datetime | None]
    given_up_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=NOW, index=True)


class Event(Base):
    """Something that people or programs are told of, written with it: `name`, to whom it happened, and `content`.

    A worker makes mails and calls of it and deletes it. `reached` is how far it has come, in people.
    """

    __tablename__ = "events"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    challenge_id: Mapped[int]
    content: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    reached: Mapped[int] = mapped_column(server_default="0")
    created_at: Mapped[datetime] = mapped_column(server_default=NOW)


class Webhook(Base):
    """An address that a person has called when something happens to their challenges.

    Its secret is made of `key` and the service's own, so that it stands nowhere. `tries` counts failures in a row, and
    until `due_at` it rests; one worker at a time calls it, until `busy_until`. One that is `disabled_at` is not called;
    `failure` is a word of code about the last attempt.
    """

    __tablename__ = "webhooks"
    __table_args__ = (CheckConstraint("cardinality(events) > 0", name="events_named"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(index=True)
    url: Mapped[str]
    events: Mapped[list[str]] = mapped_column(ARRAY(Text))
    key: Mapped[bytes] = mapped_column(LargeBinary)
    tries: Mapped[int] = mapped_column(SmallInteger, server_default="0")
    due_at: Mapped[datetime | None]
    busy_until: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]
    failure: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(server_default=NOW)


class WebhookCall(Base):
    """One message to one webhook: it waits while it has a `body`; then it was delivered, or given up.

    What is left is the log: about which event of which challenge, when, in how many attempts, and with what status.
    """

    __tablename__ = "webhook_calls"
    __table_args__ = (
        CheckConstraint(
            "(body IS NULL) = (delivered_at IS NOT NULL OR given_up_at IS NOT NULL)", name="emptied_when_done"
        ),
        Index("ix_webhook_calls_webhook_id_id", "webhook_id", "id"),
        Index("ix_webhook_calls_waiting", "webhook_id", "id", postgresql_where=text("body IS NOT NULL")),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    webhook_id: Mapped[int] = mapped_column(ForeignKey("webhooks.id", ondelete="CASCADE"))
    event: Mapped[str]
    challenge_id: Mapped[int]
    body: Mapped[str | None]
    tries: Mapped[int] = mapped_column(SmallInteger, server_default="0")
    status: Mapped[int | None] = mapped_column(SmallInteger)
    failure: Mapped[str | None]
    delivered_at: Mapped[datetime | None]
    given_up_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=NOW, index=True)
