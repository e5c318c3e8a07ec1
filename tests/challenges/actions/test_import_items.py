"""Importing: bad rows never lose the good ones, and a file that cannot be read says why."""

import io
import json
import zipfile
from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from microtask.challenges import actions
from microtask.challenges.actions import import_items
from microtask.steps import Step
from microtask.tables.reading import Limits
from microtask.tasks.queries import list_stages_to_split
from tests.desk import THREE_ITEMS, Desk, catalogue
from tests.scene import Scene

ROWS = [["key", "text", "number"], ["A", "Ünïcode, “quoted”", 1], ["B", "two\nlines", 2.5], ["C", "", 3]]
AS_TEXT = [
    {"key": "A", "text": "Ünïcode, “quoted”", "number": "1"},
    {"key": "B", "text": "two\nlines", "number": "2.5"},
    {"key": "C", "text": "", "number": "3"},
]


def as_csv(delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    lines = [delimiter.join('"' + str(cell).replace('"', '""') + '"' for cell in row) for row in ROWS]
    return ("\r\n".join(lines) + "\r\n").encode(encoding)


def as_jsonl() -> bytes:
    return b"".join(json.dumps(dict(zip(ROWS[0], row, strict=True))).encode() + b"\n" for row in ROWS[1:])


def as_xlsx() -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(ROWS):
            sheet.write_row(number, 0, row)
    return out.getvalue()


def as_parquet() -> bytes:
    arrow = pytest.importorskip("pyarrow")
    out = io.BytesIO()
    columns = {name: [row[place] for row in ROWS[1:]] for place, name in enumerate(ROWS[0])}
    pytest.importorskip("pyarrow.parquet").write_table(arrow.table(columns), out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content_type", "make"),
    [
        ("text/csv", as_csv),
        ("text/csv", lambda: as_csv(";")),
        ("text/csv", lambda: as_csv("\t", "utf-16")),
        ("text/csv", lambda: as_csv(encoding="utf-8-sig")),
        ("application/x-ndjson", as_jsonl),
        ("application/octet-stream", as_xlsx),
        ("application/octet-stream", as_parquet),
    ],
    ids=["csv", "semicolons", "utf-16 with tabs", "byte order mark", "json lines", "xlsx", "parquet"],
)
def test_every_format_gives_the_same_items(desk: Desk, content_type: str, make: Callable[[], bytes]):
    challenge_id = desk.draft()
    found = desk.load(challenge_id, make(), content_type=content_type)
    assert (found.state, found.rows, found.accepted, found.rejected, found.failure) == ("done", 3, 3, 0, None)
    rows = desk.scene.rows("SELECT key, payload, import_id, created_by FROM items ORDER BY id")
    assert [row.payload for row in rows] == AS_TEXT
    assert [list(row.payload) for row in rows] == [ROWS[0]] * 3
    assert {(row.import_id, row.created_by) for row in rows} == {(found.id, desk.owner.person_id)}
    assert found.finished_at is not None
    assert desk.scene.value("SELECT count(*) FROM blobs") == 0


def test_another_column_may_name_the_items(desk: Desk):
    challenge_id = desk.draft()
    desk.load(challenge_id, b"text,ref\nFirst,R1\nSecond,R2\n", key_column="ref")
    assert desk.keys(challenge_id) == ["R1", "R2"]


def test_bad_rows_are_told_with_their_line_and_lose_no_good_one(desk: Desk):
    challenge_id = desk.draft()
    long = "K" * 201
    data = f'key,text\nA,one\n,two\nB,three,four\n  ,x\n"C\nmore",five\n{long},six\n D ,seven\nE,eight\n'.encode()
    found = desk.load(challenge_id, data)
    assert desk.keys(challenge_id) == ["A", "C\nmore", "D", "E"]
    assert (found.state, found.rows, found.accepted, found.rejected) == ("done", 8, 4, 4)
    told = desk.rejections(found.id)
    assert list(told) == [3, 4, 5, 8]
    assert told[3] == "The column “key” is empty, and holds the key. Give each item one of its own."
    assert told[4].startswith("This row has 3 cells, but the header has 2 columns.")
    assert told[8].endswith("has 201 characters, and at most 200 can be kept.")


def test_a_key_that_is_there_already_is_rejected_with_its_row(desk: Desk):
    challenge_id = desk.draft()
    desk.load(challenge_id, THREE_ITEMS)
    again = desk.load(challenge_id, b"key,text\nD,new\nB,other\nD,twice\n")
    assert (again.state, again.accepted, again.rejected) == ("done", 1, 2)
    assert desk.rejections(again.id) == {
        3: "The key “B” is in this challenge already.",
        4: "The key “D” is used more than once in this file. The first row with it was taken.",
    }
    assert desk.scene.value("SELECT payload ->> 'text' FROM items WHERE key = 'B'") == "Second"


def test_a_key_may_be_in_two_challenges(desk: Desk):
    first, second = desk.draft(), desk.draft()
    assert desk.load(first, THREE_ITEMS).accepted == desk.load(second, THREE_ITEMS).accepted == 3


def test_a_key_that_comes_again_in_a_later_batch_is_rejected_as_of_this_file(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(import_items, "BATCH_ROWS", 3)
    challenge_id = desk.draft()
    desk.load(challenge_id, b"key\nX\n")
    found = desk.load(challenge_id, b"key\nA\nB\nC\nD\nA\nX\nE\nB\nE\n")
    assert desk.keys(challenge_id) == ["X", "A", "B", "C", "D", "E"]
    told = desk.rejections(found.id)
    assert list(told) == [6, 7, 9, 10]
    assert [row for row, reason in told.items() if "in this file" in reason] == [6, 9, 10]
    assert told[7] == "The key “X” is in this challenge already."
    assert (found.rows, found.accepted, found.rejected) == (9, 5, 4)


def test_of_very_many_rejections_the_first_ones_are_kept_and_all_are_counted(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(import_items, "MOST_REJECTIONS", 5)
    monkeypatch.setattr(import_items, "BATCH_ROWS", 4)
    found = desk.load(desk.draft(), b"key,text\nA,\n" + b",x\n" * 12)
    assert (found.rows, found.accepted, found.rejected) == (13, 1, 12)
    assert list(desk.rejections(found.id)) == [3, 4, 5, 6, 7]


ZEROS = io.BytesIO()
with zipfile.ZipFile(ZEROS, "w", zipfile.ZIP_DEFLATED) as archive:
    archive.writestr("xl/workbook.xml", b"0" * 5_000_000)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "The file is empty."),
        (b"\n\n\r\n", "nothing but blank lines|The file is empty"),
        (b"key,text\n", "The file has a header, but no rows under it."),
        ("key,text\nA,café\nB,thé\nC,pâté\n".encode("latin-1"), "is not UTF-8. In Excel, choose Save As"),
        (b"key,key\nA,B\n", "stands twice"),
        (b"key,,text\nA,B,C\n", "has no name"),
        (ZEROS.getvalue(), "damaged|cannot be read|unpacks"),
        (as_xlsx()[:2000], "damaged"),
        (b"PAR1 and nothing else", "damaged"),
        (b"[1, 2]\n", "No row of this file can be read|one JSON list|has a header, but no rows"),
    ],
    ids=["empty", "blank", "header alone", "latin-1", "column twice", "column without name", "bomb", "half a workbook",
         "half a parquet", "a list"],
)  # fmt: skip
def test_a_file_that_cannot_be_read_fails_with_a_sentence(desk: Desk, data: bytes, told: str):
    pytest.importorskip("pyarrow")
    kind = "application/x-ndjson" if data.startswith(b"[") else "text/csv"
    found = desk.read(desk.send(desk.draft(), data, content_type=kind), limits=Limits(unpacked=2_000_000))
    assert (found.state, found.accepted) == ("failed", 0)
    assert any(sentence in str(found.failure) for sentence in told.split("|")), found.failure
    assert desk.scene.rows("SELECT count(*) FROM items") == desk.scene.rows("SELECT count(*) FROM blobs") == [(0,)]


def test_a_file_without_the_named_key_column_fails_and_tells_the_columns(desk: Desk):
    found = desk.load(desk.draft(), THREE_ITEMS, key_column="ref")
    assert found.failure == "The file has no column “ref” for the keys. It has: key, text."


def test_of_a_file_that_is_damaged_further_down_everything_before_is_taken(desk: Desk):
    arrow, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    out = io.BytesIO()
    table = arrow.table({"key": [f"K{n}" for n in range(4000)]})
    parquet.write_table(table, out, row_group_size=1000, compression="none", use_dictionary=False)
    data = bytearray(out.getvalue())
    third = parquet.ParquetFile(io.BytesIO(data)).metadata.row_group(2).column(0).data_page_offset
    data[third : third + 40] = b"\xff" * 40
    found = desk.load(desk.draft(), bytes(data))
    assert found.state == "done"
    assert 1000 < found.accepted <= 2000  # whole batches of the reader
    [(row, reason)] = desk.rejections(found.id).items()
    assert row == found.accepted + 2
    assert "From here on the rest cannot be read" in reason


def test_cells_of_100_000_characters_are_taken_in_small_batches(desk: Desk):
    challenge_id = desk.draft()
    cell = "x" * 99_999 + "é"
    data = f"key,text\n{''.join(f'K{n},{cell}{chr(10)}' for n in range(100))}".encode()
    import_id = desk.send(challenge_id, data)
    steps = 1
    with actions.Importing(import_id, limits=Limits()) as importing:
        while desk.scene.do(importing.step):
            steps += 1
    assert steps == 3
    assert desk.import_(import_id).accepted == 100
    assert desk.scene.rows("SELECT DISTINCT length(payload ->> 'text') FROM items") == [(100_000,)]


def test_a_cell_that_is_longer_is_rejected_and_the_rest_is_taken(desk: Desk):
    found = desk.load(desk.draft(), b"key,text\nA,short\nB," + b"x" * 100_001 + b"\nC,short\n")
    assert (found.accepted, list(desk.rejections(found.id))) == (2, [3])


TEXTS = st.text("a\\\"'\t\u0000\u2028\u00e9\u20ac\x7f{}", max_size=8)
VALUES = st.none() | st.booleans() | st.integers() | st.floats() | st.lists(st.integers(), max_size=3)
VALUES |= TEXTS | st.sampled_from(["\ud800", "1e999", "\\.", "\\N", "NaN"])
NAMES = st.sampled_from(["key", "text", "\u0000", "a\tb", '"', "\\"])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.dictionaries(NAMES, VALUES, max_size=4), min_size=1, max_size=8))
def test_whatever_a_row_holds_it_is_taken_or_rejected(desk: Desk, rows: list[dict[str, Any]]):
    data = b"".join(json.dumps({"key": "k"} | row).encode() + b"\n" for row in rows)
    found = desk.load(desk.draft(), data, content_type="application/x-ndjson")
    assert found.state == "done" or found.failure
    if found.state == "done":
        assert found.rows == found.accepted + found.rejected == len(rows)


def many(count: int) -> bytes:
    return b"key,text\n" + b"".join(b"K%d,Some text about number %d\n" % (n, n) for n in range(count))


def test_an_import_goes_on_where_another_worker_stopped(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(import_items, "BATCH_ROWS", 100)
    challenge_id = desk.draft()
    import_id = desk.send(challenge_id, many(1000))
    for _ in range(3):
        with actions.Importing(import_id, limits=Limits()) as importing:
            assert desk.scene.do(importing.step)
            assert desk.scene.do(importing.step)
    assert (desk.import_(import_id).state, desk.import_(import_id).done_row) == ("running", 601)
    found = desk.read(import_id)
    assert (found.rows, found.accepted, found.rejected) == (1000, 1000, 0)
    assert desk.keys(challenge_id) == [f"K{n}" for n in range(1000)]


def test_a_batch_that_is_rolled_back_is_read_again_by_the_next_worker(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(import_items, "BATCH_ROWS", 100)
    challenge_id = desk.draft()
    import_id = desk.send(challenge_id, many(250))
    with actions.Importing(import_id, limits=Limits()) as importing:
        desk.scene.do(importing.step)
        with desk.scene.units.begin() as unit:
            importing.step(unit)
            unit.session.rollback()
        assert not desk.scene.do(importing.step)  # it has lost its place, and leaves the rest to another
    assert desk.read(import_id).accepted == 250


def test_workers_that_read_the_same_file_at_once_take_no_row_twice_and_lose_none(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(import_items, "BATCH_ROWS", 50)
    challenge_id = desk.draft()
    import_id = desk.send(challenge_id, many(1000))
    start = Barrier(4)

    def work() -> None:
        start.wait()
        desk.read(import_id)

    threads = [Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = desk.import_(import_id)
    assert (found.state, found.rows, found.accepted, found.rejected) == ("done", 1000, 1000, 0)
    assert sorted(desk.keys(challenge_id)) == sorted(f"K{n}" for n in range(1000))


def test_an_import_that_has_ended_is_left_alone(desk: Desk):
    found = desk.load(desk.draft(), THREE_ITEMS)
    assert desk.read(found.id).finished_at == found.finished_at
    with actions.Importing(found.id + 1, limits=Limits()) as unknown:
        assert not desk.scene.do(unknown.step)


def test_items_added_to_an_open_challenge_become_tasks_and_it_stays_open(desk: Desk):
    challenge_id = desk.opened()
    import_id = desk.send(challenge_id, b"key\nD\nE\n")
    with actions.Importing(import_id, limits=Limits()) as importing, desk.scene.units.begin() as unit:
        assert not importing.step(unit)
        assert [(note.step, note.subject) for note in unit.notes] == [(Step.SCAN_IMPORT, import_id)]
    assert desk.scene.do(lambda unit: list(list_stages_to_split(unit.session))) == []
    desk.read(import_id)
    assert desk.state(challenge_id) == "open"
    assert desk.scene.do(lambda unit: list(list_stages_to_split(unit.session))) == [desk.stage(challenge_id)]
    desk.split(challenge_id)
    assert (desk.state(challenge_id), desk.tasks(challenge_id)) == ("open", 5)


@pytest.mark.parametrize(("template", "taken"), [("compare", ["A"]), ("review", ["A", "same"])])
def test_where_items_are_compared_none_is_called_the_same(desk: Desk, template: str, taken: list[str]):
    without = ("options",) if template == "compare" else ()
    challenge_id = desk.draft(*without, template=template)
    found = desk.load(challenge_id, b"key\nA\nsame\n")
    assert desk.keys(challenge_id) == taken
    assert (found.accepted, found.rejected) == (len(taken), 2 - len(taken))
    told = "The key “same” says of two items that they are alike. Give this item another key."
    assert desk.rejections(found.id) == ({3: told} if template == "compare" else {})


def test_items_added_to_a_draft_wait_for_its_publication(desk: Desk):
    with desk.scene.units.begin() as unit:
        import_id = desk.send(desk.draft(), THREE_ITEMS)
        with actions.Importing(import_id, limits=Limits()) as importing:
            importing.step(unit)
    with desk.scene.units.begin() as unit:
        assert not actions.scan(unit, import_id)
        assert unit.notes == []


def test_a_challenge_that_closes_while_a_file_is_read_takes_no_more_of_it(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(import_items, "BATCH_ROWS", 2)
    challenge_id = desk.opened()
    import_id = desk.send(challenge_id, b"key\nD\nE\nF\nG\n")
    with actions.Importing(import_id, limits=Limits()) as importing:
        desk.scene.do(importing.step)
        desk.scene.do(actions.close, challenge_id, by=desk.owner)
        assert not desk.scene.do(importing.step)
    found = desk.import_(import_id)
    assert (found.state, found.accepted) == ("failed", 2)
    assert found.failure == (
        "The challenge was closed before the whole file had been read. The 2 items before that were taken."
    )


def test_items_that_splitting_has_passed_are_split_once_their_file_is_in(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(import_items, "BATCH_ROWS", 2)
    challenge_id = desk.opened()
    slow, quick = desk.send(challenge_id, b"key\nS1\nS2\nS3\n"), desk.send(challenge_id, b"key\nQ1\n")
    with actions.Importing(slow, limits=Limits()) as importing:
        assert desk.scene.do(importing.step)
        desk.read(quick)
        desk.split(challenge_id)
        assert desk.tasks(challenge_id) == 4  # nothing of a file becomes a task before all of it is in
        assert not desk.scene.do(importing.step)
    desk.read(slow)
    desk.split(challenge_id)
    assert desk.tasks(challenge_id) == 7


def test_editing_importing_and_splitting_at_once_wait_for_one_another_and_never_for_ever(desk: Desk):
    challenge_id = desk.opened()
    failed: list[Exception] = []

    def often(call: Callable[[int], object]) -> None:
        try:
            for turn in range(8):
                call(turn)
        except Exception as error:  # noqa: BLE001 (whatever it is, it is told)
            failed.append(error)

    def edit(turn: int) -> None:
        changes = {"options": ["Yes", "No", f"Option {turn}"]}
        desk.scene.do(actions.update, challenge_id, changes, catalogue=catalogue(), by=desk.owner)

    calls = [
        edit,
        lambda turn: desk.load(challenge_id, b"key\nA%d\n" % turn),
        lambda turn: desk.load(challenge_id, b"key\nB%d\n" % turn),
        lambda _: desk.split(challenge_id),
    ]
    threads = [Thread(target=often, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    desk.split(challenge_id)
    assert desk.tasks(challenge_id) == 3 + 16


def test_a_formula_guard_is_taken_off_again(scene: Scene):
    desk = Desk(scene)
    desk.load(desk.draft(), b"key,text\n'=A1,'-2\n")
    assert scene.rows("SELECT key, payload ->> 'text' FROM items") == [("=A1", "-2")]
