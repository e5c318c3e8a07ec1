import pytest

from microtask.tables.xlsx_values import Shape, date_text, number_text, shape_of, unescape


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("1", "1"),
        ("12345678901234567", "12345678901234567"),
        ("3.0", "3"),
        ("-4", "-4"),
        ("1E+20", "100000000000000000000"),
        ("1.1000000000000001", "1.1"),
        ("0.30000000000000004", "0.3"),
        ("1e-9", "1e-09"),
        ("1e300", "1e+300"),
    ],
)
def test_a_number_is_written_as_the_sheet_shows_it(written, text):
    assert number_text(written) == text


@pytest.mark.parametrize("written", ["", "abc", "nan", "inf", "1,5"])
def test_what_is_no_number_is_refused(written):
    with pytest.raises(ValueError, match=f"{written!r}$|^{written}$"):
        number_text(written)


@pytest.mark.parametrize(
    ("code", "shape"),
    [
        ("General", Shape.NUMBER),
        ("0.00", Shape.NUMBER),
        ('0.0"days"', Shape.NUMBER),
        ("[Red]0", Shape.NUMBER),
        ("0\\d", Shape.NUMBER),
        ("#,##0;[Red]yyyy", Shape.NUMBER),
        ("dd/mm/yyyy", Shape.DATE),
        ('yyyy"-"mm', Shape.DATE),
        ("[$-809]d mmmm yyyy", Shape.DATE),
        ("h:mm AM/PM", Shape.DATE),
        ("[h]:mm:ss", Shape.ELAPSED),
        ("[" * 1_000_000, Shape.NUMBER),
    ],
)
def test_a_number_format_says_whether_a_number_is_a_date(code, shape):
    assert shape_of(code) is shape


@pytest.mark.parametrize(
    ("written", "shape", "from_1904", "text"),
    [
        ("45293", Shape.DATE, False, "2024-01-02"),
        ("45293.12783564815", Shape.DATE, False, "2024-01-02T03:04:05"),
        ("45293.5000057870", Shape.DATE, False, "2024-01-02T12:00:00.500"),
        ("0.5", Shape.DATE, False, "12:00:00"),
        ("1", Shape.DATE, False, "1900-01-01"),
        ("59", Shape.DATE, False, "1900-02-28"),
        ("61", Shape.DATE, False, "1900-03-01"),
        ("43831", Shape.DATE, True, "2024-01-02"),
        ("1.25", Shape.ELAPSED, False, "30:00:00"),
        ("2958465", Shape.DATE, False, "9999-12-31"),
        ("2958466", Shape.DATE, False, "2958466"),
        ("2958465", Shape.DATE, True, "2958465"),
        ("-1", Shape.DATE, False, "-1"),
        ("1e300", Shape.DATE, False, "1e+300"),
    ],
)
def test_a_serial_number_becomes_the_iso_date_that_the_sheet_shows(written, shape, from_1904, text):
    assert date_text(written, shape, from_1904=from_1904) == text


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("a_x000D_b", "a\rb"),
        ("_x005F_x0041_", "_x0041_"),
        ("_x00e9_", "é"),
        ("no_x", "no_x"),
        ("_x0000_", "_x0000_"),
        ("_xD83D_", "_xD83D_"),
    ],
)
def test_escaped_characters_are_put_back_but_for_those_that_no_text_has(text, meant):
    assert unescape(text) == meant
