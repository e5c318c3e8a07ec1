import io
from datetime import date, datetime, time, timedelta

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from microtask.tables.formats import Format
from microtask.tables.reading import Problem, Row, Unreadable, open_rows
from tests.tables.files import Made, most_memory, problems, row, untimed, values, workbook
from tests.tables.files import read as read_file

XML_TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=20)


def read(data: bytes, **options):
    return read_file(data, Format.XLSX, **options)


def test_every_kind_of_cell_becomes_the_text_that_the_sheet_shows():
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        style = {code: book.add_format({"num_format": code}) for code in ("dd/mm/yyyy", "d mmm hh:mm", "[h]:mm", "0%")}
        sheet.write_row(0, 0, ["key", "value"])
        for number, (key, write, value, *more) in enumerate(
            [
                ("text", sheet.write_string, " =1 "),
                ("whole", sheet.write_number, 12),
                ("decimal", sheet.write_number, 0.1 + 0.2),
                ("percentage", sheet.write_number, 0.5, style["0%"]),
                ("date", sheet.write_datetime, date(2024, 1, 2), style["dd/mm/yyyy"]),
                ("moment", sheet.write_datetime, datetime(2024, 1, 2, 3, 4), style["d mmm hh:mm"]),  # noqa: DTZ001
                ("time", sheet.write_datetime, time(3, 4), style["d mmm hh:mm"]),
                ("elapsed", sheet.write_datetime, timedelta(hours=30), style["[h]:mm"]),
                ("yes", sheet.write_boolean, True),
                ("formula", sheet.write_formula, "=1+1", None, 2),
                ("text formula", sheet.write_formula, '="a"&"b"', None, "ab"),
                ("error", sheet.write_formula, "=1/0", None, "#DIV/0!"),
            ],
            start=1,
        ):
            sheet.write_string(number, 0, key)
            write(number, 1, value, *more)
    assert values(read(out.getvalue())) == [
        ("text", " =1 "),
        ("whole", "12"),
        ("decimal", "0.3"),
        ("percentage", "0.5"),
        ("date", "2024-01-02"),
        ("moment", "2024-01-02T03:04:00"),
        ("time", "03:04:00"),
        ("elapsed", "30:00:00"),
        ("yes", "true"),
        ("formula", "2"),
        ("text formula", "ab"),
        ("error", "#DIV/0!"),
    ]


@untimed
@given(st.lists(st.tuples(XML_TEXT, st.integers(-(10**14), 10**14)), min_size=1), st.booleans())
def test_another_reader_finds_the_same_cells(rows, constant_memory):
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"constant_memory": constant_memory}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["text", "count"])
        for number, (text, count) in enumerate(rows, start=1):
            sheet.write_string(number, 0, text)
            sheet.write_number(number, 1, count)
    found = values(read(out.getvalue()))
    out.seek(0)
    other = CalamineWorkbook.from_filelike(out).get_sheet_by_index(0).to_python()
    assert found == [(text, str(int(count))) for text, count in other[1:]]
    assert found == [(text, str(count)) for text, count in rows]


def test_rows_have_the_number_that_the_sheet_shows_and_empty_ones_are_left_out():
    sheet = row(3, "key", "text") + row(5, "1", "a") + row(6, "", "") + '<row r="9"><c r="B9"><v>2</v></c></row>'
    assert read(workbook(sheet)) == [Row(5, {"key": "1", "text": "a"}), Row(9, {"key": "", "text": "2"})]


def test_a_formula_may_well_give_an_empty_text():
    sheet = row(1, "key", "text") + '<row r="2"><c><v>1</v></c><c t="str"><f>""</f><v></v></c></row>'
    assert values(read(workbook(sheet))) == [("1", "")]


def test_cells_and_rows_without_a_reference_follow_one_another():
    sheet = "<row><c><v>1</v></c><c/><c r='C1'><v>3</v></c></row><row><c/><c/><c><v>4</v></c></row>"
    with pytest.raises(Unreadable, match="Column 2 in row 1 has no name"):
        read(workbook(sheet))
    assert values(read(workbook(sheet.replace("<c/><c r='C1'>", "<c><v>2</v></c><c r='C1'>")))) == [("", "", "4")]


def test_a_table_need_not_begin_in_the_first_column():
    sheet = '<row r="2"><c r="AB2"><v>7</v></c><c r="AC2"><v>8</v></c></row><row r="3"><c r="AC3"><v>9</v></c></row>'
    assert read(workbook(sheet)) == [Row(3, {"7": "", "8": "9"})]


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ('<c r="C2"><v>1</v></c>', "Column C has a value in this row, but no name in the header"),
        ('<c r="XFD2"><v>1</v></c>', "Column XFD has a value in this row"),
        ('<c r="A2"><v>abc</v></c>', "The cell in column A is damaged"),
        ('<c r="B2" t="s"><v>5</v></c>', "The cell in column B is damaged"),
        ('<c r="B2" s="9"><v>5</v></c>', "The cell in column B is damaged"),
        ('<c r="B2"><f>A1+1</f><v></v></c>', "The formula in column B has no saved result"),
        (f'<c r="B2" t="str"><v>{"x" * 1001}</v></c>', "“text” has more than the 1,000 characters"),
        (f'<c r="B2" t="str"><v>{"x" * 3000}</v></c>', "This row has more than 2,000 characters"),
    ],
)
def test_a_bad_row_is_told_and_the_good_ones_stay(cell, said):
    sheet = f'{row(1, "key", "text")}<row r="2">{cell}</row>{row(3, "3", "ok")}'
    entries = read(workbook(sheet), cell=1000, record=2000)
    assert values(entries) == [("3", "ok")]
    assert said in problems(entries)[2]


@pytest.mark.parametrize(
    ("sheet", "said"),
    [
        ("", "The first visible sheet is empty"),
        (row(4, "key", "key"), "“key” stands twice in row 4"),
        ('<row r="1"><c r="A1"><f>X</f></c></row>', "The header in row 1 cannot be read. The formula in column A"),
        ('<row r="1"><c r="AAAA1"><v>1</v></c></row>', "The spreadsheet is damaged"),
        ('<row r="0"><c><v>1</v></c></row>', "The spreadsheet is damaged"),
        ('<row r="1048577"><c><v>1</v></c></row>', "The spreadsheet is damaged"),
    ],
)
def test_a_sheet_without_a_header_that_can_be_read_is_refused(sheet, said):
    with pytest.raises(Unreadable) as fault:
        read(workbook(sheet))
    assert said in fault.value.message


def test_damage_in_the_middle_ends_the_rows_and_says_where():
    whole = "".join(row(number, "some text") for number in range(2, 3000))
    entries = read(workbook(f"{row(1, 'key')}{whole}</row>"))
    assert len(values(entries)) == 2998
    assert problems(entries)[3000].startswith("From here on the rest cannot be read.")


def test_a_file_that_breaks_off_or_is_something_else_is_refused():
    data = workbook(row(1, "key"))
    with pytest.raises(Unreadable, match="The upload broke off"):
        read(data, breaks=True)
    with pytest.raises(Unreadable, match="older Excel"):
        read(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    with pytest.raises(Unreadable, match="it is not one"):
        read(b"key,text\n")
    with pytest.raises(Unreadable, match="damaged"):
        read(b"PAR1")


def test_two_cells_far_apart_take_no_memory():
    sheet = row(1, "key") + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    with most_memory(2):
        entries = read(workbook(sheet))
    assert list(problems(entries)) == [1_048_576]


def test_memory_does_not_grow_with_the_file():
    cells = [row(number, "some words " * 20, "more") for number in range(2, 20_000)]
    data = workbook("".join([row(1, "key", "text"), *cells]))
    with most_memory(4):
        assert all(isinstance(entry, Row) for entry in open_rows(Made([data]), Format.XLSX))


def test_a_file_that_is_not_read_to_its_end_is_let_go():
    rows = open_rows(Made([workbook(row(1, "key") + row(2, "a") + row(3, "b"))]), Format.XLSX)
    rows.close()
    entries = list(rows)
    assert not any(isinstance(entry, Problem) for entry in entries)
