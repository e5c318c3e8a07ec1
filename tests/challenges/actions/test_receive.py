"""Receiving a file: chunk by chunk, and nothing of one that does not arrive whole."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from microtask.challenges import actions
from microtask.errors import Conflict, Invalid, NotAllowed, NotFound
from microtask.steps import Step
from microtask.storage.models import CHUNK_BYTES
from microtask.tables.rows import BrokenOff, Unreadable
from tests.desk import THREE_ITEMS, Desk


def test_a_file_is_kept_in_chunks_as_it_arrives(desk: Desk):
    challenge_id = desk.draft()
    data = b"key,text\n" + b"A,xxxxxxxx\n" * 250_000
    seen = []

    def parts() -> Iterator[bytes]:
        for start in range(0, len(data), 70_000):
            yield data[start : start + 70_000]
            seen.append(desk.scene.rows("SELECT state, (SELECT count(*) FROM chunks) FROM imports"))

    import_id = desk.send(challenge_id, parts(), filename="letters.csv", key_column="key")
    assert seen[0] == []
    assert ("receiving", 1) in [tuple(rows[0]) for rows in seen if rows]
    chunks = desk.scene.rows("SELECT data FROM chunks ORDER BY number")
    assert b"".join(bytes(row.data) for row in chunks) == data
    assert [len(row.data) for row in chunks] == [CHUNK_BYTES, CHUNK_BYTES, len(data) - 2 * CHUNK_BYTES]
    found = desk.import_(import_id)
    assert (found.state, found.format, found.filename, found.key_column) == ("queued", "csv", "letters.csv", "key")


def test_the_step_is_sent_once_the_last_chunk_is_committed(desk: Desk):
    import_id = desk.send(desk.draft(), THREE_ITEMS)
    assert desk.scene.units.errands.counts()["queued"] == 1
    assert desk.scene.units.errands.send(Step.IMPORT, import_id) is False  # its twin waits already


@pytest.mark.parametrize("after", [0, 100_000, 2_500_000])
def test_of_a_file_that_breaks_off_nothing_is_imported(desk: Desk, after: int):
    def parts() -> Iterator[bytes]:
        yield b"key\n" if after else b""
        yield b"A\n" * (after // 2)
        raise BrokenOff

    with pytest.raises(Invalid, match="The file did not arrive whole, so nothing of it was imported"):
        desk.send(desk.draft(), parts())
    assert desk.scene.value("SELECT count(*) FROM chunks") == 0
    for row in desk.scene.rows("SELECT state, failure FROM imports"):
        assert row == ("failed", "The file did not arrive whole, so nothing of it was imported. Send it again.")
    assert bool(desk.scene.value("SELECT count(*) FROM imports")) == (after > CHUNK_BYTES)
    assert desk.scene.units.errands.counts()["queued"] == 0


def test_whatever_ends_the_sending_ends_the_import(desk: Desk):
    def parts() -> Iterator[bytes]:
        yield b"key\n" * 300_000
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        desk.send(desk.draft(), parts())
    assert desk.scene.value("SELECT state FROM imports") == "failed"


def test_a_file_that_is_too_large_is_refused_and_forgotten(desk: Desk):
    with pytest.raises(Invalid, match="The file has more than 2 MB"):
        desk.send(desk.draft(), b"key\n" * 1_000_000, most_bytes=2_000_000)
    assert desk.scene.rows("SELECT state, failure, blob_id FROM imports") == [
        ("failed", "The file has more than 2 MB. Split it.", None)
    ]


@pytest.mark.parametrize(
    "data", [b"%PDF-1.7 and so on", b"\x1f\x8b compressed", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1old"]
)
def test_a_file_that_is_plainly_no_table_is_refused_at_once(desk: Desk, data: bytes):
    with pytest.raises(Unreadable):
        desk.send(desk.draft(), data)
    assert desk.scene.value("SELECT count(*) FROM imports") == 0


def test_items_are_taken_until_the_challenge_closes(desk: Desk):
    challenge_id = desk.opened()
    desk.send(challenge_id, b"key\nD\n")
    desk.scene.do(actions.pause, challenge_id, by=desk.owner)
    desk.send(challenge_id, b"key\nE\n")
    desk.scene.do(actions.close, challenge_id, by=desk.owner)
    with pytest.raises(Conflict, match="This challenge has been closed, so no items can be added to it"):
        desk.send(challenge_id, b"key\nF\n")


def test_only_owners_send_items(desk: Desk):
    challenge_id = desk.draft()
    with pytest.raises(NotAllowed):
        Desk(desk.scene, desk.scene.person("home", "analyst")).send(challenge_id, THREE_ITEMS)
    with pytest.raises(NotFound):
        Desk(desk.scene, desk.scene.person("tax", "owner")).send(challenge_id, THREE_ITEMS)


def test_a_file_whose_sender_fell_silent_is_given_up(desk: Desk):
    idle = timedelta(minutes=10)
    challenge_id = desk.draft()

    def parts() -> Iterator[bytes]:
        yield b"key\n" * 300_000
        assert desk.scene.do(actions.fail_abandoned, idle=idle) == 0
        desk.scene.clock.moved = timedelta(minutes=11)
        assert desk.scene.do(actions.fail_abandoned, idle=idle) == 1
        yield b"key\n" * 300_000

    with pytest.raises(Conflict, match="did not arrive whole"):
        desk.send(challenge_id, parts())
    assert desk.scene.rows("SELECT state FROM imports") == [("failed",)]
    assert desk.scene.value("SELECT count(*) FROM chunks") == 0
    desk.load(challenge_id, THREE_ITEMS)
    assert desk.publish(challenge_id).state == "splitting"


def test_an_import_that_has_ended_does_not_fail_afterwards(desk: Desk):
    import_id = desk.load(desk.draft(), THREE_ITEMS).id
    desk.scene.do(actions.fail, import_id, "Too late.")
    desk.scene.do(actions.fail, 999, "There is none.")
    assert desk.import_(import_id).state == "done"
