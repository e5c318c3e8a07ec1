"""The scan of an import: nothing becomes a task before it, and a scan that is killed or run twice does no harm."""

import pytest

from microtask.challenges import actions, queries
from microtask.errors import Conflict
from microtask.steps import Step
from microtask.tables.reading import Limits
from microtask.tasks.queries import list_stages_to_split
from tests.desk import THREE_ITEMS, Desk

PRIVATE = (
    b"key,text\nA,Nothing here\nB,Ring 07911 123456\n"
    b"C,My number is AB 12 34 56 C and 07911 123457\nD,Order 07911123456\n"
)


def sent(desk: Desk, data: bytes = PRIVATE) -> tuple[int, int]:
    """A draft with a file that has been read, and not scanned."""
    challenge_id = desk.draft()
    import_id = desk.send(challenge_id, data)
    desk.read(import_id, scan=False)
    return challenge_id, import_id


def findings(desk: Desk, import_id: int) -> dict[str, tuple[int, list[str]]]:
    with desk.scene.units.begin() as unit:
        return {each.kind: (each.items, each.examples) for each in queries.list_findings(unit.session, import_id)}


def states(desk: Desk) -> dict[str, str]:
    return {row.key: row.state for row in desk.scene.rows("SELECT key, state FROM items ORDER BY id")}


def test_what_is_found_is_counted_by_kind_with_masked_examples_and_hidden(desk: Desk):
    _, import_id = sent(desk)
    assert not desk.scene.do(actions.scan, import_id)
    assert findings(desk, import_id) == {
        "phone_number": (2, ["07*** ****56", "07*** ****57"]),
        "national_insurance_number": (1, ["AB ** ** ** C"]),
    }
    found = desk.import_(import_id)
    assert (found.flagged, found.scanned_at is not None, found.cleared_at) == (2, True, None)
    assert states(desk) == {"A": "live", "B": "hidden", "C": "hidden", "D": "live"}
    with desk.scene.units.begin() as unit:
        flagged = queries.list_flagged_items(unit.session, import_id, limit=10)
        assert [(row.key, sorted(row.kinds)) for row in flagged] == [
            ("B", ["phone_number"]), ("C", ["national_insurance_number", "phone_number"])]  # fmt: skip


def test_private_data_is_kept_in_no_second_place(desk: Desk):
    _, import_id = sent(desk)
    desk.read(import_id)
    columns = desk.scene.rows(
        "SELECT table_name, column_name FROM information_schema.columns"
        " WHERE table_schema = 'public' AND data_type IN ('text', 'json', 'jsonb')"
    )
    holding = [
        f"{table}.{column}"
        for table, column in columns
        if desk.scene.value(f"SELECT EXISTS (SELECT FROM {table} x WHERE x.{column}::text LIKE '%07911 123456%')")
    ]
    assert holding == ["items.payload"]


@pytest.mark.parametrize("batch", [1, 2, 3])
def test_a_scan_that_is_killed_goes_on_where_it_stopped(desk: Desk, batch: int):
    challenge_id, import_id = sent(desk)
    assert desk.scene.do(actions.scan, import_id, batch=batch)
    assert not desk.import_(import_id).scanned_at
    try:
        with desk.scene.units.begin() as unit:
            actions.scan(unit, import_id, batch=batch)
            raise KeyboardInterrupt
    except KeyboardInterrupt:
        pass
    while desk.scene.do(actions.scan, import_id, batch=batch):
        pass
    assert findings(desk, import_id)["phone_number"] == (2, ["07*** ****56", "07*** ****57"])
    assert desk.import_(import_id).flagged == 2
    assert not desk.scene.do(actions.scan, import_id)
    assert desk.import_(import_id).flagged == 2
    assert desk.keys(challenge_id) == ["A", "B", "C", "D"]


def test_publishing_does_not_wait_for_the_scan_and_splitting_does(desk: Desk):
    challenge_id, import_id = sent(desk, THREE_ITEMS)
    assert desk.publish(challenge_id).state == "splitting"
    desk.split(challenge_id)
    assert (desk.state(challenge_id), desk.tasks(challenge_id)) == ("splitting", 0)
    assert desk.scene.do(lambda unit: list(list_stages_to_split(unit.session))) == []
    with desk.scene.units.begin() as unit:
        actions.scan(unit, import_id)
        assert [(note.step, note.subject) for note in unit.notes] == [(Step.SPLIT_STAGE, desk.stage(challenge_id))]
    desk.split(challenge_id)
    assert (desk.state(challenge_id), desk.tasks(challenge_id)) == ("open", 3)


def test_findings_that_nobody_has_decided_on_keep_a_challenge_from_being_published(desk: Desk):
    challenge_id, import_id = sent(desk)
    desk.read(import_id)
    with pytest.raises(Conflict, match=r"2 of the items may hold private data\. Say on the page of their file"):
        desk.publish(challenge_id)
    desk.scene.do(actions.decide_findings, challenge_id, import_id, decision="keep", by=desk.owner)
    assert desk.publish(challenge_id).state == "splitting"


def test_what_is_found_after_publishing_waits_for_its_owner(desk: Desk):
    challenge_id, import_id = sent(desk)
    desk.publish(challenge_id)
    desk.read(import_id)
    desk.split(challenge_id)
    assert desk.state(challenge_id) == "splitting"
    desk.scene.do(actions.decide_findings, challenge_id, import_id, decision="leave_out", by=desk.owner)
    desk.split(challenge_id)
    assert (desk.state(challenge_id), desk.keys(challenge_id), desk.tasks(challenge_id)) == ("open", ["A", "D"], 2)


def test_items_added_to_an_open_challenge_wait_for_scan_and_decision(desk: Desk):
    challenge_id = desk.opened(THREE_ITEMS.replace(b"A,", b"X,").replace(b"B,", b"Y,").replace(b"C,", b"Z,"))
    import_id = desk.send(challenge_id, PRIVATE)
    desk.read(import_id, scan=False)
    desk.split(challenge_id)
    assert desk.tasks(challenge_id) == 3
    desk.read(import_id)
    desk.split(challenge_id)
    assert (desk.state(challenge_id), desk.tasks(challenge_id)) == ("open", 3)
    desk.scene.do(actions.decide_findings, challenge_id, import_id, decision="keep", by=desk.owner)
    desk.split(challenge_id)
    assert (desk.state(challenge_id), desk.tasks(challenge_id)) == ("open", 7)


def test_a_file_of_which_nothing_was_taken_needs_no_scan(desk: Desk):
    challenge_id = desk.draft()
    with desk.scene.units.begin() as unit:
        import_id = desk.send(challenge_id, b"")
        with actions.Importing(import_id, limits=Limits()) as importing:
            importing.step(unit)
        assert unit.notes == []
    assert desk.import_(import_id).cleared_at is not None


def test_a_file_that_is_still_being_read_is_not_scanned(desk: Desk):
    import_id = desk.send(desk.draft(), THREE_ITEMS)
    assert not desk.scene.do(actions.scan, import_id)
    assert not desk.scene.do(actions.scan, import_id + 1)
    assert desk.import_(import_id).scanned_at is None
