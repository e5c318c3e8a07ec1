import pytest

from microtask.people.rules import MARKINGS
from microtask.results.rules import (
    LEVEL,
    UNDECIDED_BECAUSE,
    choose_survivors,
    is_worth_a_full_pass,
    name_file,
    needs_reason,
    say_why_undecided,
)


def test_a_small_stage_is_always_fitted_afresh_and_a_large_one_once_it_has_grown_by_a_quarter():
    assert is_worth_a_full_pass(2000, 1999)
    assert not is_worth_a_full_pass(12_499, 10_000)
    assert is_worth_a_full_pass(12_500, 10_000)


@pytest.mark.parametrize("reason", UNDECIDED_BECAUSE)
def test_why_an_item_is_undecided_is_said_in_a_sentence(reason):
    assert say_why_undecided(reason, tie=False) == UNDECIDED_BECAUSE[reason]
    assert say_why_undecided(reason, tie=True) == f"{UNDECIDED_BECAUSE[reason]} {LEVEL}"


def test_where_nothing_is_to_be_said_nothing_is():
    assert say_why_undecided(None, tie=False) is None


@pytest.mark.parametrize(
    ("effect", "kind", "survivors"),
    [
        (None, "review", {1, 2, 3}),
        ({"pass": ["yes"]}, "review", {1}),
        ({"drop": ["yes"]}, "review", {2, 3}),
        ({"pass": ["maybe", "no"]}, "tag", {2, 3}),
    ],
)
def test_an_effect_chooses_who_goes_on(effect, kind, survivors):
    answers = {1: "yes", 2: "no", 3: "maybe|often" if kind == "tag" else "maybe"}
    assert choose_survivors(answers, effect=effect, kind=kind) == survivors


def test_the_highest_ratings_go_on_and_of_equals_those_that_came_first():
    answers = {3: "4.5", 1: "4.5", 2: "10", 4: "-1"}
    assert choose_survivors(answers, effect={"pass": {"top": 2}}, kind="rate") == {2, 1}


def test_a_file_is_called_after_what_it_belongs_to_and_its_marking():
    name = name_file(12, "release-3-results", marking="OFFICIAL-SENSITIVE", ending=".csv")
    assert name == "challenge-12-release-3-results-OFFICIAL-SENSITIVE.csv"


def test_the_higher_marking_alone_asks_for_a_reason():
    assert {marking: needs_reason(marking) for marking in MARKINGS} == {"OFFICIAL": False, "OFFICIAL-SENSITIVE": True}
