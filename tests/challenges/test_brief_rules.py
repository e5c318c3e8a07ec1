from datetime import UTC, datetime, timedelta

import pytest

from microtask.challenges.brief_rules import (
    COMPLETED,
    IN_PROGRESS,
    NOT_STARTED,
    SECTIONS,
    Brief,
    choose_answers_each,
    choose_most_items,
    estimate_cost,
    is_outcome_overdue,
    is_worth_keeping,
)
from microtask.challenges.rules import CARES, EXPECTED

NOW = datetime(2026, 5, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("saved", "needs", "status"),
    [
        ((), (False, False), NOT_STARTED),
        ((), (True, False), IN_PROGRESS),
        (("promise",), (False, False), IN_PROGRESS),
        ((), (True, True), COMPLETED),
        ((), (), NOT_STARTED),
        (("promise",), (), COMPLETED),
    ],
)
def test_a_section_is_completed_by_what_it_has_or_else_by_being_looked_at(saved, needs, status):
    brief = Brief(saved, dict.fromkeys(SECTIONS, ()) | {"promise": needs})
    assert brief.status("promise") == status
    assert brief.completed == (status == COMPLETED)


def test_the_cost_is_what_all_answers_take():
    cost = estimate_cost(items=418, answers_each=3, seconds=35)
    assert (cost.answers, round(cost.seconds / 3600)) == (1254, 12)


def test_who_clicks_through_is_not_told_that_it_costs_nothing():
    cost = estimate_cost(items=400, answers_each=3, seconds=0)
    assert (cost.each, cost.seconds) == (5, 6000)


def test_check_items_need_ten_others_each():
    assert is_worth_keeping(5, items=50)
    assert not is_worth_keeping(5, items=49)


def test_a_named_care_costs_what_was_measured_and_any_other_half_of_its_bounds():
    assert choose_answers_each(CARES["quick"], "review") == EXPECTED["quick"].answers
    assert choose_answers_each({"min": 2, "max": 9, "confidence": 0.9}, "review") == 5.5
    assert choose_answers_each({"min": 4, "max": 18, "confidence": 0.9}, "compare") == 5.5, "two items an answer"


def test_what_comes_to_a_later_question_is_at_most_what_the_shortest_list_on_the_way_lets_through():
    assert choose_most_items(400, []) == 400
    assert choose_most_items(400, [None, {"pass": ["No"]}, {"drop": ["Yes"]}]) == 400
    assert choose_most_items(400, [{"pass": {"top": 20}}, {"pass": {"top": 50}}]) == 20


@pytest.mark.parametrize(("days", "overdue"), [(30, False), (31, True)])
def test_an_outcome_is_overdue_after_thirty_days(days, overdue):
    closed_at = NOW - timedelta(days=days)
    assert is_outcome_overdue(closed_at, None, now=NOW) is overdue
    assert not is_outcome_overdue(closed_at, NOW, now=NOW)
    assert not is_outcome_overdue(None, None, now=NOW)
