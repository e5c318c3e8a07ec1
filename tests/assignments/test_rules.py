from datetime import UTC, datetime, timedelta

import pytest

from microtask.assignments import rules


@pytest.mark.parametrize(
    ("minutes", "seconds", "size"), [(5, 30, 10), (5, 60, 5), (5, 400, 1), (1, 1, 10), (120, 3600, 2)]
)
def test_as_many_tasks_as_fit_at_least_one_and_at_most_ten(minutes, seconds, size):
    assert rules.choose_tray_size(minutes, seconds) == size


def test_an_assignment_outlives_its_sitting_by_twenty_minutes():
    noon = datetime(2026, 3, 12, 12, tzinfo=UTC)
    assert rules.choose_expiry(noon, 5) == noon + timedelta(minutes=25)


def test_a_break_comes_after_every_ten_answers_and_not_before_the_first():
    assert [answers for answers in range(31) if rules.is_time_for_a_break(answers)] == [10, 20, 30]


@pytest.mark.parametrize(
    ("state", "hidden", "challenge", "wanted"),
    [
        ("open", False, "open", True),
        ("open", False, "paused", True),
        ("open", False, "closing", True),
        ("open", False, "closed", False),
        ("open", True, "open", False),
        ("settled", False, "open", False),
        ("undecided", False, "open", False),
    ],
)
def test_an_answer_is_wanted_while_it_helps(state, hidden, challenge, wanted):
    assert rules.is_wanted(task_state=state, hidden=hidden, challenge_state=challenge) is wanted


def test_the_first_ten_tasks_may_have_one_whose_answer_is_known_and_the_next_comes_at_twice_as_many():
    assert not rules.is_gold_due(0, 9, gold_at=rules.GOLD_EVERY)
    assert rules.is_gold_due(0, 10, gold_at=rules.GOLD_EVERY)
    assert rules.is_gold_due(8, 2, gold_at=rules.GOLD_EVERY)
    assert rules.choose_next_gold(10, gold_at=10) == 20
    assert rules.choose_next_gold(500, gold_at=10) == 1000, "what became known late does not come all at once"
