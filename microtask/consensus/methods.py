"""The methods by name, and which votes each can read."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from microtask.consensus import dawid_skene, majority, mean, median, shrunk_dawid_skene, two_coin
from microtask.consensus.models import Model
from microtask.consensus.votes import LabelVotes, NumberVotes, TagVotes, Votes

Fit = Callable[[Any], Model]

METHODS: Mapping[str, Mapping[type[Votes], Fit]] = {
    "auto": {LabelVotes: shrunk_dawid_skene.fit, TagVotes: two_coin.fit, NumberVotes: mean.fit},
    "majority": {LabelVotes: majority.fit, TagVotes: partial(two_coin.fit, one_tag=majority.fit)},
    "dawid-skene": {LabelVotes: dawid_skene.fit, TagVotes: partial(two_coin.fit, one_tag=dawid_skene.fit)},
    "shrunk-dawid-skene": {LabelVotes: shrunk_dawid_skene.fit},
    "two-coin": {TagVotes: two_coin.fit},
    "mean": {NumberVotes: mean.fit},
    "median": {NumberVotes: median.fit},
}


def names_for(votes: type[Votes]) -> list[str]:
    """The names of the methods that read such votes."""
    return [name for name, fits in METHODS.items() if votes in fits]


def fit(votes: Votes, method: str = "auto") -> Model:
    """The model that `method` makes of `votes`: its `judge` gives the verdicts, of these votes or of others.

    Raises ValueError for a name that is not in `METHODS`, or a method that does not read such votes.
    """
    fits = METHODS.get(method, {})
    if type(votes) not in fits:
        raise ValueError(f"{method!r} does not read {type(votes).__name__}: {', '.join(names_for(type(votes)))} do.")
    return fits[type(votes)](votes)
