from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microtask.api.paging import LARGEST_ID, PageQuery, Place, read_cursor, read_place, write_cursor
from microtask.errors import NotFound

ids = st.integers(-LARGEST_ID, LARGEST_ID)
words = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]))
moments = st.datetimes(timezones=st.just(UTC))


@given(st.tuples(ids, words, moments))
def test_a_cursor_comes_back_as_the_key_that_it_was(key):
    assert read_cursor(write_cursor(key), (int, str, datetime)) == key


@given(st.text())
def test_a_cursor_that_nobody_wrote_is_refused(cursor):
    with pytest.raises(NotFound):
        read_cursor(cursor + "!", (int,))


@pytest.mark.parametrize(
    ("key", "kinds"),
    [
        ((1, 2), (int,)),
        ((1,), (int, int)),
        (("1",), (int,)),
        ((True,), (int,)),
        ((LARGEST_ID + 1,), (int,)),
        (("a\x00",), (str,)),
        ((1,), (datetime,)),
        (("2026-01-01T00:00:00",), (datetime,)),
    ],
)
def test_a_cursor_of_another_list_is_refused(key, kinds):
    with pytest.raises(NotFound, match="There is no such page"):
        read_cursor(write_cursor(key), kinds)


def test_the_first_page_begins_nowhere():
    query = PageQuery().load({})
    place = read_place(query, (int,))
    assert (place.limit, place.after, place.fetch) == (50, None, 51)
    assert query == {}


def test_a_page_has_a_next_where_one_more_row_was_found():
    rows = [SimpleNamespace(id=number) for number in (5, 6, 7)]
    page = Place(2, (4,)).page(rows, lambda row: (row.id,))
    assert [row.id for row in page.items] == [5, 6]
    assert read_cursor(page.next, (int,)) == (6,)
    assert Place(3, None).page(rows, lambda row: (row.id,)).next is None
    assert Place(3, None).page([], lambda row: (row.id,)).next is None
