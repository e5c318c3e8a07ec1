"""Read stored files back, a chunk at a time."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from microtask.storage.models import Chunk


def find_chunk(session: Session, blob_id: int, number: int) -> bytes | None:
    """Part `number` (from 0) of the blob; None after its end."""
    return session.scalar(select(Chunk.data).where(Chunk.blob_id == blob_id, Chunk.number == number))


def list_chunks(session: Session, blob_id: int) -> Iterator[bytes]:
    """The blob's bytes in order, one chunk in memory at a time."""
    number = 0
    while (data := find_chunk(session, blob_id, number)) is not None:
        yield data
        number += 1
