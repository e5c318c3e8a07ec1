"""Verdicts of tags from probabilities: what the methods that look at all tags at once have in common."""

import numpy as np

from microtask.consensus.votes import BoolArray, FloatArray, IntArray, TagVerdicts, TagVotes, rounded


def verdicts_of(votes: TagVotes, probability: FloatArray, *, used: BoolArray) -> TagVerdicts:
    """The verdicts: a tag applies where its `probability` (tasks, tags) is above one half; exactly one half is a tie.

    Only tags that are `used`, or marked in `votes`, take part; where none is, one that is not stands for all.
    """
    in_play = used | votes.marks.any(axis=0)
    is_known = votes.has_known
    probability = rounded(probability)
    if votes.known is not None:
        probability[is_known] = votes.known[is_known]
    has_answer = (votes.answers > 0) | is_known
    counted = probability[:, in_play] if in_play.any() else probability[:, :1]
    applies = (probability > 0.5) & in_play & has_answer[:, None]
    same = (votes.marks == applies[votes.tasks]).all(axis=1)
    return TagVerdicts(
        answers=votes.answers,
        confidence=np.where(has_answer, np.maximum(counted, 1 - counted).min(axis=1), 0.0),
        agreement=np.bincount(votes.tasks, same, votes.n_tasks) / np.maximum(votes.answers, 1),
        tie=has_answer & (counted == 0.5).any(axis=1),
        is_known=is_known,
        applies=applies,
        probability=probability * in_play,
        lead=_lead(votes, applies, in_play),
    )


def _lead(votes: TagVotes, applies: BoolArray, in_play: BoolArray) -> IntArray:
    """By how many votes the tag with the fewest to spare is decided, (tasks,); below 0 where most say otherwise."""
    leads = []
    for tag in np.flatnonzero(in_play) if in_play.any() else [0]:
        for_it = 2 * np.bincount(votes.tasks, votes.marks[:, tag], votes.n_tasks) - votes.answers
        leads.append(np.where(applies[:, tag], for_it, -for_it))
    lead: IntArray = np.min(leads, axis=0).astype(np.int64)
    return lead
