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


@pytest.mark.parametrize(
    ("minutes", "seconds", "breaks"), [(15, 45, [10, 20, 30]), (2, 45, [2, 10, 20, 30]), (1, 90, [1, 10, 20, 30])]
)
def test_a_break_comes_where_the_minutes_are_over_and_after_every_ten_answers(minutes, seconds, breaks):
    comes = [rules.is_time_for_a_break(answers, minutes=minutes, median_seconds=seconds) for answers in range(31)]
    assert [answers for answers, is_one in enumerate(comes) if is_one] == breaks


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


@pytest.mark.parametrize(
    ("since", "met", "room", "places"),
    [
        (0, False, 10, range(10)),
        (0, False, 9, range(0)),
        (4, False, 6, range(6)),
        (9, False, 1, range(1)),
        (0, True, 9, range(0)),
        (0, True, 10, range(9, 10)),
        (6, True, 10, range(3, 10)),
        (8, True, 2, range(1, 2)),
        (8, True, 1, range(0)),
    ],
)
def test_one_task_in_ten_at_most_may_have_a_known_answer(since, met, room, places):
    assert rules.choose_places([False] * since + [True] * met, room) == places
