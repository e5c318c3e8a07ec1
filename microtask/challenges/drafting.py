"""The tables of what stands beside a challenge: what its owner tried, what was sent back, what its guidance was."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, SmallInteger, func
from sqlalchemy.orm import Mapped, mapped_column

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


class GuidanceChange(Base):
    """What the guidance of a stage said, in the version that ended at `changed_at`; the stage has that of today."""

    __tablename__ = "guidance_changes"

    stage_id: Mapped[int] = mapped_column(ForeignKey("stages.id", ondelete="CASCADE"), primary_key=True)
    version: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    guidance: Mapped[str]
    changed_at: Mapped[datetime] = mapped_column(server_default=NOW)
    changed_by: Mapped[int | None]
