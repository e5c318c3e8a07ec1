import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microtask.tables.lines import Lines
from microtask.tables.reading import Unreadable
from tests.tables.files import Made, Pieces, most_memory, untimed

LINE = st.text(st.sampled_from("abc é€😀\u2028\x0b\x85"), max_size=12)
ENDED = st.lists(st.tuples(LINE, st.sampled_from(["\n", "\r\n", "\r"])), min_size=1)


def lines_of(data: bytes, *, size: int = 7, breaks: bool = False, longest: int = 1000) -> list[str]:
    return list(Lines(Pieces(data, size=size, breaks=breaks), longest=longest))


@untimed
@given(ENDED, st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]), st.integers(1, 9))
def test_lines_keep_their_ends_whatever_the_encoding_and_the_pieces(lines, encoding, size):
    text = "x\n" + "".join(line + end for line, end in lines)
    assert lines_of(text.encode(encoding), size=size) == re.findall("[^\r\n]*(?:\r\n|\r|\n)", text)


def test_a_last_line_needs_no_end():
    assert lines_of(b"a\nb") == ["a\n", "b"]


@pytest.mark.parametrize("mark", ["utf-16-le", "utf-16-be"])
def test_utf_16_is_known_by_its_mark(mark):
    assert lines_of("\ufeffkey\né\n".encode(mark)) == ["key\n", "é\n"]


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b" \n\r\n\t", b"\xff\xfe"])
def test_an_empty_file_is_refused(data):
    with pytest.raises(Unreadable, match="The file is empty"):
        lines_of(data)


def test_a_file_that_broke_off_before_anything_arrived_is_not_called_empty():
    with pytest.raises(Unreadable, match="broke off before its first row"):
        lines_of(b"", breaks=True)


def test_a_file_in_another_encoding_is_refused_with_the_line_the_byte_and_the_mend():
    data = "key,text\n1,plain\n2,café\n3,naïve\n".encode("cp1252")
    with pytest.raises(Unreadable) as fault:
        lines_of(data)
    assert fault.value.message.startswith("Byte 6 of line 3 (0xE9) is not UTF-8.")
    assert "CSV UTF-8" in fault.value.message


@pytest.mark.parametrize(
    "rows",
    [
        [b"a", "café".encode("cp1252"), b"b"],
        ["naïve".encode(), "café".encode("cp1252"), "tête".encode("cp1252")],
        [*[b"plain"] * 50, "café".encode("cp1252"), "tête".encode("cp1252")],
    ],
    ids=["one damaged line", "another line is UTF-8", "few of many lines"],
)
def test_a_few_damaged_lines_do_not_make_the_file_unreadable(rows):
    data = b"key\n" + b"\n".join(rows)
    lines = Lines(Pieces(data), longest=1000)
    found = [lines.fault(line, number) for number, line in enumerate(lines, start=1) if lines.suspect]
    assert [fault for fault in found if fault is not None] == [
        f"Byte {line.index(byte) + 1} of line {number} (0x{byte:02X}) is not UTF-8. "
        "In Excel, choose Save As, “CSV UTF-8 (Comma delimited)”, and use that file."
        for number, line in enumerate(data.split(b"\n"), start=1)
        for byte in line
        if byte in (0xE9, 0xEA)
    ]


def test_damaged_utf_16_is_told_by_its_line():
    lines = Lines(Pieces("key\ngood\nbad".encode("utf-16") + b"\x00\xd8\n\x00"), longest=1000)
    text = "".join(lines)
    assert lines.suspect
    assert "line 3 is damaged" in (lines.fault(text, 1) or "")


def test_a_nul_is_told_by_its_line():
    lines = Lines(Pieces(b"key\nok\nb\0d\n"), longest=1000)
    assert "Line 3 holds a NUL" in (lines.fault("".join(lines), 1) or "")


def test_a_file_that_breaks_off_gives_the_lines_that_are_whole():
    lines = Lines(Pieces(b"key\nwhole\nhal", breaks=True), longest=1000)
    assert list(lines) == ["key\n", "whole\n"]
    assert lines.broken


def test_a_very_long_line_stays_too_long_but_takes_no_memory():
    data = Made([*[b"x" * 100_000] * 200, b"\nend\n"])
    with most_memory(2):
        first, second = Lines(data, longest=10_000)
    assert len(first) > 10_000
    assert second == "end\n"
