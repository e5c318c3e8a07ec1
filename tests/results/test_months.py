"""What is told of departments' months: nothing of few people, and nothing from which few people's share follows."""

from hypothesis import given
from hypothesis import strategies as st

from microtask.results.months import Done, Gave, Received, tell


def gave(department, people, *, others=None, own=0, again=0, given=100):
    return Gave(department, people, people if others is None else others, own, again, given, 60.0 * given)


def test_what_many_gave_and_received_is_told():
    rows = [gave(1, 9, again=0), gave(2, 8)]
    told = tell(1, rows, [Received(1, 7, 70), Received(2, 6, 60)], {1: Done(crowd=3)})
    assert (told["people"], told["given"], told["minutes"], told["received"]) == (9, 100, 100, 70)
    assert told["crowd"] == 3


def test_what_few_gave_is_withheld_and_the_next_smallest_with_it():
    rows = [gave(1, 4), gave(2, 8), gave(3, 20)]
    assert [tell(each, rows, [], {})["given"] for each in (1, 2, 3)] == [None, None, 100]
    received = [Received(1, 20, 5), Received(2, 3, 9), Received(3, 7, 8)]
    assert [tell(each, [], received, {})["received"] for each in (1, 2, 3)] == [5, None, None]


def test_a_department_of_which_few_helped_others_is_withheld_though_many_answered():
    rows = [gave(1, 30, others=2, own=30), gave(2, 40), gave(3, 50)]
    assert tell(1, rows, [], {})["given"] is None


def test_a_department_that_did_nothing_gave_nothing():
    told = tell(7, [gave(1, 9), gave(2, 9)], [], {})
    assert (told["people"], told["given"], told["received"]) == (0, 0, 0)


def test_who_came_again_is_withheld_where_few_did_or_few_did_not():
    assert tell(1, [gave(1, 30, again=3), gave(2, 30)], [], {})["again"] is None
    assert tell(1, [gave(1, 30, again=28), gave(2, 30)], [], {})["again"] is None
    assert tell(1, [gave(1, 30, again=10), gave(2, 30)], [], {})["again"] == 10


PEOPLE = st.lists(st.integers(1, 12), min_size=1, max_size=7)


@given(PEOPLE)
def test_no_withheld_department_is_the_difference_of_all_and_the_others(people):
    """Everybody may know how much was given in all, since others received it: so never exactly one is withheld."""
    rows = [gave(number, count) for number, count in enumerate(people)]
    withheld = [number for number in range(len(people)) if tell(number, rows, [], {})["given"] is None]
    assert all(people[number] >= 5 for number in range(len(people)) if number not in withheld)
    if len(people) > 1 and withheld:
        assert len(withheld) > 1
        assert sum(people[number] for number in withheld) >= 5 or len(withheld) == len(people)
