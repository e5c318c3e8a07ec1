import pytest

from microtask.answers.rules import check_changeable, choose_seconds
from microtask.errors import Conflict


@pytest.mark.parametrize(("said", "kept"), [(None, None), (0, 0), (40, 40), (86_400, 3600)])
def test_somebody_who_went_for_lunch_counts_as_an_hour(said, kept):
    assert choose_seconds(said) == kept


def test_an_answer_is_changed_until_its_task_has_settled_or_its_challenge_has_closed():
    check_changeable(task_state="open", challenge_state="closing")
    for task_state, challenge_state in (("settled", "open"), ("undecided", "open"), ("open", "closed")):
        with pytest.raises(Conflict):
            check_changeable(task_state=task_state, challenge_state=challenge_state)
