import numpy as np
import pytest

from microtask.analysis import judging
from microtask.consensus.majority import MajorityModel
from microtask.kinds.kind import Material, Question
from tests.consensus.crowds import label_crowd

REVIEW = Question("review", ("yes", "no"))
TAG = Question("tag", ("cost", "health"))
RATE = Question("rate")


def material(*rows, n_tasks=None):
    tasks, volunteers, answers = zip(*rows, strict=True)
    return Material(np.array(tasks), np.array(volunteers), answers, n_tasks=n_tasks or max(tasks) + 1)


def outcomes(question, answers, **options):
    return list(judging.outcomes(judging.fit(question, answers, **options)))


def test_an_outcome_says_what_was_answered_and_by_how_many():
    first, second = outcomes(
        REVIEW,
        material((0, 1, "no"), (0, 2, "no"), (0, 3, "yes"), (0, 4, None), (1, 1, None)),
        method="majority",
    )
    assert (first.answer, first.confidence, first.answers, first.not_sure) == ("no", 0.6, 3, 1)
    assert first.agreement == pytest.approx(2 / 3, abs=1e-6)
    assert first.distribution == {"yes": 1, "no": 2}
    assert (first.tie, first.is_gold, first.extras) == (False, False, {})
    assert (second.answer, second.confidence, second.agreement) == (None, None, None)
    assert (second.answers, second.not_sure, second.distribution) == (0, 1, {})


def test_the_outcome_of_a_tag_task_has_a_probability_for_each_tag():
    rows = [(task, volunteer, "health") for task in range(4) for volunteer in range(3)]
    outcome, *_, unanswered = outcomes(TAG, material(*rows, (4, 0, None)))
    assert outcome.answer == "health"
    assert outcome.extras == {"p:cost": 0.0, "p:health": outcome.confidence}
    assert unanswered.answer is None
    assert unanswered.extras == {"p:cost": None, "p:health": None}


def test_a_tag_task_to_which_nothing_applies_has_an_answer_that_is_empty():
    rows = [(0, volunteer, "") for volunteer in range(3)] + [(1, volunteer, "cost") for volunteer in range(3)]
    outcome = outcomes(TAG, material(*rows))[0]
    assert (outcome.answer, outcome.agreement, outcome.distribution) == ("", 1.0, {})


def test_the_outcome_of_a_rating_has_an_interval():
    outcome = outcomes(RATE, material((0, 1, "3"), (0, 2, "4"), (1, 1, "1"), (1, 2, "1")))[0]
    assert outcome.answer == "3.5"
    assert outcome.extras["low"] < 3.5 < outcome.extras["high"]
    assert outcome.distribution == {"3": 1, "4": 1}


def test_gold_stands_and_is_marked():
    rows = [(task, volunteer, "yes") for task in range(3) for volunteer in range(3)]
    gold, other, _ = outcomes(REVIEW, material(*rows), gold={0: "no"})
    assert (gold.answer, gold.confidence, gold.agreement, gold.is_gold) == ("no", 1.0, 0.0, True)
    assert (other.answer, other.is_gold) == ("yes", False)


def test_gold_that_nobody_answered_has_an_answer_but_no_agreement():
    outcome = outcomes(REVIEW, material((1, 1, "yes"), (0, 1, None)), gold={0: "no"})[0]
    assert (outcome.answer, outcome.agreement, outcome.answers) == ("no", None, 0)


def test_a_live_step_gives_what_the_full_pass_gave():
    votes = label_crowd(n_tasks=120, n_labels=2).votes
    texts = [REVIEW.options[label] for label in votes.labels.tolist()]
    decision = judging.fit(REVIEW, Material(votes.tasks, votes.volunteers, texts, votes.n_tasks))
    chosen = np.flatnonzero((votes.tasks >= 20) & (votes.tasks < 25))
    few = Material(votes.tasks[chosen] - 20, votes.volunteers[chosen], [texts[place] for place in chosen], 5)
    live = judging.judge(REVIEW, few, decision.model)
    assert list(judging.outcomes(live)) == list(judging.outcomes(decision))[20:25]


def test_outcomes_come_in_order_across_batches(monkeypatch):
    monkeypatch.setattr(judging, "BATCH", 3)
    rows = [(task, 1, REVIEW.options[task % 2]) for task in range(8)]
    assert [outcome.answer for outcome in outcomes(REVIEW, material(*rows))] == ["yes", "no"] * 4


def test_the_extras_are_named_before_there_is_an_outcome():
    decision = judging.fit(TAG, material((0, 1, "cost")))
    assert judging.extra_names(decision) == ["p:cost", "p:health"]


def test_alpha_is_a_number_or_none():
    agreed = material((0, 1, "yes"), (0, 2, "yes"), (1, 1, "no"), (1, 2, "no"))
    assert judging.alpha(judging.fit(REVIEW, agreed)) == 1.0
    assert judging.alpha(judging.fit(REVIEW, material((0, 1, "yes"), (0, 2, "yes")))) is None


def test_only_methods_of_the_kind_are_offered():
    assert judging.methods_for("rate") == ["auto", "mean", "median", "ordinal", "ordinal-mode"]
    assert "dawid-skene" in judging.methods_for("review")
    assert isinstance(judging.fit(REVIEW, material((0, 1, "yes")), method="majority").model, MajorityModel)
