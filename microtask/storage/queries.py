"""Read stored files back, a chunk at a time."""

import io
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


class BlobReader(io.RawIOBase):
    """A stored file as a readable binary stream; holds one chunk in memory."""

    def __init__(self, session: Session, blob_id: int):
        self._chunks = list_chunks(session, blob_id)
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        if not self._rest:
            self._rest = memoryview(next(self._chunks, b""))
        taken = min(len(buffer), len(self._rest))
        buffer[:taken] = self._rest[:taken]
        self._rest = self._rest[taken:]
        return taken
