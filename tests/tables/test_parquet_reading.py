import io
from datetime import date, time
from decimal import Decimal

import pytest

from microtask.tables.formats import Format
from microtask.tables.reading import Row, Unreadable, open_rows
from tests.tables.files import Made, most_memory, problems, values
from tests.tables.files import read as read_file

pa = pytest.importorskip("pyarrow")
parquet = pytest.importorskip("pyarrow.parquet")


def read(data: bytes, **options):
    return read_file(data, Format.PARQUET, **options)


def written(columns: dict[str, object], **options) -> bytes:
    out = io.BytesIO()
    parquet.write_table(pa.table(columns), out, **options)
    return out.getvalue()


@pytest.mark.parametrize(
    ("column", "texts"),
    [
        (pa.array(["a", None, ""]), ["a", "", ""]),
        (pa.array(["a", None], pa.large_string()), ["a", ""]),
        (pa.array(["a", None, "a"]).dictionary_encode(), ["a", "", "a"]),
        (pa.array([1, None, 2**63 - 1]), ["1", "", str(2**63 - 1)]),
        (pa.array([2**64 - 1], pa.uint64()), [str(2**64 - 1)]),
        (pa.array([1.0, 0.1, None, float("nan")]), ["1", "0.1", "", ""]),
        (pa.array([0.1], pa.float32()), ["0.1"]),
        (pa.array([True, None, False]), ["true", "", "false"]),
        (pa.array([date(2024, 1, 2), None]), ["2024-01-02", ""]),
        (pa.array([time(3, 4)], pa.time64("us")), ["03:04:00"]),
        (pa.array([1_700_000_000_123_456_789], pa.timestamp("ns")), ["2023-11-14T22:13:20.123456"]),
        (pa.array([1_700_000_000], pa.timestamp("s", "UTC")), ["2023-11-14T22:13:20+00:00"]),
        (pa.array([Decimal("1.10")]), ["1.10"]),
        (pa.array(["é".encode(), None]), ["é", ""]),
        (pa.array([[1, 2], [], None]), ["[1,2]", "[]", ""]),
        (pa.array([["é"], [None]]), ['["é"]', "[null]"]),
        (pa.array([{"x": 1, "y": date(2024, 1, 2)}]), ['{"x":1,"y":"2024-01-02"}']),
        (pa.nulls(2), ["", ""]),
    ],
    ids=lambda value: str(value.type) if isinstance(value, pa.Array) else "",
)
def test_every_type_becomes_text(column, texts):
    assert [row["v"] for row in map(_values, read(written({"v": column})))] == texts


def _values(entry):
    assert isinstance(entry, Row), entry
    return entry.values


def test_rows_are_numbered_from_two_across_row_groups():
    entries = read(written({"key": [str(i) for i in range(1500)], "n": range(1500)}, row_group_size=400))
    assert [entry.number for entry in entries] == list(range(2, 1502))
    assert values(entries) == [(str(i), str(i)) for i in range(1500)]


def test_a_bad_value_is_told_and_the_good_rows_stay():
    column = pa.array([b"ok", b"\xff", b"a\0b", b"x" * 11, b"ok"], pa.binary())
    entries = read(written({"v": column, "w": ["x" * 8, "", "", "", "y" * 9]}), cell=10, record=10)
    assert values(entries) == [("ok", "x" * 8)]
    assert [
        part in problems(entries)[number]
        for number, part in enumerate(
            ["cannot be written as text", "NUL", "11 characters, and at most 10", "more than 10 characters"], start=3
        )
    ] == [True] * 4


def test_dates_that_have_no_text_are_told():
    entries = read(written({"v": pa.array([10**8, 0], pa.date32()), "w": pa.array([[float("nan")], [1.0]])}))
    assert values(entries) == [("1970-01-01", "[1.0]")]
    assert "“v” cannot be written as text" in problems(entries)[2]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"PAR1 and nothing more", "The Parquet file is damaged"),
        (written({"key": ["a"]})[:-20], "The Parquet file is damaged"),
        (written({"key ": ["a"], " key": ["b"]}), "“key” stands twice in the file"),
        (written({"key": ["x" * 2000]}), "unpacks to more than 0 MB"),
        (written({}), "There are no columns in the file"),
        (b"", "The file is empty"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(data, said):
    with pytest.raises(Unreadable) as fault:
        read(data, unpacked=1000)
    assert said in fault.value.message


def test_damage_in_the_middle_ends_the_rows_and_says_where():
    data = bytearray(written({"key": [f"row {i}" for i in range(4000)]}, row_group_size=1000, use_dictionary=False))
    middle = len(data) // 2
    data[middle : middle + 200] = b"\xff" * 200
    entries = read(bytes(data))
    assert len(entries) > 1000
    assert entries[-1].reason.startswith("From here on the rest cannot be read.")


def test_a_text_that_a_small_file_repeats_is_there_once():
    repeated = pa.DictionaryArray.from_arrays(pa.array([0] * 20_000, pa.int32()), pa.array(["x" * 90_000]))
    data = written({"key": repeated})
    assert len(data) < 200_000
    before = pa.total_allocated_bytes()
    with most_memory(3), open_rows(Made([data]), Format.PARQUET) as rows:
        for entry in rows:
            assert len(entry.values["key"]) == 90_000
            assert pa.total_allocated_bytes() - before < 5_000_000


def test_memory_does_not_grow_with_the_file():
    data = written({"key": [f"{i} " + "words " * 30 for i in range(30_000)]}, row_group_size=5000)
    with most_memory(3), open_rows(Made([data]), Format.PARQUET) as rows:
        assert sum(1 for _ in rows) == 30_000


def test_a_file_that_is_not_read_to_its_end_is_let_go():
    rows = open_rows(Made([written({"key": ["a", "b"]})]), Format.PARQUET)
    assert next(iter(rows)).number == 2
    rows.close()
