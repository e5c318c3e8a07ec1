"""Votes sorted once, and the sums over them that a fit repeats, each one pass over the votes.

A cell is one volunteer choosing one label; of them there is a row for each that occurs. Where a vote says something of
its own label alone, a pass costs the same however many labels there are.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from microtask.consensus.ballots import number
from microtask.consensus.labels import places
from microtask.consensus.votes import FloatArray, IntArray, LabelVotes


@dataclass(frozen=True, eq=False)
class Tally:
    """Sorted by task, then cell, so that the order of the votes changes no sum.

    `tasks` and `cells` have one entry a vote. `volunteers` (sorted, once each) are the volunteers' own numbers; cells
    are sorted by volunteer, then label: `cell_volunteer` says which of the volunteers a cell belongs to, `cell_label`
    which label code it is and `cell_place` its place among the labels in play. `given` counts each cell's votes.
    """

    n_tasks: int
    n_places: int
    tasks: IntArray
    cells: IntArray
    volunteers: IntArray
    cell_volunteer: IntArray
    cell_label: IntArray
    cell_place: IntArray
    given: FloatArray

    @classmethod
    def of(cls, votes: LabelVotes, labels: IntArray) -> "Tally":
        """The tally of `votes`, whose labels in play are `labels`."""
        volunteers, who = number(votes.volunteers)
        cells, which = number(who * votes.n_labels + votes.labels)
        bits = max(len(cells) - 1, 0).bit_length()
        packed = (votes.tasks.astype(np.int64) << bits) | which  # to sort one number is quickest
        packed.sort()
        members = packed & ((1 << bits) - 1)
        return cls(
            n_tasks=votes.n_tasks,
            n_places=len(labels),
            tasks=packed >> bits,
            cells=members,
            volunteers=volunteers,
            cell_volunteer=cells // votes.n_labels,
            cell_label=cells % votes.n_labels,
            cell_place=places(cells % votes.n_labels, labels, votes.n_labels),
            given=np.bincount(members, minlength=len(cells)).astype(np.float64),
        )

    def scores(self, by_cell: FloatArray) -> FloatArray:
        """The sum of `by_cell` (cells,) over the votes that each label has on each task: (tasks, labels in play)."""
        size = self.n_tasks * self.n_places
        sums = np.bincount(self._boxes, by_cell[self.cells], size).astype(np.float64, copy=False)
        return sums.reshape(self.n_tasks, self.n_places)

    def hits(self, posterior: FloatArray) -> FloatArray:
        """How many of each cell's votes are right, by `posterior` (tasks, labels in play): (cells,)."""
        return self._by_cell(posterior.ravel()[self._boxes])

    def over_cells(self, by_task: FloatArray) -> FloatArray:
        """The sum over each cell's votes of what their tasks have, `by_task` (tasks,): (cells,)."""
        return self._by_cell(by_task[self.tasks])

    def chosen(self, posterior: FloatArray) -> FloatArray:
        """How often each cell was chosen under each true label, by `posterior`: (cells, labels in play)."""
        columns = [self.over_cells(posterior[:, place]) for place in range(self.n_places)]
        return np.stack(columns, axis=1)

    def over_tasks(self, by_cell: FloatArray) -> FloatArray:
        """The sum over each task's votes of `by_cell` (cells, columns): (tasks, columns)."""
        sums = np.empty((self.n_tasks, by_cell.shape[1]))
        for column in range(by_cell.shape[1]):
            # Column by column: all at once would need as many rows of memory as there are votes.
            sums[:, column] = np.bincount(self.tasks, by_cell[:, column][self.cells], self.n_tasks)
        return sums

    def by_volunteer(self, by_cell: FloatArray) -> FloatArray:
        """The sum over each volunteer's cells of `by_cell` (cells,) or (cells, columns)."""
        if not len(self.cell_volunteer):
            return np.zeros((0, *by_cell.shape[1:]))
        starts = np.flatnonzero(np.diff(self.cell_volunteer, prepend=-1))
        sums: FloatArray = np.add.reduceat(by_cell, starts, axis=0)
        return sums

    @cached_property
    def _boxes(self) -> IntArray:
        """Of each vote its task and label as one number."""
        return self.tasks * self.n_places + self.cell_place[self.cells]

    def _by_cell(self, by_vote: FloatArray) -> FloatArray:
        return np.bincount(self.cells, by_vote, len(self.given)).astype(np.float64, copy=False)
