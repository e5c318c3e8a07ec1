"""The table of messages."""

from datetime import datetime

from sqlalchemy import Index, func
from sqlalchemy.orm import Mapped, mapped_column

from microtask.db import Base


class Message(Base):
    """One message. It names nobody: `reply_to` holds what its writer typed there, and is empty for most."""

    __tablename__ = "feedback"
    __table_args__ = (Index("ix_feedback_created_at", "created_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]
    page: Mapped[str]
    reply_to: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
