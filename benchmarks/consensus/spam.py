"""Two treatments of a crowd: constant answers, and one-off answers at random."""

import numpy as np

from benchmarks.consensus.crowd import LabelCrowd

ONE_OFF_SHARE = 0.5  # of the real rows


def constant(crowd: LabelCrowd, *, seed: int, alike: bool) -> LabelCrowd:
    """As many rows again from volunteers who always say the same, each of whom answers as many tasks as a real one.

    For each real volunteer there is one such, who answers the same number of tasks, drawn at random, with one label
    drawn for all of them; with `alike`, all of them say the same label. Every task has about twice the answers.
    """
    generator = np.random.default_rng([seed, 1])
    votes = crowd.votes
    _, given = np.unique(votes.volunteers, return_counts=True)
    tasks = np.concatenate([generator.choice(votes.n_tasks, size=count, replace=False) for count in given])
    who = np.repeat(np.arange(len(given)) + votes.volunteers.max() + 1, given)
    labels = np.unique(votes.labels)
    favourite = generator.choice(labels, size=1 if alike else len(given))
    said = np.repeat(np.broadcast_to(favourite, len(given)), given)
    return crowd.with_more(f"{crowd.name} + {'one constant' if alike else 'constants'}", tasks, who, said)


def one_off(crowd: LabelCrowd, *, seed: int) -> LabelCrowd:
    """Half as many rows again, each by a volunteer who answers this once, at random."""
    generator = np.random.default_rng([seed, 2])
    votes = crowd.votes
    count = round(ONE_OFF_SHARE * len(votes.tasks))
    who = np.arange(count) + votes.volunteers.max() + 1
    tasks, said = generator.integers(votes.n_tasks, size=count), generator.integers(votes.n_labels, size=count)
    return crowd.with_more(f"{crowd.name} + one-off", tasks, who, said)
