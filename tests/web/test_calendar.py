from datetime import UTC, datetime

import pytest

from microtask.web.calendar import LONGEST_LINE, DropIn, read_drop_ins, read_time, write_calendar
from microtask.web.filters import LONDON

NOON = datetime(2026, 3, 12, 12, tzinfo=UTC)


def test_a_line_that_begins_with_a_day_and_a_time_is_read_in_london_time_and_written_as_it_was():
    text = "2030-07-31 10:00 By video\n\n Every Friday \n2030-13-31 10:00 Never"
    told = read_drop_ins(text)
    assert told == [
        DropIn(datetime(2030, 7, 31, 10, tzinfo=LONDON), "By video"),
        DropIn(None, "Every Friday"),
        DropIn(None, "2030-13-31 10:00 Never"),
    ]
    assert [each.write() for each in told] == ["2030-07-31 10:00 By video", "Every Friday", "2030-13-31 10:00 Never"]


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("10am", (10, 0)), ("2:30pm", (14, 30)), (" 2.30 PM ", (14, 30)), ("14:30", (14, 30)), ("12am", (0, 0)),
        ("12pm", (12, 0)), ("9", (9, 0)), ("13pm", None), ("24:00", None), ("10:60", None), ("soon", None), ("", None),
    ],
)  # fmt: skip
def test_a_time_is_read_as_people_write_it(text, time):
    assert read_time(text) == time


def test_a_session_is_a_file_that_calendars_read():
    drop_in = DropIn(datetime(2030, 7, 31, 10, tzinfo=LONDON), "Room 1, floor 2; ask for é" + "é" * 60)
    lines = write_calendar(drop_in, uid="7@here", title="Letters", now=NOON).split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-2:] == ["END:VCALENDAR", ""]
    assert {"UID:7@here", "DTSTART:20300731T090000Z", "DTEND:20300731T093000Z", "SUMMARY:Letters"} <= set(lines)
    assert all(len(line.encode()) <= LONGEST_LINE for line in lines)
    assert r"DESCRIPTION:Room 1\, floor 2\; ask for é" in "\r\n".join(lines).replace("\r\n ", "")


def test_a_session_without_a_time_has_no_file():
    with pytest.raises(ValueError, match="time is known"):
        write_calendar(DropIn(None, "Every Friday"), uid="7@here", title="Letters", now=NOON)
