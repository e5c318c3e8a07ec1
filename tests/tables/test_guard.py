import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microtask.tables import guard
from tests.tables.files import TEXT, TRICKY, untimed


@untimed
@given(TEXT | TRICKY)
def test_taking_the_guard_off_gives_back_every_text(text):
    assert guard.remove(guard.add(text)) == text


@untimed
@given(TEXT | TRICKY)
def test_no_guarded_cell_begins_like_a_formula(text):
    cell = guard.add(text)
    assert cell[:1] not in guard.TRIGGERS or re.fullmatch(r"[+-]?[0-9]+(\.[0-9]+)?", cell)


@untimed
@given(st.lists(st.none() | TEXT | TRICKY))
def test_a_whole_column_is_guarded_as_its_cells_are(texts):
    assert list(guard.add_all(texts)) == [text if text is None else guard.add(text) for text in texts]


@pytest.mark.parametrize("text", ["=1+1", "+44 20", "-5+2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\uff1d1"])
def test_a_text_that_would_run_is_written_with_an_apostrophe_before_it(text):
    assert guard.add(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "yes", "a=b", "'tis the season", "don't", " =1", "'", "1-1"])
def test_other_texts_stay_as_they_are_both_ways(text):
    assert guard.add(text) == text
    assert guard.remove(text) == text


def test_a_text_that_looks_guarded_already_survives():
    assert guard.add("'=1") == "''=1"
    assert guard.remove("''=1") == "'=1"


def test_a_number_is_left_as_it_is():
    for number in ("-5", "+44", "-0.25"):
        assert guard.add(number) == number
        assert guard.remove(guard.add(f"'{number}")) == f"'{number}"
