"""The contract that every method keeps, whatever it is named and whatever it reads."""

from dataclasses import replace

import numpy as np
import pytest

from microtask.consensus import methods
from microtask.consensus.methods import METHODS
from microtask.consensus.votes import LabelVotes, NumberVotes, TagVotes
from tests.consensus.crowds import Crowd, label_crowd, number_crowd, reordered, tag_crowd

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
    assert right >= np.mean(judged(crowd.votes, "majority").answer == crowd.truth) - 0.004


@pytest.mark.parametrize("name", methods.names_for(TagVotes))
def test_tags_are_recovered_at_least_as_well_as_by_majority(name):
    crowd = tag_crowd(n_tasks=400)
    right = np.mean(judged(crowd.votes, name).applies == crowd.truth)
    assert right >= np.mean(judged(crowd.votes, "majority").applies == crowd.truth)


def test_a_method_says_which_others_read_such_votes():
    with pytest.raises(ValueError, match="'mean' does not read LabelVotes: auto, majority, dawid-skene, shrunk"):
        methods.fit(label_crowd().votes, "mean")


def test_a_name_that_no_method_has_is_refused():
    with pytest.raises(ValueError, match="'magic' does not read NumberVotes: auto, mean, median do"):
        methods.fit(number_crowd().votes, "magic")
