import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microtask.tables.formats import Format
from microtask.tables.reading import Limits, Problem, Row, Unreadable, open_rows
from tests.tables.files import TEXT, TRICKY, Made, most_memory, problems, read, untimed, values

DATA = Path(__file__).parents[2] / "../shared/data/consultation"
CELL = (TEXT | TRICKY).filter(lambda text: not text.startswith("'"))


def written(rows: list[list[str]], *, delimiter: str = ",", end: str = "\r\n", encoding: str = "utf-8") -> bytes:
    """A CSV file as any other program writes it."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL).writerows(rows)
    return out.getvalue().encode(encoding)


@untimed
@given(
    st.lists(st.tuples(CELL, CELL, CELL).filter(any)),
    st.sampled_from(",;\t"),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_what_another_program_writes_is_read_as_it_was(rows, delimiter, end, encoding):
    data = written([["key", "text", "more"], *map(list, rows)], delimiter=delimiter, end=end, encoding=encoding)
    assert values(read(data)) == rows


@untimed
@given(st.binary(max_size=60) | st.text(st.sampled_from("ab,\"\n\r;'\0=é")).map(str.encode))
def test_no_file_ends_in_anything_but_rows_problems_or_a_sentence(data):
    try:
        numbers = [entry.number for entry in read(b"a,b\n" + data)]
    except Unreadable:
        return
    assert numbers == sorted(set(numbers))


@untimed
@given(st.data(), st.integers(2, 30))
def test_a_quotation_mark_that_is_never_closed_costs_one_row_and_no_other(data, count):
    broken = data.draw(st.integers(0, count - 1))
    lines = [f'{i},"text {i}"' for i in range(count)]
    lines[broken] = f'{broken},"text {broken}'
    entries = read("\n".join(["key,text", *lines]).encode())
    assert values(entries) == [(str(i), f"text {i}") for i in range(count) if i != broken]
    assert list(problems(entries)) == [broken + 2]
    assert f"mark opened in line {broken + 2} is never closed" in problems(entries)[broken + 2]


def test_rows_have_the_line_on_which_they_begin():
    entries = read(b'key,text\r\n\r\n1,"two\nlines"\r2,b\n   \n3,c')
    assert entries == [
        Row(3, {"key": "1", "text": "two\nlines"}),
        Row(5, {"key": "2", "text": "b"}),
        Row(7, {"key": "3", "text": "c"}),
    ]


def test_rows_of_empty_cells_alone_are_blank_lines():
    assert values(read(b"key,text\n1,a\n,\n,\n")) == [("1", "a")]


@pytest.mark.parametrize("header", ["key,text", "key;text", "key\ttext", '"key";"a, b, c"'])
def test_the_header_says_what_the_delimiter_is(header):
    mark = next(each for each in ";\t," if each in header)
    entries = read(f'{header}\n1{mark}"x{mark}y"\n'.encode())
    assert values(entries) == [("1", f"x{mark}y")]


@pytest.mark.parametrize("first", ["sep=;", '"sep=;"', "SEP=;"])
def test_a_first_line_of_excel_may_say_the_delimiter(first):
    entries = read(f"{first}\r\nkey;a,b,c\r\n1;x\r\n".encode())
    assert entries == [Row(3, {"key": "1", "a,b,c": "x"})]


def test_the_formula_guard_is_taken_off_names_and_cells():
    assert read(b"key,'=sum\n'-1,'tis\n") == [Row(2, {"key": "-1", "=sum": "'tis"})]


def test_too_few_and_too_many_cells_are_told_with_their_numbers():
    entries = read(b'key,text\n1\n2,a\n3,b,c\n4,"d\ne"\n5,f,"g\nh"\n')
    assert values(entries) == [("2", "a"), ("4", "d\ne")]
    assert problems(entries) == {
        2: "This row has 1 cell, but the header has 2 columns. Add the cells that are missing.",
        4: "This row has 3 cells, but the header has 2 columns. Put a cell that holds a comma in quotation marks.",
        7: "This row has 3 cells, but the header has 2 columns. It runs on to line 8: a quotation mark may be missing. "
        'Write a quotation mark inside a cell twice (""), and close the cell with one.',
    }


def test_a_quotation_mark_inside_a_cell_that_does_not_begin_with_one_is_read_as_it_stands():
    assert values(read(b'key,text\n1,a 5" pipe\n')) == [("1", 'a 5" pipe')]


def test_a_mark_out_of_place_is_told_and_the_rest_of_its_cell_is_not_taken_for_a_row():
    entries = read(b'key,text\n1,"She said "no" to\nme, left",b\n2,"x"\n3,a 5" pipe\n')
    assert values(entries) == [("2", "x"), ("3", 'a 5" pipe')]
    assert "in line 2 is out of place" in problems(entries)[2]
    assert "follows a broken one" in problems(entries)[3]


def test_the_line_that_is_told_is_the_one_where_the_mark_was_opened():
    entries = read(b'a,b\n"one\ntwo","three\nfour\n5,6\n')
    assert "mark opened in line 3 is never closed" in problems(entries)[2]
    assert values(entries)[-1] == ("5", "6")


def test_an_open_mark_is_not_looked_for_past_the_longest_row():
    text = b"".join(b"%d,x\n" % i for i in range(500))
    entries = read(b'key,text\n0,"open\n' + text + b'z,"closed"\n', record=1000)
    assert list(problems(entries)) == [2]
    assert len(values(entries)) == 501


def test_a_cell_of_the_most_characters_is_kept_and_one_more_is_a_problem():
    entries = read(b'key,text\n1,"%s"\n2,%s\n3,ok\n' % (b"x" * 100_000, b"y" * 100_001))
    assert [(key, len(text)) for key, text in values(entries)] == [("1", 100_000), ("3", 2)]
    assert "“text” has 100,001 characters, and at most 100,000" in problems(entries)[3]


def test_a_longer_quoted_cell_of_many_lines_is_one_problem():
    entries = read(b'key,text\n1,"%s"\n2,ok\n' % (b"line\n" * 30_000))
    assert values(entries) == [("2", "ok")]
    assert list(problems(entries)) == [2]


def test_a_row_of_more_than_a_megabyte_is_a_problem():
    entries = read(b"key,text\n1,%s\n2,ok\n" % (b"x" * 1_000_000))
    assert values(entries) == [("2", "ok")]
    assert problems(entries) == {2: "This row has more than 1,000,000 characters. Shorten it."}


def test_one_line_that_is_not_utf_8_is_a_problem_of_its_row():
    entries = read(b'key,text\n1,"two\nlines"\n2,"two\ncaf\xe9"\n3,ok\n')
    assert values(entries) == [("1", "two\nlines"), ("3", "ok")]
    assert problems(entries)[4].startswith("Byte 4 of line 5 (0xE9) is not UTF-8. In Excel,")


def test_a_nul_is_a_problem_of_its_row():
    entries = read(b"key,text\n1,a\0b\n2,ok\n")
    assert values(entries) == [("2", "ok")]
    assert "Line 2 holds a NUL" in problems(entries)[2]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "The file is empty"),
        (b"\n\n\r\n", "The file is empty"),
        (b"sep=;\n\n", "The file is empty"),
        (b",,\n,,\n", "The file is empty"),
        (b"key,key\n1,2\n", "“key” stands twice in line 1"),
        (b"\nkey,\n1,2\n", "Column 2 in line 2 has no name"),
        (b'"key,text\n1,2\n', "header in line 1 cannot be read: a quotation mark is not closed"),
        (b"k\xe9y,text\n1,2\n", "Byte 2 of line 1 (0xE9) is not UTF-8"),
        ("key,text\n1,2\n".encode("utf-16-le"), "Line 1 holds a NUL"),
        (b"x" * 2_000_000, "header in line 1 cannot be read"),
    ],
)
def test_a_file_without_a_header_that_can_be_read_is_refused(data, said):
    with pytest.raises(Unreadable) as fault:
        read(data)
    assert said in fault.value.message


def test_a_header_alone_is_a_table_without_rows():
    assert read(b"key,text\n") == []


@pytest.mark.parametrize(
    ("data", "rows", "number"),
    [
        (b"key,text\n1,a\n2,b", [("1", "a")], 3),
        (b"key,text\n1,a\n2,b\n", [("1", "a"), ("2", "b")], 4),
        (b'key,text\n1,a\n2,"b\nc\n', [("1", "a")], 3),
    ],
)
def test_a_file_that_breaks_off_gives_its_whole_rows_and_says_where(data, rows, number):
    entries = read(data, breaks=True)
    assert values(entries) == rows
    assert list(problems(entries)) == [number]
    assert "The file breaks off here" in problems(entries)[number]


def test_what_is_wrong_before_the_place_where_a_file_breaks_off_is_still_told():
    entries = read(b'key,text\n1,"a" b\n2,b\n3', breaks=True)
    assert values(entries) == [("2", "b")]
    assert list(problems(entries)) == [2, 4]


def test_an_error_of_the_stream_itself_comes_through():
    def pieces():
        yield b"key,text\n" + b"1,a\n" * 100_000
        raise EOFError

    with pytest.raises(EOFError):
        list(open_rows(Made(pieces()), Format.CSV))


def test_memory_does_not_grow_with_the_file():
    rows = b"".join(b'%d,"%s"\r\n' % (i, b"some words " * 30) for i in range(300))
    with most_memory(4):
        entries = open_rows(Made([b"key,text\n", *[rows] * 60]), Format.CSV)
        assert sum(1 for _ in entries) == 18_000


def test_memory_does_not_grow_with_what_is_broken():
    data = Made([b'key,text\n1,"open\n', *[b"x" * 99 + b"\n"] * 30_000])
    with most_memory(2):
        entries = open_rows(data, Format.CSV, limits=Limits(record=100_000))
        assert all(isinstance(entry, Problem) for entry in entries)


def test_the_limits_of_the_csv_module_are_never_lowered():
    before = csv.field_size_limit(5_000_000)
    try:
        read(b"key\n1\n")
        assert csv.field_size_limit() == 5_000_000
    finally:
        csv.field_size_limit(max(before, 1_000_000))


@pytest.mark.skipif(not DATA.is_dir(), reason="the consultation data is not here")
@pytest.mark.parametrize("path", sorted(DATA.glob("*.csv")), ids=lambda path: path.name)
def test_the_files_of_the_consultation_are_read_without_a_problem(path):
    with path.open("rb") as file:
        entries = list(open_rows(file, Format.CSV))
    assert problems(entries) == {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        assert [entry.values for entry in entries] == list(csv.DictReader(file))
