import pytest

from microtask.errors import Invalid
from microtask.tables.rows import Limits, Problem, Row, Rows, Unreadable, check_columns, shown
from tests.tables.files import problems, read, values


def test_column_names_lose_the_blanks_around_them():
    assert check_columns([" key", "text "], limits=Limits(), where="line 1") == ["key", "text"]


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["key", "text", "key"], "“key” stands twice in line 1: columns 1 and 3"),
        (["key", " "], "Column 2 in line 1 has no name"),
        (["a", "b", "c", "d"], "There are 4 columns in line 1, and at most 3"),
        (["key", "a\0"], "The name of column 2 in line 1 holds a character that is not text"),
        ([], "There are no columns in line 1"),
    ],
)
def test_columns_that_cannot_be_told_apart_are_a_fault_of_the_file(names, said):
    with pytest.raises(Unreadable, match=said):
        check_columns(names, limits=Limits(columns=3), where="line 1")


def test_a_fault_of_the_file_is_an_invalid_field_for_every_face():
    fault = Unreadable("It is empty.")
    assert isinstance(fault, Invalid)
    assert fault.fields == {"file": ["It is empty."]}


def test_rows_past_the_most_are_not_read_and_that_is_said_once():
    entries = read(b"key\n" + b"x\n" * 10, rows=3)
    assert len(values(entries)) == 3
    assert list(problems(entries)) == [5]
    assert "more than 3 rows" in problems(entries)[5]


def test_exactly_the_most_rows_are_no_problem():
    assert problems(read(b"key\n" + b"x\n" * 3, rows=3)) == {}


def test_rows_can_be_closed_before_their_end():
    closed = []
    with Rows(["key"], iter([Row(2, {"key": "a"}), Problem(3, "No.")]), most=9, close=lambda: closed.append(1)) as rows:
        assert next(iter(rows)).number == 2
    assert closed == [1]


def test_a_message_shows_a_long_name_on_one_line_and_cut():
    assert shown("a\n b") == "a b"
    assert shown("x" * 100, most=5) == "xxxx…"
