"""All periodic work on one screen: a function, and how many seconds lie between two runs."""

from collections.abc import Callable

from microtask.unit_of_work import UnitsOfWork
from workers.count import count_months
from workers.remind import ask_to_remind
from workers.retain import ask_to_retain
from workers.seal import seal
from workers.sweep import sweep
from workers.tidy import fold_seconds, remove_ended_sign_ins

SCHEDULE: list[tuple[Callable[[UnitsOfWork], None], int]] = [
    (sweep, 5),
    (fold_seconds, 60),
    (remove_ended_sign_ins, 3600),
    (seal, 3600),
    (ask_to_remind, 1800),
    (count_months, 3600),
    (ask_to_retain, 6 * 3600),
]
