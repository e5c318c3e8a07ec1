"""Files in chunks: what goes in comes out, whatever the sizes of its parts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microtask.storage import actions
from microtask.storage.models import CHUNK_BYTES
from microtask.storage.queries import find_chunk, list_chunks


@given(st.lists(st.integers(0, 2 * CHUNK_BYTES), max_size=5))
def test_chunks_are_full_but_for_the_last_and_keep_every_byte(sizes):
    parts = [bytes([number % 251]) * size for number, size in enumerate(sizes)]
    chunks = list(actions.in_chunks(parts))
    assert b"".join(chunks) == b"".join(parts)
    assert all(len(chunk) == CHUNK_BYTES for chunk in chunks[:-1])
    assert all(chunks)


def test_a_file_is_read_back_as_it_was_written(units):
    with units.begin() as unit:
        blob_id = actions.create(unit, by=None)
        for number, data in enumerate((b"first,", b"second,", b"third")):
            actions.append(unit, blob_id, number=number, data=data)
    with units.begin() as unit:
        assert list(list_chunks(unit.session, blob_id)) == [b"first,", b"second,", b"third"]
        assert find_chunk(unit.session, blob_id, 3) is None


def test_the_database_takes_no_chunk_beyond_a_megabyte(units):
    def add(size: int) -> None:
        with units.begin() as unit:
            actions.append(unit, actions.create(unit, by=None), number=0, data=bytes(size))

    add(CHUNK_BYTES)
    with pytest.raises(Exception, match="at_most_1_mb"):
        add(CHUNK_BYTES + 1)


def test_a_file_that_was_removed_leaves_no_chunk_and_may_be_removed_again(units, scene):
    with units.begin() as unit:
        blob_id = actions.create(unit, by=None)
        actions.append(unit, blob_id, number=0, data=b"x")
    for _ in range(2):
        with units.begin() as unit:
            actions.remove(unit, blob_id)
    assert scene.value("SELECT count(*) FROM chunks") == 0
