from datetime import UTC, date, datetime, timedelta, timezone

from microtask.audit.rules import FIRST, bounds_of, hash_entries, hash_value, month_of, seal_of


def test_a_month_is_that_of_utc_and_ends_where_the_next_begins():
    just_before = datetime(2026, 3, 1, 0, 30, tzinfo=timezone(timedelta(hours=1)))
    assert month_of(just_before) == date(2026, 2, 1)
    assert bounds_of(date(2026, 12, 1)) == (datetime(2026, 12, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))


def test_the_same_entries_have_the_same_hash_and_any_other_have_another():
    rows = [[1, datetime(2026, 3, 1, tzinfo=UTC), "a", None, {"b": 1, "a": 2}, b"\x01"]]
    same = [[1, datetime(2026, 3, 1, 1, tzinfo=timezone(timedelta(hours=1))), "a", None, {"a": 2, "b": 1}, b"\x01"]]
    assert hash_entries(rows) == hash_entries(same)
    assert hash_entries(rows)[0] == 1
    others = [[], [*rows, *rows], [[1, *rows[0][1:-1], b"\x02"]], [[2, *rows[0][1:]]]]
    assert len({hash_entries(rows)[1], *(hash_entries(each)[1] for each in others)}) == 5


def test_a_value_is_hashed_whatever_the_order_of_its_keys():
    assert hash_value({"a": 1, "b": "text"}) == hash_value({"b": "text", "a": 1}) != hash_value({"a": 1})


def test_a_seal_depends_on_everything_that_it_seals():
    month, content = date(2026, 3, 1), bytes([1]) * 32
    seals = {
        seal_of(FIRST, month, 1, content),
        seal_of(content, month, 1, content),
        seal_of(FIRST, date(2026, 4, 1), 1, content),
        seal_of(FIRST, month, 2, content),
        seal_of(FIRST, month, 1, FIRST),
    }
    assert len(seals) == 5
