"""Votes laid out once for the two sums that every Dawid-Skene model repeats.

A cell is one volunteer choosing one label; of them there is a row for each that occurs. A model needs

- expectation: for each task, the sum of the log-likelihoods of the cells that its votes are in;
- maximisation: for each cell, the sum of the posteriors of the tasks whose votes are in it.

Both cost one pass over the votes, and nothing is kept for what no volunteer ever chose. Votes are sorted by task and
by cell, so that their order does not change a sum. Tasks have few votes, so theirs are kept in layers (the jagged
diagonals of Y. Saad, "Krylov subspace methods on supercomputers", 1989): first votes of all tasks, second votes, and
so on, tasks with many votes first. To add one layer is to add two arrays.
"""

from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

LAYERS = 64  # beyond that, the votes of a task are added one after the other

_Ints = NDArray[np.integer[Any]]
_Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Ballots:
    """`volunteers` (sorted, once each) are the volunteers' own numbers; cells are sorted by volunteer, then label.

    `cell_volunteer` says which of the volunteers a cell belongs to, `cell_label` which label it is.
    """

    volunteers: _Ints
    cell_volunteer: _Ints
    cell_label: _Ints
    _by_task: "_Layers"
    _by_cell: "_Runs"

    @classmethod
    def lay_out(cls, tasks: _Ints, volunteers: _Ints, labels: _Ints, n_tasks: int, n_labels: int) -> "Ballots":
        """Sort the votes. All columns have one entry a vote."""
        known, places = number(volunteers)
        cells, columns = number(places * n_labels + labels)
        return cls(
            volunteers=known,
            cell_volunteer=cells // n_labels,
            cell_label=cells % n_labels,
            _by_task=_Layers.lay_out(tasks, columns, n_tasks),
            _by_cell=_Runs.lay_out(columns, tasks, len(cells)),
        )

    def log_likelihoods(self, by_cell: _Floats) -> _Floats:
        """The sum over each task's votes of `by_cell` (cells, classes): (tasks, classes), columns in memory."""
        return self._by_task.sums(by_cell)

    def chosen(self, posterior: _Floats) -> _Floats:
        """How often each cell was chosen under each true label, by `posterior` (tasks, classes): (cells, classes)."""
        return self._by_cell.sums(posterior)

    def by_volunteer(self, by_cell: _Floats) -> _Floats:
        """The sum over each volunteer's cells of `by_cell` (cells, classes): (volunteers, classes)."""
        if not len(by_cell):
            return np.zeros((len(self.volunteers), by_cell.shape[1]))
        starts = np.searchsorted(self.cell_volunteer, np.arange(len(self.volunteers)))
        sums: _Floats = np.add.reduceat(by_cell, starts, axis=0)
        return sums


@dataclass(frozen=True, eq=False)
class _Runs:
    """Votes sorted by group, one run a group; every group has one. `members` says what each vote adds."""

    members: _Ints
    starts: _Ints

    @classmethod
    def lay_out(cls, groups: _Ints, members: _Ints, n_groups: int) -> "_Runs":
        counts = np.bincount(groups, minlength=n_groups)
        return cls(_sorted_by(groups, members), np.cumsum(counts) - counts)

    def sums(self, values: _Floats) -> _Floats:
        """The sum over each group's votes of the members' rows of `values`."""
        sums = np.zeros((len(self.starts), values.shape[1]))
        for place in range(values.shape[1] if len(self.starts) else 0):
            # Column by column: all at once would need as many rows of memory as there are votes.
            np.add.reduceat(np.take(values[:, place], self.members), self.starts, out=sums[:, place])
        return sums


@dataclass(frozen=True, eq=False)
class _Layers:
    """Votes by layer: in `layers[j]` what the vote j of each group adds, groups in `order`, which is by votes, most
    first. `rest` has the votes of the first groups that are beyond the layers.
    """

    order: _Ints
    layers: list[_Ints]
    rest: _Runs

    @classmethod
    def lay_out(cls, groups: _Ints, members: _Ints, n_groups: int) -> "_Layers":
        counts = np.bincount(groups, minlength=n_groups)
        members = _sorted_by(groups, members)
        order = np.argsort(-counts, kind="stable")
        starts = (np.cumsum(counts) - counts)[order]
        counts = counts[order]
        deep = np.searchsorted(-counts, -np.arange(min(int(counts.max(initial=0)), LAYERS)))
        layers = [members[starts[:count] + place] for place, count in enumerate(deep.tolist())]
        beyond = np.maximum(counts - LAYERS, 0)
        beyond = beyond[beyond > 0]
        ends = np.cumsum(beyond)
        rest = np.arange(beyond.sum()) + np.repeat(starts[: len(beyond)] + LAYERS - (ends - beyond), beyond)
        return cls(order, layers, _Runs(members[rest], ends - beyond))

    def sums(self, values: _Floats) -> _Floats:
        """The sum over each group's votes of the members' rows of `values`."""
        sums = np.zeros((len(self.order), values.shape[1]))
        for layer in self.layers:
            sums[: len(layer)] += np.take(values, layer, axis=0)
        rest = self.rest.sums(values)
        sums[: len(rest)] += rest
        in_place = np.empty(sums.shape[::-1])
        for row, column in zip(in_place, sums.T, strict=True):
            row[self.order] = column
        return in_place.T


def _sorted_by(groups: _Ints, members: _Ints) -> _Ints:
    """The members of all votes, sorted by group, then member: both in one number, since to sort is then quickest."""
    bits = int(members.max(initial=0)).bit_length()
    packed = groups.astype(np.int64) << bits
    packed |= members
    packed.sort()
    packed &= (1 << bits) - 1
    return packed


def number(values: _Ints) -> tuple[_Ints, _Ints]:
    """The distinct values, sorted, and each value's place among them; linear where the values are small."""
    if len(values) and values.min() >= 0 and values.max() < 4 * len(values):
        occurs = np.bincount(values) > 0
        return np.flatnonzero(occurs), (np.cumsum(occurs) - 1)[values]
    distinct, places = np.unique(values, return_inverse=True)
    return distinct, places


def find(values: _Ints, among: _Ints) -> tuple[_Ints, NDArray[np.bool_]]:
    """The place of each of `values` in the sorted `among`, and whether it is there (the place is 0 where not)."""
    places = np.searchsorted(among, values)
    places[places == len(among)] = 0
    found = among[places] == values if len(among) else np.zeros(len(values), dtype=bool)
    return np.where(found, places, 0), found


def normalise(scores: _Floats) -> _Floats:
    """Log scores (tasks, classes) as probabilities that sum to 1 for each task.

    Rounded to 12 places: where votes are perfectly balanced, rounding errors would otherwise grow from one round of
    a fit to the next, and the order of the votes would decide.
    """
    scores = scores - reduce(np.maximum, scores.T)[:, None]  # by column: rows as short as these cost ten times as much
    np.exp(scores, out=scores)
    scores /= reduce(np.add, scores.T)[:, None]
    return np.round(scores, 12, out=scores)
