import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microtask.tables.formats import Format
from microtask.tables.reading import Row, Unreadable, open_rows
from tests.tables.files import TEXT, TRICKY, Made, most_memory, problems, untimed, values
from tests.tables.files import read as read_file


def read(data, **options):
    return read_file(data if isinstance(data, bytes) else data.encode(), Format.JSONL, **options)


@untimed
@given(st.lists(st.tuples(TEXT | TRICKY, TEXT | TRICKY), min_size=1), st.booleans())
def test_texts_are_read_as_they_were_written(rows, ascii_only):
    data = "\n".join(json.dumps({"key": a, "text": b}, ensure_ascii=ascii_only) for a, b in rows)
    assert values(read(data)) == rows


@untimed
@given(st.binary(max_size=40) | st.text(st.sampled_from('{}[]",:1aé\\u0\n ')).map(str.encode))
def test_no_file_ends_in_anything_but_rows_problems_or_a_sentence(data):
    try:
        numbers = [entry.number for entry in read(b'{"a": 1}\n' + data)]
    except Unreadable:
        return
    assert numbers == sorted(set(numbers))


def test_values_become_the_text_that_json_has_for_them():
    line = '{"a": 1.10, "b": 12345678901234567890, "c": true, "d": null, "e": "x", "f": [1, "é", {"g": 1.5}], "h": {}}'
    assert read(line) == [
        Row(
            1,
            {
                "a": "1.10",
                "b": "12345678901234567890",
                "c": "true",
                "d": "",
                "e": "x",
                "f": '[1,"é",{"g":1.5}]',
                "h": "{}",
            },
        )
    ]


def test_missing_keys_are_empty_and_new_ones_become_columns():
    data = b'{"key": "1", "text": "a"}\n{"text": "b", "key": "2"}\n{"key": "3"}\n{"key": "4", "more": "c"}\n'
    rows = open_rows(Made([data]), Format.JSONL)
    assert rows.columns == ["key", "text"]
    assert [entry.values for entry in rows] == [
        {"key": "1", "text": "a"},
        {"text": "b", "key": "2"},
        {"key": "3", "text": ""},
        {"key": "4", "text": "", "more": "c"},
    ]
    assert rows.columns == ["key", "text", "more"]


def test_new_columns_are_not_taken_past_the_most():
    data = "\n".join(json.dumps({"key": "1", f"k{i}": "x"}) for i in range(5))
    entries = read(data, columns=3)
    assert len(values(entries)) == 2
    assert "at most 3 can be read" in problems(entries)[3]


def test_each_bad_line_is_told_by_its_number_and_the_good_ones_stay():
    lines = [
        '{"key": "1"}',
        "",
        "not json",
        '{"key": "1", "key": "2"}',
        '{"key": NaN}',
        '{"key": "\\u0000"}',
        '{"key": "\\ud800"}',
        "[1, 2]",
        "{}",
        '{" ": "x"}',
        '{"a\\u0000": "x"}',
        '{"key": ' + "[" * 20_000 + "]" * 20_000 + "}",
        '{"key": [' + "9" * 5000 + "]}",
        '{"key": "2"}',
    ]
    entries = read("\r\n".join(lines))
    assert values(entries) == [("1",), ("2",)]
    said = problems(entries)
    assert list(said) == list(range(3, 14))
    for number, part in {
        3: "not JSON from character 1 on",
        4: "The key “key” stands twice",
        5: "NaN is not a JSON value",
        6: "“key” holds a character that is not text",
        7: "“key” holds a character that is not text",
        8: "not an object",
        9: "not an object",
        10: "Column 1 in this line has no name",
        11: "name of column 1 in this line holds a character that is not text",
        12: "nested too deeply",
        13: "A number in “key” is too long",
    }.items():
        assert part in said[number]


def test_long_values_and_lines_are_problems_of_their_rows():
    lines = [json.dumps({"key": str(i), "text": "x" * size}) for i, size in enumerate([100_000, 100_001, 1_000_000])]
    entries = read("\n".join(lines))
    assert [key for key, _ in values(entries)] == ["0"]
    assert "“text” has 100,001 characters, and at most 100,000" in problems(entries)[2]
    assert "more than 1,000,000 characters" in problems(entries)[3]


def test_a_bad_first_line_does_not_hide_the_columns():
    entries = read('oops\n{"key": "1"}\n')
    assert values(entries) == [("1",)]
    assert list(problems(entries)) == [1]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("", "The file is empty"),
        ('[{"key": 1}]', "This file is one JSON list"),
        ('[\n{"key": 1}\n]', "This file is one JSON list"),
        ("key,text\n1,a\n", "No row of this file can be read. Line 1: This line is not JSON"),
        ("x\n" * 200 + '{"key": 1}', "No row of this file can be read"),
    ],
)
def test_a_file_of_another_kind_is_refused(data, said):
    with pytest.raises(Unreadable) as fault:
        read(data)
    assert said in fault.value.message
    assert "JSON lines have one whole object on each line" in fault.value.message or not data


def test_a_damaged_line_is_told_by_its_byte():
    entries = read(b'{"key": "1"}\n{"key": "caf\xe9"}\n')
    assert "Byte 13 of line 2 (0xE9) is not UTF-8" in problems(entries)[2]


def test_a_file_that_breaks_off_gives_its_whole_rows_and_says_where():
    entries = read(b'{"key": "1"}\n{"key": "2"}', breaks=True)
    assert values(entries) == [("1",)]
    assert "breaks off here" in problems(entries)[2]


def test_the_formula_guard_is_left_to_csv():
    assert values(read('{"key": "\'=1"}')) == [("'=1",)]


def test_memory_does_not_grow_with_the_file():
    lines = b"".join(b'{"key": "%d", "text": "%s"}\n' % (i, b"some words " * 30) for i in range(300))
    with most_memory(4):
        assert sum(1 for _ in open_rows(Made([lines] * 60), Format.JSONL)) == 18_000
