from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from microtask.consensus import methods
from microtask.consensus.stopping import KNOWN_TASKS, Rule, decide, is_crowd_known, settled
from microtask.consensus.votes import LabelVerdicts, NumberVerdicts, TagVerdicts, Verdicts
from tests.consensus.crowds import label_crowd, label_votes, number_crowd, tag_crowd

RULE = Rule(minimum=2, maximum=5, confidence=0.9, precision=0.5)


def base(answers, confidence):
    none = np.zeros(len(answers), dtype=bool)
    return {
        "answers": np.array(answers),
        "confidence": np.array(confidence, dtype=float),
        "agreement": np.ones(len(answers)),
        "tie": none,
        "is_known": none,
    }


def labels(answers, confidence, lead, **more):
    parts = base(answers, confidence) | {"answer": np.zeros(len(answers), dtype=int), "lead": np.array(lead)} | more
    return LabelVerdicts(**parts, posterior=np.ones((len(answers), 1)))


def tags(answers, confidence, lead):
    row = np.ones((len(answers), 1))
    return TagVerdicts(**base(answers, confidence), applies=row > 0, probability=row, lead=np.array(lead))


def numbers(answers, low, high):
    parts = base(answers, [1.0] * len(answers))
    return NumberVerdicts(**parts, answer=np.full(len(answers), 3.0), low=np.array(low), high=np.array(high))


@pytest.mark.parametrize("make", [labels, tags])
def test_in_a_known_crowd_the_confidence_decides_from_the_minimum_on(make):
    verdicts = make([1, 2, 2, 5, 5], [0.99, 0.9, 0.89, 0.89, 0.91], [1, 2, 2, 5, 1])
    assert settled(verdicts, RULE, crowd_known=True).tolist() == [False, True, False, False, True]


@pytest.mark.parametrize("make", [labels, tags])
def test_in_an_unknown_crowd_a_lead_of_three_decides_until_the_maximum(make):
    verdicts = make([2, 3, 4, 4], [0.99, 0.6, 0.99, 0.5], [2, 3, 2, 4])
    assert settled(verdicts, RULE, crowd_known=False).tolist() == [False, True, False, True]


@pytest.mark.parametrize("make", [labels, tags])
def test_at_the_maximum_the_confidence_will_do_in_place_of_a_lead(make):
    verdicts = make([5, 5, 6, 5], [0.95, 0.7, 0.95, 0.7], [1, 2, 2, 3])
    assert settled(verdicts, RULE, crowd_known=False).tolist() == [True, False, True, True]


def test_three_who_agree_do_not_settle_a_task_that_wants_four():
    verdicts = labels([3, 4], [0.99, 0.99], [3, 4])
    assert settled(verdicts, Rule(minimum=4, maximum=7), crowd_known=False).tolist() == [False, True]


def test_a_confidence_is_compared_to_six_places():
    verdicts = labels([2], [0.9], [2])
    assert settled(verdicts, Rule(confidence=0.9000000001), crowd_known=True).tolist() == [True]


def test_a_known_answer_needs_no_lead():
    verdicts = labels([1, 2], [1.0, 1.0], [1, 0], is_known=np.array([True, True]))
    assert settled(verdicts, RULE, crowd_known=False).tolist() == [False, True]


@pytest.mark.parametrize("crowd_known", [True, False])
def test_a_number_is_settled_where_its_interval_reaches_no_further_than_the_precision(crowd_known):
    verdicts = numbers([1, 2, 2, 7, 2], [2.9, 2.5, 2.5, 2.4, -np.inf], [3.1, 3.5, 3.6, 3.5, np.inf])
    assert settled(verdicts, RULE, crowd_known=crowd_known).tolist() == [False, True, False, False, False]


def test_a_task_without_numbers_is_not_settled():
    verdicts = numbers([0], [np.nan], [np.nan])
    assert settled(verdicts, RULE, crowd_known=True).tolist() == [False]


def test_a_crowd_is_known_once_thirty_tasks_have_two_answers():
    few = methods.fit(label_crowd(n_tasks=KNOWN_TASKS - 1).votes)
    enough = methods.fit(label_crowd(n_tasks=KNOWN_TASKS).votes)
    lonely = methods.fit(label_crowd(n_tasks=200, answers=1).votes)
    assert [is_crowd_known(model.tasks_shared) for model in (few, enough, lonely)] == [False, True, False]


def test_verdicts_of_no_kind_have_no_rule():
    with pytest.raises(TypeError, match="Verdicts"):
        settled(Verdicts(**base([2], [0.9])), RULE, crowd_known=True)


# A crowd that is known: 200 tasks of two labels, five answers each, by volunteers who are right nine times in ten.
CROWD = label_crowd(3, n_tasks=200, n_labels=2, volunteers=12)
MODEL = methods.fit(CROWD.votes)
VOTE_COUNTS = methods.fit(CROWD.votes, "majority")  # its confidence is (votes + 1) / (all votes + 2)
WIDE = Rule(minimum=2, maximum=20, confidence=0.9)


def on_one_task(*said):
    """What strangers said, one after the other, on one task."""
    return label_votes([(0, 1000 + place, label) for place, label in enumerate(said)], n_labels=2, n_tasks=1)


def stops(votes, rule, model=MODEL):
    found = decide(model, votes, model.judge(votes), rule)
    return bool(found.settled[0]), bool(found.spent[0])


def test_the_surer_a_stage_wants_to_be_the_more_colleagues_could_still_move_it():
    strangers = [Rule(confidence=confidence).strangers for confidence in (0.0, 0.5, 0.8, 0.9, 0.95, 0.99, 1.0)]
    assert strangers == [1, 1, 2, 3, 4, 7, 20]


def on_one_task_by(volunteers, *said):
    """What volunteers whom the crowd knows said on one task."""
    rows = [(0, who, label) for who, label in zip(volunteers, said, strict=True)]
    return label_votes(rows, n_labels=2, n_tasks=1)


BEST = np.argsort(-MODEL.knows).tolist()


def test_two_who_agree_settle_a_task_where_they_are_surer_than_is_asked_for():
    strangers, known = on_one_task(0, 0), on_one_task_by(BEST[:2], 0, 0)
    assert 0.9 < MODEL.judge(strangers).confidence[0] < 0.975 < MODEL.judge(known).confidence[0]
    assert stops(strangers, WIDE) == (False, False)
    assert stops(known, WIDE) == (True, False)
    assert stops(on_one_task(0, 0, 0), WIDE) == (True, False)


@pytest.mark.parametrize(("lead", "wanted"), [(4, 0.95), (3, 0.95), (2, 0.9875), (1, 0.996875)])
def test_each_vote_missing_to_a_lead_of_three_leaves_a_quarter_of_the_error(lead, wanted):
    confidences = [wanted - 1e-6, wanted]
    verdicts = replace(labels([4, 4], confidences, [lead, lead]), posterior=np.full((2, 1), wanted))
    votes = label_votes([(0, 0, 0), (1, 0, 0)], n_labels=1)
    found = decide(MODEL, votes, verdicts, Rule(minimum=2, maximum=20, confidence=0.95))
    assert found.settled.tolist() == [False, True]


def test_without_a_lead_nothing_settles_however_sure_the_weights_make_it():
    votes = on_one_task_by([BEST[0], BEST[-1]], 0, 1)
    assert MODEL.judge(votes).confidence[0] > 0.8
    assert stops(votes, replace(WIDE, confidence=0.0)) == (False, False)
    assert stops(votes, replace(WIDE, confidence=0.5, maximum=2)) == (True, False)


def test_a_task_is_spent_where_the_next_few_could_neither_change_its_answer_nor_make_it_sure():
    votes = on_one_task(*[0] * 8, *[1] * 3)
    assert VOTE_COUNTS.judge(votes).confidence[0] < 0.95
    assert stops(votes, Rule(minimum=2, maximum=30, confidence=0.95), VOTE_COUNTS) == (False, True)


def test_a_task_is_not_spent_while_the_next_few_could_change_its_answer():
    assert stops(on_one_task(*[0] * 6, *[1] * 3), Rule(2, 30, confidence=0.95), VOTE_COUNTS) == (False, False)


def test_a_task_is_not_spent_while_the_next_few_could_make_it_sure():
    assert stops(on_one_task(*[0] * 5), Rule(2, 30, confidence=0.9), VOTE_COUNTS) == (False, False)


def test_only_colleagues_who_may_still_be_asked_count():
    votes = on_one_task(0, 0, 0)
    assert stops(votes, Rule(2, 30, confidence=0.95), VOTE_COUNTS) == (False, False)
    assert stops(votes, Rule(2, 5, confidence=0.95), VOTE_COUNTS) == (False, True)


def test_nothing_is_spent_before_the_crowd_is_known():
    few = label_crowd(3, n_tasks=KNOWN_TASKS - 1, n_labels=2)
    model = methods.fit(few.votes)
    found = decide(model, few.votes, model.judge(few.votes), RULE)
    expected = settled(model.judge(few.votes), RULE, crowd_known=False)
    assert found.settled.tolist() == expected.tolist()
    assert not found.spent.any()


@pytest.mark.parametrize("make", [tag_crowd, number_crowd])
def test_tags_and_numbers_settle_by_their_confidence_or_precision(make):
    votes = make().votes
    model = methods.fit(votes)
    rule = Rule(minimum=2, maximum=5, confidence=0.9, precision=1.0)
    found = decide(model, votes, model.judge(votes), rule)
    assert found.settled.tolist() == settled(model.judge(votes), rule, crowd_known=True).tolist()
    assert found.settled.any()
    assert not found.spent.any()


def test_no_task_is_both_settled_and_spent_and_none_stops_below_the_minimum():
    votes = label_crowd(5, n_tasks=300, answers=4, n_labels=3).votes
    model = methods.fit(votes)
    found = decide(model, votes, model.judge(votes), Rule(minimum=5, maximum=20))
    assert not found.settled.any()
    assert not found.spent.any()
    found = decide(model, votes, model.judge(votes), Rule(minimum=2, maximum=6, confidence=0.99))
    assert found.settled.any()
    assert found.spent.any()
    assert not (found.settled & found.spent).any()


def outvoted(*, n_tasks=200, constant=5, careful=3):
    """Tasks on which more volunteers always say the same than answer carefully."""
    generator = np.random.default_rng(1)
    truth = generator.integers(0, 2, n_tasks)
    is_right = generator.random((n_tasks, careful)) < 0.95
    rows = [(task, who, 1) for task in range(n_tasks) for who in range(constant)]
    rows += [
        (task, 100 + who, truth[task] if is_right[task, who] else 1 - truth[task])
        for task in range(n_tasks)
        for who in range(careful)
    ]
    return label_votes(rows, n_labels=2)


@pytest.mark.parametrize("n_tasks", [25, 29, 40, 200])
@pytest.mark.parametrize(("constant", "careful"), [(4, 1), (5, 2), (6, 3), (5, 3)])
def test_an_answer_that_trails_another_label_settles_nothing_before_the_maximum(n_tasks, constant, careful):
    votes = outvoted(n_tasks=n_tasks, constant=constant, careful=careful)
    model = methods.fit(votes)
    verdicts = model.judge(votes)
    trails = votes.counts[np.arange(n_tasks), verdicts.answer] < votes.counts.max(axis=1)
    found = decide(model, votes, verdicts, Rule(minimum=2, maximum=20, confidence=0.8))
    assert not (trails & (found.settled | found.spent)).any()


def test_sure_answers_do_trail_where_volunteers_always_say_the_same():
    votes = outvoted()
    verdicts = methods.fit(votes).judge(votes)
    assert ((verdicts.lead < 0) & (verdicts.confidence > 0.95)).sum() > 50


@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 14), st.integers(0, 2)), unique_by=lambda row: row[:2]),
    st.floats(0.0, 1.0),
)
def test_whatever_was_said_a_task_that_stops_has_answers_enough_and_a_lead(rows, confidence):
    votes = label_votes(rows, n_labels=3, n_tasks=10)
    rule = Rule(minimum=2, maximum=6, confidence=confidence)
    for model in (methods.fit(votes), methods.fit(label_crowd(n_tasks=40).votes)):
        verdicts = model.judge(votes)
        found = decide(model, votes, verdicts, rule)
        stopped = found.settled | found.spent
        assert not (found.settled & found.spent).any()
        assert (verdicts.answers[stopped] >= rule.minimum).all()
        assert (verdicts.lead[stopped & (verdicts.answers < rule.maximum)] > 0).all()


@given(st.floats(0.5, 0.99), st.floats(0.5, 0.99))
def test_to_ask_for_more_settles_no_more(one, other):
    votes = CROWD.votes
    less, more = (
        decide(MODEL, votes, MODEL.judge(votes), Rule(minimum=2, maximum=20, confidence=wanted)).settled
        for wanted in sorted((one, other))
    )
    assert not (more & ~less).any()
