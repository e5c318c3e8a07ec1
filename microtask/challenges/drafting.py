"""The tables of what stands beside a challenge: what was tried, sent back, approved, said, sent in and asked."""

from datetime import datetime
from typing import Any

from sqlalchemy import ARRAY, JSON, CheckConstraint, ForeignKey, Index, SmallInteger, Text, func
from sqlalchemy.orm import Mapped, mapped_column

from microtask.challenges.rules import CONTRIBUTION_STATES, CREDITS, IDENTIFYING_DECISIONS, IDENTIFYING_REASONS
from microtask.db import Base

NOW = func.now()


class Trial(Base):
    """What an owner said about an item when they tried the question out. It is never counted; None is not sure."""

    __tablename__ = "trials"

    stage_id: Mapped[int] = mapped_column(ForeignKey("stages.id", ondelete="CASCADE"), primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("items.id", ondelete="CASCADE"), primary_key=True, index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), primary_key=True)
    value: Mapped[str | None]
    seconds: Mapped[int | None] = mapped_column(SmallInteger)
    tried_at: Mapped[datetime] = mapped_column(server_default=NOW)


class ChallengeCoordinator(Base):
    """Somebody who prints the challenge's packs and types the answers in; they see nothing else that its owners see."""

    __tablename__ = "challenge_coordinators"

    challenge_id: Mapped[int] = mapped_column(ForeignKey("challenges.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True, index=True)
    created_at: Mapped[datetime] = mapped_column(server_default=NOW)
    created_by: Mapped[int | None]


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


class Reidentification(Base):
    """That an administrator asked who is behind a random name, and what another one decided.

    `participant_id` goes when the link is destroyed. `person_id` is kept so that they can be told, and for nothing
    else: where the law forbids that (`is_told` is false) it stays empty.
    """

    __tablename__ = "reidentifications"
    __table_args__ = (
        CheckConstraint(f"reason IN ({', '.join(map(repr, IDENTIFYING_REASONS))})", name="reason_known"),
        CheckConstraint(f"decision IN ({', '.join(map(repr, IDENTIFYING_DECISIONS))})", name="decision_known"),
        CheckConstraint("asked_by <> decided_by", name="two_people"),
        CheckConstraint("person_id IS NULL OR is_told", name="kept_to_tell"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    challenge_id: Mapped[int] = mapped_column(ForeignKey("challenges.id", ondelete="CASCADE"), index=True)
    participant_id: Mapped[int | None] = mapped_column(ForeignKey("participants.id", ondelete="SET NULL"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    reason: Mapped[str]
    is_told: Mapped[bool]
    asked_at: Mapped[datetime]
    asked_by: Mapped[int]
    decision: Mapped[str | None]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None]
