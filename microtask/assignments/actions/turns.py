"""One turn around a queue of tasks, a bounded window at a time, and what of it a person may be dealt."""

from collections.abc import Sequence
from dataclasses import dataclass

FIRST_WINDOW = 64
LARGEST_WINDOW = 4096
NEWEST = 2**63 - 1

ALLOWED = """
NOT EXISTS (SELECT FROM assignments mine WHERE mine.task_id = t.id AND mine.participant_id = %(participant)s
            AND mine.state NOT IN ('expired', 'returned'))
AND NOT EXISTS (SELECT FROM contributions own WHERE own.item_id IN (t.item_id, t.other_item_id)
                AND own.participant_id = %(participant)s)
AND (%(spread)s = 1
     OR NOT EXISTS (SELECT FROM assignments held WHERE held.task_id = t.id AND held.department_id = %(department)s
                    AND held.state IN ('live', 'answered'))
     OR t.max_answers - t.taken - 1 >= %(spread)s - (
            SELECT count(DISTINCT held.department_id) FROM assignments held
            WHERE held.task_id = t.id AND held.state IN ('live', 'answered')))
"""


@dataclass
class Circle:
    """A queue of a stage: from the cursor to the end, then from the start to the cursor."""

    start: int
    after: int
    wrapped: bool = False
    window: int = FIRST_WINDOW

    @property
    def until(self) -> int:
        return self.start if self.wrapped else NEWEST

    def move(self, read: int, last: int | None, dealt: Sequence[int], wanted: int) -> bool:
        """Take note of a window that was read; answers whether there is more of the circle."""
        if len(dealt) == wanted:
            self.after = dealt[-1]
            return True
        if read == self.window:
            self.after = last or self.after
            self.window = min(4 * self.window, LARGEST_WINDOW)
            return True
        if self.wrapped or self.start == 0:
            self.after = self.start
            return False
        self.after, self.wrapped = 0, True
        return True
