import pytest

from microtask.tables.rows import Problem
from microtask.web.sheet import Typed, as_rows, boxes, in_printed_order, read_pair, refer_to_pair

CHOICES = [("Yes", "Yes"), ("Partly", "Partly", "It names the form"), ("No", "No")]
SCALE = [("1", "Hard"), ("2", "Easy")]


def _cells(kind, answer, choices=CHOICES):
    [row] = as_rows(kind, choices, [Typed(1, "letter-1", "Jo", answer)])
    return row.values["answer"], row.values["not_sure"]


def test_every_answer_that_the_screen_offers_has_a_box():
    assert [box.code for box in boxes("review", CHOICES)] == ["1", "2", "3", "?"]
    assert [box.code for box in boxes("tag", CHOICES)] == ["1", "2", "3", "0", "?"]
    assert [(box.code, box.label) for box in boxes("rate", SCALE)][:2] == [("1", "Hard"), ("2", "Easy")]
    assert boxes("review", CHOICES)[1].meaning == "It names the form"


@pytest.mark.parametrize(
    ("kind", "typed", "cells"),
    [
        ("review", "2", ("Partly", "")),
        ("review", "?", ("", "true")),
        ("review", "9", ("9", "")),
        ("tag", "1, 3", ("Yes|No", "")),
        ("tag", "0", ("", "")),
        ("tag", "?", ("", "true")),
        ("rate", "2", ("2", "")),
    ],
)
def test_what_is_typed_means_the_box_that_was_ticked(kind, typed, cells):
    assert _cells(kind, typed) == cells


def test_a_name_that_is_left_out_is_the_one_above():
    rows = as_rows("review", CHOICES, [Typed(1, "a", "Jo", "1"), Typed(2, "b", " ", "1"), Typed(4, "c", "Al", "1")])
    assert [(row.number, row.values["volunteer"]) for row in rows] == [(1, "Jo"), (2, "Jo"), (4, "Al")]


def test_an_empty_answer_is_not_taken_for_none_of_these():
    [row] = as_rows("tag", CHOICES, [Typed(3, "a", "Jo", " ")])
    assert isinstance(row, Problem)
    assert row.number == 3


def test_a_pair_is_named_by_a_number_however_it_is_typed():
    assert [read_pair(text) for text in (refer_to_pair(12), " p12 ", "12")] == [12] * 3
    assert [read_pair(text) for text in ("A|B", "P", "P0")] == [None] * 3


def test_each_of_a_pair_comes_first_in_half_of_the_packs():
    assert [in_printed_order(task_id, "a", "b") for task_id in (2, 3)] == [("a", "b"), ("b", "a")]
