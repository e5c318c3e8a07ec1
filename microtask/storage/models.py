"""The tables of stored files: a blob, and its chunks of at most one megabyte."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, func
from sqlalchemy.orm import Mapped, mapped_column

from microtask.db import Base

CHUNK_BYTES = 1_000_000


class Blob(Base):
    """A stored file. Its length is known once every chunk has been written."""

    __tablename__ = "blobs"

    id: Mapped[int] = mapped_column(primary_key=True)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    created_by: Mapped[int | None]


class Chunk(Base):
    """Part `number` (from 0) of a blob."""

    __tablename__ = "chunks"
    __table_args__ = (CheckConstraint(f"octet_length(data) <= {CHUNK_BYTES}", name="at_most_1_mb"),)

    blob_id: Mapped[int] = mapped_column(ForeignKey("blobs.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    data: Mapped[bytes] = mapped_column(LargeBinary)
