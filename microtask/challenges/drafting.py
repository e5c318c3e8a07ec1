"""The tables of what stands beside a challenge: what was tried, sent back, approved, said as guidance, sent in."""

from datetime import datetime
from typing import Any

from sqlalchemy import ARRAY, JSON, CheckConstraint, ForeignKey, Index, SmallInteger, Text, func
from sqlalchemy.orm import Mapped, mapped_column

from microtask.challenges.rules import CONTRIBUTION_STATES, CREDITS
from microtask.db import Base

NOW = func.now()


class Trial(Base):
    """What an owner said about an item when they tried the question out. It is never counted; None is not sure."""

    __tablename__ = "trials"

    stage_id: Mapped[int] = mapped_column(ForeignKey("stages.id", ondelete="CASCADE"), primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("items.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    value: Mapped[str | None]
    seconds: Mapped[int | None] = mapped_column(SmallInteger)
    tried_at: Mapped[datetime] = mapped_column(server_default=NOW)


class SendBack(Base):
    """What an administrator asked to have changed before they approve: a comment by section."""

    __tablename__ = "send_backs"

    id: Mapped[int] = mapped_column(primary_key=True)
    challenge_id: Mapped[int] = mapped_column(ForeignKey("challenges.id", ondelete="CASCADE"), index=True)
    comments: Mapped[dict[str, Any]]
    created_at: Mapped[datetime] = mapped_column(server_default=NOW)
    created_by: Mapped[int | None]


class Approval(Base):
    """That an administrator approved a challenge, and what they said they had looked at: words of the checklist."""

    __tablename__ = "approvals"

    id: Mapped[int] = mapped_column(primary_key=True)
    challenge_id: Mapped[int] = mapped_column(ForeignKey("challenges.id", ondelete="CASCADE"), index=True)
    checks: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    created_at: Mapped[datetime] = mapped_column(server_default=NOW)
    created_by: Mapped[int | None]


class GuidanceChange(Base):
    """What the guidance of a stage said, in the version that ended at `changed_at`; the stage has that of today."""

    __tablename__ = "guidance_changes"

    stage_id: Mapped[int] = mapped_column(ForeignKey("stages.id", ondelete="CASCADE"), primary_key=True)
    version: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    guidance: Mapped[str]
    changed_at: Mapped[datetime] = mapped_column(server_default=NOW)
    changed_by: Mapped[int | None]


class Contribution(Base):
    """An idea that a volunteer sent in, under their random name, and what the owner replied.

    Once accepted it is the item `item_id`, which is asked about like any other, but never of whoever sent it.
    `credit` says who may be named with it.
    """

    __tablename__ = "contributions"
    __table_args__ = (
        CheckConstraint(f"credit IN ({', '.join(repr(credit) for credit in CREDITS)})", name="credit_known"),
        CheckConstraint(f"state IN ({', '.join(repr(state) for state in CONTRIBUTION_STATES)})", name="state_legal"),
        Index("ix_contributions_challenge_id_id", "challenge_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    challenge_id: Mapped[int] = mapped_column(ForeignKey("challenges.id", ondelete="CASCADE"))
    participant_id: Mapped[int] = mapped_column(ForeignKey("participants.id", ondelete="CASCADE"), index=True)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("items.id", ondelete="SET NULL"), index=True)
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    credit: Mapped[str]
    state: Mapped[str] = mapped_column(server_default=CONTRIBUTION_STATES[0])
    reply: Mapped[str | None]
    sent_at: Mapped[datetime] = mapped_column(server_default=NOW)
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None]
