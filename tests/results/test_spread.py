"""How far answers lie apart, from their distribution: the same as the report finds from the answers."""

import numpy as np
import pytest

from microtask.analysis.report.spread import spread as of_votes
from microtask.consensus.votes import LabelVotes, NumberVotes, TagVotes
from microtask.results.spread import spread

FOUR = {"tasks": np.zeros(4, int), "volunteers": np.arange(4), "n_tasks": 1}


@pytest.mark.parametrize(
    ("kind", "distribution", "votes"),
    [
        ("review", {"yes": 3, "no": 1}, LabelVotes(**FOUR, labels=np.array([0, 0, 0, 1]), n_labels=2)),
        ("tag", {"a": 2, "b": 1}, TagVotes(**FOUR, marks=np.array([[1, 0], [1, 1], [0, 0], [0, 0]], bool))),
        ("rate", {"1": 2, "4": 2}, NumberVotes(**FOUR, numbers=np.array([1.0, 1.0, 4.0, 4.0]))),
    ],
)
def test_it_is_what_the_report_finds(kind, distribution, votes):
    assert spread(kind, distribution, 4) == pytest.approx(of_votes(votes)[0])


@pytest.mark.parametrize("kind", ["review", "tag", "rate"])
def test_who_agrees_or_is_alone_does_not_differ(kind):
    assert spread(kind, {"1": 1}, 1) == 0
    assert spread(kind, {"1": 5}, 5) == 0
