"""The tables of challenges: the challenge, its stages, its items, its imports, and who takes part under which name."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ARRAY,
    JSON,
    BigInteger,
    CheckConstraint,
    Float,
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

from microtask.challenges.rules import FINDINGS_DECISIONS, IMPORT_STATES, ITEM_STATES, LICENCES, STATES
from microtask.db import Base
from microtask.kinds.registry import KINDS
from microtask.people.rules import MARKINGS

NOW = func.now()


def _one_of(column: str, values: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


class Challenge(Base):
    """A problem somebody owns, and the promise of what will be done with the answers.

    `sections` are the parts of the brief that its owner has saved; `asked_at` is when approval was last asked for.
    `unlinked_at` is when the links between people and pseudonyms were destroyed, `emptied_at` when the items' text was.
    """

    __tablename__ = "challenges"
    __table_args__ = (
        CheckConstraint(_one_of("state", STATES), name="state_legal"),
        CheckConstraint(_one_of("marking", MARKINGS), name="marking_known"),
        CheckConstraint(_one_of("licence", LICENCES), name="licence_known"),
        CheckConstraint("state = 'draft' OR promise <> ''", name="promise_made"),
        Index("ix_challenges_state", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    department_id: Mapped[int] = mapped_column(ForeignKey("departments.id"), index=True)
    title: Mapped[str]
    summary: Mapped[str] = mapped_column(server_default="")
    why: Mapped[str] = mapped_column(server_default="")
    benefits: Mapped[str] = mapped_column(server_default="")
    sponsor: Mapped[str] = mapped_column(server_default="")
    contact: Mapped[str] = mapped_column(server_default="")
    promise: Mapped[str] = mapped_column(server_default="")
    promise_by: Mapped[date | None]
    promise_most: Mapped[int | None]
    sharing: Mapped[dict[str, Any] | None]
    keep_until: Mapped[date | None]
    marking: Mapped[str] = mapped_column(server_default=MARKINGS[0])
    licence: Mapped[str] = mapped_column(server_default=LICENCES[0])
    state: Mapped[str] = mapped_column(server_default=STATES[0])
    closes_at: Mapped[datetime | None]
    asked_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]
    closing_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    takes_contributions: Mapped[bool] = mapped_column(server_default=text("false"))
    drop_ins: Mapped[str] = mapped_column(server_default="")
    outcome: Mapped[str | None]
    outcome_at: Mapped[datetime | None]
    unlinked_at: Mapped[datetime | None]
    emptied_at: Mapped[datetime | None]
    sections: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    created_at: Mapped[datetime] = mapped_column(server_default=NOW)
    created_by: Mapped[int | None]


class ChallengeOwner(Base):
    """Somebody who may act on the challenge; there may be several, in several departments."""

    __tablename__ = "challenge_owners"

    challenge_id: Mapped[int] = mapped_column(ForeignKey("challenges.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True, index=True)
    created_at: Mapped[datetime] = mapped_column(server_default=NOW)
    created_by: Mapped[int | None]


class Stage(Base):
    """One question put to the surviving items, for one audience, until one rule is met.

    `people` are e-mail addresses in small letters, where the audience names some; they go with the links to answers.
    `columns` says which column of the file feeds which of the template, where their names differ.
    `pass_number` counts the decisions of this stage. `split_item_id` is how far splitting has come. `reconsider_since`
    is when its rule or its known answers changed, until a full pass has decided with the change.
    """

    __tablename__ = "stages"
    __table_args__ = (
        UniqueConstraint("challenge_id", "position"),
        CheckConstraint("1 <= min_answers AND min_answers <= max_answers AND max_answers <= 100", name="bounds"),
        CheckConstraint("confidence > 0.5 AND confidence < 1", name="confidence_range"),
        CheckConstraint("precision > 0", name="precision_positive"),
        CheckConstraint("1 <= min_departments AND min_departments <= max_answers", name="spread_possible"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    challenge_id: Mapped[int] = mapped_column(ForeignKey("challenges.id", ondelete="CASCADE"))
    position: Mapped[int] = mapped_column(SmallInteger)
    template: Mapped[str]
    kind: Mapped[str]
    question: Mapped[str]
    options: Mapped[list[Any]] = mapped_column(server_default=text("'[]'"))
    scale: Mapped[dict[str, Any] | None]
    columns: Mapped[dict[str, Any] | None]
    guidance: Mapped[str] = mapped_column(server_default="")
    guidance_version: Mapped[int] = mapped_column(SmallInteger, server_default="1")
    glossary: Mapped[list[Any]] = mapped_column(server_default=text("'[]'"))
    min_answers: Mapped[int] = mapped_column(SmallInteger)
    max_answers: Mapped[int] = mapped_column(SmallInteger)
    confidence: Mapped[float] = mapped_column(Float)
    precision: Mapped[float | None] = mapped_column(Float)
    department_ids: Mapped[list[int] | None] = mapped_column(ARRAY(BigInteger))
    skills: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    people: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    exclude_own: Mapped[bool] = mapped_column(server_default=text("false"))
    min_departments: Mapped[int] = mapped_column(SmallInteger, server_default="1")
    effect: Mapped[dict[str, Any] | None]
    rule_version: Mapped[int] = mapped_column(SmallInteger, server_default="1")
    median_seconds: Mapped[float] = mapped_column(Float)
    timed_answers: Mapped[int] = mapped_column(server_default="0")
    pass_number: Mapped[int] = mapped_column(server_default="0")
    split_item_id: Mapped[int] = mapped_column(server_default="0")
    split_at: Mapped[datetime | None]
    advanced_at: Mapped[datetime | None]
    reconsider_since: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=NOW)
    created_by: Mapped[int | None]

    @property
    def is_unfinished(self) -> bool:
        """Whether this stage, of a draft, has no question yet or nothing to choose from."""
        chooses = bool(KINDS[self.kind].question_fields())
        return not self.question or (chooses and not self.options and not self.scale)


class RuleChange(Base):
    """What the rule of a stage was, in the version that ended at `changed_at`; the stage has the rule of today."""

    __tablename__ = "rule_changes"

    stage_id: Mapped[int] = mapped_column(ForeignKey("stages.id", ondelete="CASCADE"), primary_key=True)
    version: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    min_answers: Mapped[int] = mapped_column(SmallInteger)
    max_answers: Mapped[int] = mapped_column(SmallInteger)
    confidence: Mapped[float] = mapped_column(Float)
    precision: Mapped[float | None] = mapped_column(Float)
    changed_at: Mapped[datetime] = mapped_column(server_default=NOW)
    changed_by: Mapped[int | None]


class Import(Base):
    """A file of items on its way in. `done_row` is the last row that has been dealt with.

    `progressed_at` is when a chunk last arrived or a batch was last stored: a worker that died leaves it behind.
    `scanned_item_id` is how far the scan for private data has come, and `flagged` in how many items it found any.
    `cleared_at` is when the items may become tasks: all are scanned, and what was found has been decided on.
    """

    __tablename__ = "imports"
    __table_args__ = (
        CheckConstraint(_one_of("state", IMPORT_STATES), name="state_legal"),
        CheckConstraint(_one_of("findings_decision", FINDINGS_DECISIONS), name="findings_decision_legal"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    challenge_id: Mapped[int] = mapped_column(ForeignKey("challenges.id", ondelete="CASCADE"), index=True)
    blob_id: Mapped[int | None] = mapped_column(ForeignKey("blobs.id", ondelete="SET NULL"))
    state: Mapped[str] = mapped_column(server_default=IMPORT_STATES[0])
    format: Mapped[str]
    filename: Mapped[str] = mapped_column(server_default="")
    key_column: Mapped[str | None]
    rows: Mapped[int] = mapped_column(server_default="0")
    accepted: Mapped[int] = mapped_column(server_default="0")
    rejected: Mapped[int] = mapped_column(server_default="0")
    done_row: Mapped[int] = mapped_column(server_default="0")
    progressed_at: Mapped[datetime] = mapped_column(server_default=NOW)
    failure: Mapped[str | None]
    finished_at: Mapped[datetime | None]
    scanned_item_id: Mapped[int] = mapped_column(server_default="0")
    scanned_at: Mapped[datetime | None]
    flagged: Mapped[int] = mapped_column(server_default="0")
    findings_decision: Mapped[str | None]
    findings_decided_at: Mapped[datetime | None]
    findings_decided_by: Mapped[int | None]
    cleared_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=NOW)
    created_by: Mapped[int | None]


class ImportRejection(Base):
    """A row that could not be taken, and why; the good rows around it were."""

    __tablename__ = "import_rejections"

    import_id: Mapped[int] = mapped_column(ForeignKey("imports.id", ondelete="CASCADE"), primary_key=True)
    row: Mapped[int] = mapped_column(primary_key=True)
    reason: Mapped[str]


class ImportFinding(Base):
    """In how many items of an import one kind of private data was found; `examples` of it, masked."""

    __tablename__ = "import_findings"

    import_id: Mapped[int] = mapped_column(ForeignKey("imports.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    items: Mapped[int]
    examples: Mapped[list[Any]]


class Item(Base):
    """One thing to judge. `reached` is the position of the furthest stage it has been passed on to.

    `payload` is JSON, not JSONB: the columns keep the order of the owner's file.
    """

    __tablename__ = "items"
    __table_args__ = (
        UniqueConstraint("challenge_id", "key"),
        CheckConstraint(_one_of("state", ITEM_STATES), name="state_legal"),
        CheckConstraint("origin IN ('imported', 'contributed')", name="origin_known"),
        Index("ix_items_challenge_id_id", "challenge_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    challenge_id: Mapped[int] = mapped_column(ForeignKey("challenges.id", ondelete="CASCADE"))
    import_id: Mapped[int | None] = mapped_column(ForeignKey("imports.id", ondelete="SET NULL"))
    key: Mapped[str]
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    origin: Mapped[str] = mapped_column(server_default="imported")
    state: Mapped[str] = mapped_column(server_default=ITEM_STATES[0])
    reached: Mapped[int] = mapped_column(SmallInteger, server_default="1")
    dropped_at: Mapped[datetime | None]
    drop_reason: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(server_default=NOW)
    created_by: Mapped[int | None]


class ItemFinding(Base):
    """That an item seems to hold private data of a kind; where in it, and what, is not kept a second time."""

    __tablename__ = "item_findings"

    item_id: Mapped[int] = mapped_column(ForeignKey("items.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)


class Gold(Base):
    """The known answer of an item at a stage: dealt now and then, unmarked, and part of each release."""

    __tablename__ = "gold"

    stage_id: Mapped[int] = mapped_column(ForeignKey("stages.id", ondelete="CASCADE"), primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("items.id", ondelete="CASCADE"), primary_key=True, index=True)
    answer: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(server_default=NOW)
    created_by: Mapped[int | None]


class Participant(Base):
    """A random name for one person in one challenge; the link is destroyed by setting `person_id` to NULL.

    Answers collected elsewhere come under a name of their own: `name_digest` is its keyed hash.
    """

    __tablename__ = "participants"
    __table_args__ = (
        UniqueConstraint("challenge_id", "person_id"),
        UniqueConstraint("challenge_id", "name_digest"),
        UniqueConstraint("challenge_id", "pseudonym"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    challenge_id: Mapped[int] = mapped_column(ForeignKey("challenges.id", ondelete="CASCADE"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"), index=True)
    name_digest: Mapped[bytes | None] = mapped_column(LargeBinary)
    pseudonym: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(server_default=NOW)
