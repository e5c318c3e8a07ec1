"""The tables of results: one row an item and stage, what the engine knows of a stage, and releases."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from microtask.db import Base
from microtask.results.rules import DECIDERS, RELEASE_STATES, ROUTES, STATES


class Result(Base):
    """A verdict stored with how it was reached.

    `answer` to `extras` are always the crowd's; what an owner or expert decided stands beside them in `decision`, and
    as which of the two they did in `decided_as`.
    `live` marks a verdict of a step between two full passes. `applied_answer` is the answer that the stage's effect
    was applied with.
    """

    __tablename__ = "results"
    __table_args__ = (
        CheckConstraint(f"state IN ({', '.join(repr(state) for state in STATES)})", name="state_legal"),
        CheckConstraint(f"route IN ({', '.join(repr(route) for route in ROUTES)})", name="route_known"),
        CheckConstraint(
            f"(route = 'expert') = (decided_as IS NOT NULL) AND decided_as IN ({', '.join(map(repr, DECIDERS))})",
            name="decider_known",
        ),
        CheckConstraint("confidence BETWEEN 0 AND 1", name="confidence_is_a_probability"),
        Index("ix_results_live", "stage_id", postgresql_where=text("live")),
    )

    stage_id: Mapped[int] = mapped_column(ForeignKey("stages.id", ondelete="CASCADE"), primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("items.id", ondelete="CASCADE"), primary_key=True, index=True)
    state: Mapped[str]
    route: Mapped[str] = mapped_column(server_default=ROUTES[0])
    answer: Mapped[str | None]
    confidence: Mapped[float | None] = mapped_column(Float)
    agreement: Mapped[float | None] = mapped_column(Float)
    answers: Mapped[int] = mapped_column(Integer, server_default="0")
    not_sure: Mapped[int] = mapped_column(Integer, server_default="0")
    tie: Mapped[bool] = mapped_column(server_default=text("false"))
    distribution: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    extras: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    reason: Mapped[str | None]
    applied_answer: Mapped[str | None]
    live: Mapped[bool] = mapped_column(server_default=text("false"))
    pass_number: Mapped[int]
    rule_version: Mapped[int] = mapped_column(SmallInteger)
    decision: Mapped[str | None]
    decision_reason: Mapped[str | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    decided_as: Mapped[str | None]
    changed_at: Mapped[datetime] = mapped_column(server_default=func.now())


class StageState(Base):
    """What deciding knows of a stage: its counters for every page, and the model of the last full pass.

    The model weighs answers under this challenge's pseudonyms; it is erased when the challenge closes. `unstored_pass`
    is the number of a full pass whose results are on their way: where its worker was killed, the next pass is full too.
    """

    __tablename__ = "stage_states"

    stage_id: Mapped[int] = mapped_column(ForeignKey("stages.id", ondelete="CASCADE"), primary_key=True)
    settled: Mapped[int] = mapped_column(server_default="0")
    undecided: Mapped[int] = mapped_column(server_default="0")
    answers: Mapped[int] = mapped_column(server_default="0")
    volunteers: Mapped[int] = mapped_column(server_default="0")
    fitted_answers: Mapped[int] = mapped_column(server_default="0")
    fitted_pass: Mapped[int] = mapped_column(server_default="0")
    unstored_pass: Mapped[int | None]
    model: Mapped[bytes | None] = mapped_column(LargeBinary)
    alpha: Mapped[float | None] = mapped_column(Float)
    changed_at: Mapped[datetime] = mapped_column(server_default=func.now())


class Release(Base):
    """A numbered, frozen set of results. Its files never change once it is ready.

    `answers_digest` tells whether another release is of exactly the same answers: only then does it say of departments
    what this one says.
    """

    __tablename__ = "releases"
    __table_args__ = (
        UniqueConstraint("challenge_id", "number"),
        CheckConstraint(f"state IN ({', '.join(repr(state) for state in RELEASE_STATES)})", name="state_legal"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    challenge_id: Mapped[int] = mapped_column(ForeignKey("challenges.id", ondelete="CASCADE"))
    number: Mapped[int]
    state: Mapped[str] = mapped_column(server_default=RELEASE_STATES[0])
    demonstration: Mapped[bool] = mapped_column(server_default=text("false"))
    answers_digest: Mapped[bytes | None] = mapped_column(LargeBinary)
    finished_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    created_by: Mapped[int | None]


class ReleaseFile(Base):
    """One file of a release, with what a reader needs to check it."""

    __tablename__ = "release_files"

    release_id: Mapped[int] = mapped_column(ForeignKey("releases.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(SmallInteger)
    blob_id: Mapped[int | None] = mapped_column(ForeignKey("blobs.id", ondelete="SET NULL"))
    rows: Mapped[int | None]
    bytes: Mapped[int]
    sha256: Mapped[str]


class DepartmentMonth(Base):
    """What a department gave and received in a month that is over: counted once, so that no later count differs.

    `figures` are those of `results.months`; what few people had a part in is not in them.
    """

    __tablename__ = "department_months"

    department_id: Mapped[int] = mapped_column(ForeignKey("departments.id"), primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)
    figures: Mapped[dict[str, Any]]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
