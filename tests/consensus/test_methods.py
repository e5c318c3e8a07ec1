"""The contract that every method keeps, whatever it is named and whatever it reads."""

import time
from dataclasses import replace

import numpy as np
import pytest

from microtask.consensus import methods
from microtask.consensus.methods import METHODS
from microtask.consensus.votes import NOBODY, LabelVotes, NumberVotes, TagVotes
from tests.consensus.crowds import (
    Crowd,
    accuracy,
    appended,
    label_crowd,
    label_votes,
    number_crowd,
    reordered,
    tag_crowd,
)

CROWDS = {LabelVotes: label_crowd, TagVotes: tag_crowd, NumberVotes: number_crowd}
CASES = [pytest.param(name, kind, id=f"{name}-{kind.__name__}") for name, kinds in METHODS.items() for kind in kinds]

every_method = pytest.mark.parametrize(("name", "kind"), CASES)
every_method_for_labels = pytest.mark.parametrize("name", methods.names_for(LabelVotes))


def judged(votes, name):
    return methods.fit(votes, name).judge(votes)


def answers_of(verdicts):
    return verdicts.applies if hasattr(verdicts, "applies") else verdicts.answer


def column_of(votes):
    return next(name for name in ("labels", "marks", "numbers") if hasattr(votes, name))


def assert_same(verdicts, others):
    assert np.array_equal(answers_of(verdicts), answers_of(others), equal_nan=True)
    assert verdicts.confidence == pytest.approx(others.confidence, abs=2e-6)
    assert verdicts.agreement == pytest.approx(others.agreement)
    assert np.array_equal(verdicts.tie, others.tie)


def taken(crowd, tasks):
    """The votes on `tasks` alone, numbered from 0."""
    votes = crowd.votes
    chosen = np.isin(votes.tasks, tasks)
    part = reordered(replace(votes, n_tasks=votes.n_tasks), chosen)
    return replace(part, tasks=np.searchsorted(tasks, part.tasks), n_tasks=len(tasks))


@every_method
def test_unanimous_votes_win(name, kind):
    crowd = CROWDS[kind](n_tasks=60)
    column = column_of(crowd.votes)
    first = np.unique(crowd.votes.tasks, return_index=True)[1]
    values = getattr(crowd.votes, column)[first]
    votes = replace(crowd.votes, **{column: values[crowd.votes.tasks]})
    verdicts = judged(votes, name)
    assert np.array_equal(answers_of(verdicts), values)
    assert (verdicts.agreement == 1).all()
    assert not verdicts.tie.any()


@every_method
def test_the_order_of_votes_does_not_matter(name, kind):
    votes = CROWDS[kind]().votes
    shuffled = reordered(votes, np.random.default_rng(1).permutation(len(votes.tasks)))
    assert_same(judged(votes, name), judged(shuffled, name))


@every_method
def test_the_names_of_volunteers_do_not_matter(name, kind):
    votes = CROWDS[kind]().votes
    names = np.random.default_rng(2).integers(-(2**62), 2**62, size=int(votes.volunteers.max()) + 1)
    assert_same(judged(votes, name), judged(replace(votes, volunteers=names[votes.volunteers]), name))


@every_method
def test_the_order_of_tasks_does_not_matter(name, kind):
    votes = CROWDS[kind]().votes
    place = np.random.default_rng(3).permutation(votes.n_tasks)
    verdicts, moved = judged(votes, name), judged(replace(votes, tasks=place[votes.tasks]), name)
    assert np.array_equal(answers_of(verdicts), answers_of(moved)[place])
    assert verdicts.confidence == pytest.approx(moved.confidence[place], abs=2e-6)


@every_method_for_labels
def test_the_names_of_labels_do_not_matter(name):
    votes = label_crowd().votes
    renamed = np.array([2, 0, 1])
    verdicts, others = judged(votes, name), judged(replace(votes, labels=renamed[votes.labels]), name)
    assert others.posterior[:, renamed] == pytest.approx(verdicts.posterior, abs=2e-6)
    assert np.array_equal(others.answer[~others.tie], renamed[verdicts.answer[~verdicts.tie]])


@every_method_for_labels
def test_labels_that_nobody_chose_change_nothing(name):
    votes = label_crowd().votes
    wider = replace(votes, labels=votes.labels * 2 + 1, n_labels=8)
    verdicts, others = judged(votes, name), judged(wider, name)
    assert np.array_equal(others.answer, verdicts.answer * 2 + 1)
    assert np.array_equal(others.confidence, verdicts.confidence)


@every_method
def test_one_vote_is_enough(name, kind):
    crowd = CROWDS[kind](n_tasks=1, answers=1)
    verdicts = judged(crowd.votes, name)
    assert np.array_equal(answers_of(verdicts)[0], getattr(crowd.votes, column_of(crowd.votes))[0])
    assert 0 <= verdicts.confidence[0] <= 1


@every_method
def test_a_single_volunteer_is_enough(name, kind):
    crowd = CROWDS[kind](n_tasks=20, answers=1, volunteers=1)
    assert judged(crowd.votes, name).has_answer.all()


@every_method
def test_no_votes_are_no_answers(name, kind):
    nothing = reordered(replace(CROWDS[kind](n_tasks=3).votes, n_tasks=4), slice(0, 0))
    verdicts = judged(nothing, name)
    assert not verdicts.has_answer.any()
    assert not verdicts.confidence.any()
    assert not verdicts.tie.any()


@every_method
def test_no_tasks_are_no_verdicts(name, kind):
    nothing = reordered(CROWDS[kind](n_tasks=3).votes, slice(0, 0))
    assert len(judged(replace(nothing, n_tasks=0), name).confidence) == 0


@every_method
def test_the_model_judges_any_few_tasks_as_the_full_pass_did(name, kind):
    crowd = CROWDS[kind]()
    model = methods.fit(crowd.votes, name)
    chosen = np.array([3, 7, 30, 31, 150])
    full, few = model.judge(crowd.votes), model.judge(taken(crowd, chosen))
    assert np.array_equal(answers_of(few), answers_of(full)[chosen])
    assert few.confidence == pytest.approx(full.confidence[chosen], abs=2e-6)


@every_method
def test_a_confidence_is_a_probability(name, kind):
    confidence = judged(CROWDS[kind]().votes, name).confidence
    assert ((confidence >= 0) & (confidence <= 1)).all()


@every_method_for_labels
@pytest.mark.parametrize("seed", range(5))
def test_a_synthetic_crowd_is_recovered_at_least_as_well_as_by_majority(name, seed):
    crowd: Crowd = label_crowd(seed, n_tasks=500, answers=7, volunteers=15)
    right = np.mean(judged(crowd.votes, name).answer == crowd.truth)
    # The published methods make no promise; ours gives away two tasks in 500 at most.
    allowed = 0.004 if name == "auto" else 0.01
    assert right >= np.mean(judged(crowd.votes, "majority").answer == crowd.truth) - allowed


@pytest.mark.parametrize("name", methods.names_for(TagVotes))
def test_tags_are_recovered_at_least_as_well_as_by_majority(name):
    crowd = tag_crowd(n_tasks=400)
    right = np.mean(judged(crowd.votes, name).applies == crowd.truth)
    assert right >= np.mean(judged(crowd.votes, "majority").applies == crowd.truth)


# What went wrong elsewhere: none of it may happen to the method that nobody has to choose.


def right(votes, truth, name="auto"):
    return accuracy(judged(votes, name).answer, truth)


@pytest.mark.parametrize("answers", [2, 3])
def test_a_few_answers_a_task_do_not_run_to_one_label(answers):
    crowd = label_crowd(n_tasks=400, answers=answers, n_labels=2, prior=[0.75, 0.25])
    share = np.mean(judged(crowd.votes, "auto").answer == 1)
    assert share == pytest.approx(np.mean(crowd.truth), abs=0.08)


def test_where_nearly_everything_is_of_one_label_it_does_not_lose_to_majority():
    crowd = label_crowd(n_tasks=400, answers=5, n_labels=2, prior=[0.95, 0.05])
    assert right(crowd.votes, crowd.truth) >= right(crowd.votes, crowd.truth, "majority") - 0.005


def test_mistakes_that_people_share_do_not_make_it_sure():
    generator = np.random.default_rng(0)
    crowd = label_crowd(n_tasks=600, answers=10, n_labels=2)
    tasks = crowd.votes.tasks
    # How many see it is a matter of the task, from three in ten to all.
    sees = generator.random(len(tasks)) < generator.uniform(0.3, 1, size=600)[tasks]
    votes = replace(crowd.votes, labels=np.where(sees, crowd.truth[tasks], 1 - crowd.truth[tasks]))
    miss = {}
    for name in ("auto", "dawid-skene"):
        verdicts = judged(votes, name)
        miss[name] = verdicts.confidence.mean() - np.mean(verdicts.answer == crowd.truth)
    assert miss["auto"] < miss["dawid-skene"] - 0.01


def test_as_many_constant_answers_as_real_ones_do_little_harm():
    crowd = label_crowd(n_tasks=300, answers=6, n_labels=2)
    spam = [(task, 1000 + place, 1) for task in range(300) for place in range(6)]
    votes = appended(crowd.votes, label_votes(spam, n_labels=2))
    assert right(votes, crowd.truth, "majority") < 0.75
    assert right(votes, crowd.truth) > right(crowd.votes, crowd.truth) - 0.03


def test_half_as_many_random_answers_of_passers_by_do_little_harm():
    generator = np.random.default_rng(0)
    crowd = label_crowd(n_tasks=300, answers=8, n_labels=2)
    spam = [(task, 1000 + 4 * task + place, int(generator.integers(2))) for task in range(300) for place in range(4)]
    votes = appended(crowd.votes, label_votes(spam, n_labels=2))
    assert right(votes, crowd.truth) > right(crowd.votes, crowd.truth) - 0.03


def test_volunteers_who_lean_to_one_label_are_understood():
    generator = np.random.default_rng(0)
    crowd = label_crowd(n_tasks=300, answers=12, volunteers=12, n_labels=2)
    hit = np.where(crowd.truth[crowd.votes.tasks] == 1, 0.45, 0.02)
    votes = replace(crowd.votes, labels=(generator.random(3600) < hit).astype(np.int64))
    assert right(votes, crowd.truth) > right(votes, crowd.truth, "majority") + 0.1


def test_volunteers_of_one_answer_each_are_not_believed_without_question():
    crowd = label_crowd(n_tasks=300, answers=3, n_labels=3)
    votes = replace(crowd.votes, volunteers=np.arange(900))
    assert right(votes, crowd.truth) >= right(votes, crowd.truth, "majority") - 0.005
    assert judged(votes, "auto").confidence.max() < 1


def test_a_task_of_one_answer_is_as_sure_as_its_volunteer_is_good():
    crowd = label_crowd(n_tasks=300, answers=6, volunteers=12, n_labels=2)
    is_right = crowd.votes.labels == crowd.truth[crowd.votes.tasks]
    record = [np.mean(is_right[crowd.votes.volunteers == who]) for who in range(12)]
    alone = [(300, int(np.argmax(record)), 1), (301, int(np.argmin(record)), 1)]
    votes = appended(replace(crowd.votes, n_tasks=302), label_votes(alone, n_labels=2))
    best, worst = judged(votes, "auto").confidence[300:]
    assert worst < best < 0.995


@every_method_for_labels
def test_a_single_label_is_the_answer(name):
    votes = label_votes([(task, who, 0) for task in range(5) for who in range(3)], n_labels=1)
    assert judged(votes, name).answer.tolist() == [0] * 5


@every_method_for_labels
def test_a_task_without_votes_among_others_has_no_answer(name):
    crowd = label_crowd(n_tasks=50)
    verdicts = judged(replace(crowd.votes, n_tasks=51), name)
    assert (verdicts.answer[50], verdicts.confidence[50]) == (NOBODY, 0)


@every_method_for_labels
def test_equal_votes_of_strangers_are_a_tie_that_the_options_order_decides(name):
    votes = label_votes([(task, 2 * task + place, 2 - place) for task in range(4) for place in (0, 1)], n_labels=3)
    verdicts = judged(votes, name)
    assert verdicts.answer.tolist() == [1] * 4
    assert verdicts.tie.all()


@every_method_for_labels
def test_known_answers_stand(name):
    crowd = label_crowd(n_tasks=100)
    known = np.where(np.arange(100) < 20, (crowd.truth + 1) % 3, NOBODY)
    verdicts = judged(replace(crowd.votes, known=known), name)
    assert verdicts.answer[:20].tolist() == known[:20].tolist()
    assert (verdicts.confidence[:20] == 1).all()


@every_method_for_labels
def test_a_hundred_thousand_tasks_of_three_answers_take_seconds(name):
    generator = np.random.default_rng(0)
    truth = generator.integers(4, size=100_000)
    tasks = np.repeat(np.arange(100_000), 3)
    said = np.where(generator.random(300_000) < 0.7, truth[tasks], generator.integers(4, size=300_000))
    who = generator.integers(2_000, size=300_000)
    votes = LabelVotes(tasks=tasks, volunteers=who, n_tasks=100_000, labels=said, n_labels=4)
    started = time.process_time()
    assert right(votes, truth, name) > 0.8
    assert time.process_time() - started < 30


def test_a_method_says_which_others_read_such_votes():
    with pytest.raises(ValueError, match="'mean' does not read LabelVotes: auto, majority, dawid-skene, wawa"):
        methods.fit(label_crowd().votes, "mean")


def test_a_name_that_no_method_has_is_refused():
    with pytest.raises(
        ValueError, match="'magic' does not read NumberVotes: auto, mean, median, ordinal, ordinal-mode do"
    ):
        methods.fit(number_crowd().votes, "magic")
