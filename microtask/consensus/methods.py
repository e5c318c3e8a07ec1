"""The methods by name, and which votes each can read."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from microtask.consensus import (
    blended_tags,
    dawid_skene,
    know_or_guess,
    mace,
    majority,
    marking_habits,
    mean,
    median,
    one_coin,
    ordinal,
    shrunk_dawid_skene,
    two_coin,
    wawa,
)
from microtask.consensus.models import Model
from microtask.consensus.votes import LabelVotes, NumberVotes, TagVotes, Votes

Fit = Callable[[Any], Model]

METHODS: Mapping[str, Mapping[type[Votes], Fit]] = {
    "auto": {LabelVotes: know_or_guess.fit, TagVotes: blended_tags.fit, NumberVotes: mean.fit},
    "majority": {LabelVotes: majority.fit, TagVotes: partial(two_coin.fit, one_tag=majority.fit)},
    "dawid-skene": {LabelVotes: dawid_skene.fit, TagVotes: partial(two_coin.fit, one_tag=dawid_skene.fit)},
    "wawa": {LabelVotes: wawa.fit},
    "one-coin": {LabelVotes: one_coin.fit},
    "mace": {LabelVotes: mace.fit},
    "shrunk-dawid-skene": {LabelVotes: shrunk_dawid_skene.fit},
    "two-coin": {TagVotes: two_coin.fit},
    "marking-habits": {TagVotes: marking_habits.fit},
    "mean": {NumberVotes: mean.fit},
    "median": {NumberVotes: median.fit},
    "ordinal": {NumberVotes: ordinal.fit},
    "ordinal-mode": {NumberVotes: ordinal.fit_mode},
}

RANKING_METHODS = ("auto", "bradley-terry")  # of comparisons: both names mean `bradley_terry.rank`


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
