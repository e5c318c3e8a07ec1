"""Weighted medoid: of the texts that were given for a task, the one that is nearest to all others.

A text cannot be averaged, so the answer is one of those given: the one whose distances to the others sum to least,
where the others count by their volunteers' weights. The medoid is L. Kaufman's and P. J. Rousseeuw's ("Clustering by
means of medoids", 1987); weighing volunteers by how near their texts lie to the others' is J. Li's and F. Fukumoto's
("A dataset of crowdsourced word sequences", AnnoNLP 2019). The distance is the edit distance in words over the longer
text's length, so from 0, the same words, to 1, none in common (`edit_distance`).

Not for what people write freely: it is for texts that ought to be the same, as transcriptions are.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from microtask.consensus.ballots import number
from microtask.consensus.edit_distance import distance, words
from microtask.consensus.votes import NOBODY, BoolArray, FloatArray, IntArray, Votes, rounded

ROUNDS = 3
PSEUDO_TEXTS = 2.0  # of an average volunteer, that each volunteer's record is mixed with
LEAST = 1e-10  # weight: where nobody comes near anybody, all count the same


@dataclass(frozen=True, eq=False, kw_only=True)
class TextVotes(Votes):
    """One text a vote. Raises ValueError for columns that do not fit."""

    texts: Sequence[str]

    def __post_init__(self) -> None:
        super().__post_init__()
        if len(self.texts) != len(self.tasks):
            raise ValueError("Every vote has one text.")


@dataclass(frozen=True, eq=False, kw_only=True)
class TextVerdicts:
    """One of its texts a task; every array has one entry a task.

    `chosen` is the place of the vote whose text is the answer, `NOBODY` where nobody voted. `confidence` is the
    weighted mean nearness of the task's texts to it, itself among them and mixed with one vote that has nothing in
    common with it: how alike the texts are, and no probability that every word is right. `agreement` is the share of
    the task's texts that have the same words. `tie` says that a text with other words comes exactly as near.
    """

    answers: IntArray
    chosen: IntArray
    confidence: FloatArray
    agreement: FloatArray
    tie: BoolArray


def choose(votes: TextVotes) -> TextVerdicts:
    """The medoid of each task's texts, with weights by volunteer that three rounds find.

    Of texts that come exactly as near the one given most often wins, then the one that is first in the alphabet: so
    neither order nor names decide. Time grows with the pairs of texts that differ within a task.
    """
    spoken = [words(text) for text in votes.texts]
    by_task = _votes_by_task(votes)
    nearness = [_nearness([spoken[vote] for vote in of_task]) for of_task in by_task]
    volunteers, who = number(votes.volunteers)
    weights = np.ones(len(volunteers))
    for _ in range(ROUNDS):
        weights = _records(nearness, by_task, who, weights)
    return _verdicts(votes, by_task, nearness, weights[who])


def _votes_by_task(votes: TextVotes) -> list[IntArray]:
    """The places of each task's votes, the most frequent text of the task first, then by the alphabet."""
    frequency: defaultdict[tuple[int, str], int] = defaultdict(int)
    tasks = votes.tasks.tolist()
    for vote in zip(tasks, votes.texts, strict=True):
        frequency[vote] += 1
    keys = [(task, -frequency[task, text], text) for task, text in zip(tasks, votes.texts, strict=True)]
    order = np.array(sorted(range(len(keys)), key=keys.__getitem__), dtype=np.int64)
    return np.split(order, np.cumsum(votes.answers)[:-1]) if votes.n_tasks else []


def _nearness(texts: Sequence[tuple[str, ...]]) -> FloatArray:
    """1 less the distance of each pair of texts, (texts, texts)."""
    kinds: dict[tuple[str, ...], int] = {}
    place = [kinds.setdefault(text, len(kinds)) for text in texts]
    between = np.eye(len(kinds))
    for (first, a), (second, b) in combinations(kinds.items(), 2):
        between[a, b] = between[b, a] = 1 - distance(first, second) / max(len(first), len(second))
    return between[np.ix_(place, place)]


def _records(
    nearness: Sequence[FloatArray], by_task: Sequence[IntArray], who: IntArray, weights: FloatArray
) -> FloatArray:
    """A weight for each volunteer: how near their texts lie to the others' on the same tasks, by present `weights`."""
    near, texts = np.zeros(len(weights)), np.zeros(len(weights))
    for of_task, pairs in zip(by_task, nearness, strict=True):
        if len(of_task) < 2:
            continue
        people = who[of_task]
        others = np.maximum(weights[people].sum() - weights[people], LEAST)
        near[people] += (pairs @ weights[people] - weights[people]) / others
        texts[people] += 1
    if not texts.any():
        return weights
    average = near.sum() / texts.sum()
    record: FloatArray = (near + PSEUDO_TEXTS * average) / (texts + PSEUDO_TEXTS)
    return np.maximum(record, LEAST)


def _verdicts(
    votes: TextVotes, by_task: Sequence[IntArray], nearness: Sequence[FloatArray], weights: FloatArray
) -> TextVerdicts:
    chosen = np.full(votes.n_tasks, NOBODY)
    confidence, agreement = np.zeros(votes.n_tasks), np.zeros(votes.n_tasks)
    tie = np.zeros(votes.n_tasks, dtype=bool)
    for task, (of_task, pairs) in enumerate(zip(by_task, nearness, strict=True)):
        if not len(of_task):
            continue
        scores = rounded(pairs @ weights[of_task])
        best = int(scores.argmax())
        is_same = pairs[best] == 1
        chosen[task] = of_task[best]
        confidence[task] = scores[best] / (weights[of_task].sum() + weights.mean())
        agreement[task] = is_same.mean()
        tie[task] = bool(((scores == scores[best]) & ~is_same).any())
    return TextVerdicts(
        answers=votes.answers, chosen=chosen, confidence=rounded(confidence), agreement=agreement, tie=tie
    )
