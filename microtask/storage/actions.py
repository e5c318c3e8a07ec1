"""Write a stream of bytes as chunks, one unit of work at a time, and take a stored file away."""

from collections.abc import Iterable, Iterator

from sqlalchemy import delete, insert

from microtask.storage.models import CHUNK_BYTES, Blob, Chunk
from microtask.unit_of_work import UnitOfWork


def create(unit: UnitOfWork, *, by: int | None) -> int:
    """A new, empty blob; answers its id."""
    blob = Blob(created_by=by, created_at=unit.now)
    unit.session.add(blob)
    unit.session.flush()
    return blob.id


def append(unit: UnitOfWork, blob_id: int, *, number: int, data: bytes) -> None:
    """Store chunk `number` of the blob."""
    unit.session.execute(insert(Chunk).values(blob_id=blob_id, number=number, data=data))


def remove(unit: UnitOfWork, blob_id: int) -> None:
    """Delete the blob and its chunks; nothing happens where it is gone already."""
    unit.session.execute(delete(Blob).where(Blob.id == blob_id))


def in_chunks(parts: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in chunks of exactly `CHUNK_BYTES`, the last one excepted."""
    waiting = bytearray()
    for part in parts:
        waiting += part
        while len(waiting) >= CHUNK_BYTES:
            yield bytes(waiting[:CHUNK_BYTES])
            del waiting[:CHUNK_BYTES]
    if waiting:
        yield bytes(waiting)
