"""Votes laid out once for the two sums that every Dawid-Skene model repeats, as products with a sparse matrix.

A cell is one volunteer choosing one label. The matrix has a row a task and a column a cell that occurs, so that

- expectation: matrix @ log-likelihoods by cell gives the log-likelihoods by task;
- maximisation: matrix.T @ posteriors by task gives, for each cell, how often it was chosen under each true label.

Both cost one pass over the votes, and nothing is kept for what no volunteer ever chose.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

_Ints = NDArray[np.integer[Any]]
_Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Ballots:
    """`matrix` (tasks, cells) counts votes; cells are sorted by volunteer, then label.

    `volunteers` (sorted, once each) are the volunteers' own numbers; `cell_volunteer` says which of them a cell
    belongs to, `cell_label` which label it is.
    """

    matrix: sparse.csr_array
    volunteers: _Ints
    cell_volunteer: _Ints
    cell_label: _Ints

    @classmethod
    def lay_out(cls, tasks: _Ints, volunteers: _Ints, labels: _Ints, n_tasks: int, n_labels: int) -> "Ballots":
        """Sort the votes. All columns have one entry a vote."""
        known, places = number(volunteers)
        cells, columns = number(places * n_labels + labels)
        matrix = sparse.csr_array((np.ones(len(tasks)), (tasks, columns)), shape=(n_tasks, len(cells)))
        return cls(matrix, known, cells // n_labels, cells % n_labels)

    def log_likelihoods(self, by_cell: _Floats) -> _Floats:
        """The sum over each task's votes of `by_cell` (cells, classes): (tasks, classes)."""
        sums: _Floats = self.matrix @ by_cell
        return sums

    def chosen(self, posterior: _Floats) -> _Floats:
        """How often each cell was chosen under each true label, by `posterior` (tasks, classes): (cells, classes)."""
        sums: _Floats = self.matrix.T @ posterior
        return sums

    def by_volunteer(self, by_cell: _Floats) -> _Floats:
        """The sum over each volunteer's cells of `by_cell` (cells, classes): (volunteers, classes)."""
        if not len(by_cell):
            return np.zeros((len(self.volunteers), by_cell.shape[1]))
        starts = np.searchsorted(self.cell_volunteer, np.arange(len(self.volunteers)))
        sums: _Floats = np.add.reduceat(by_cell, starts, axis=0)
        return sums


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
    scores = scores - scores.max(axis=1, keepdims=True)
    np.exp(scores, out=scores)
    scores /= scores.sum(axis=1, keepdims=True)
    return np.round(scores, 12, out=scores)
