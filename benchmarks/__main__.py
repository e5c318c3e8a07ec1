"""`python -m benchmarks [service|consensus|live-step|private-data]`: all or one, from one run, as one table."""

import argparse
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import repeat

from benchmarks import files, live_step, report, table
from benchmarks.answering import Comparison, compare
from benchmarks.consensus.__main__ import measure_all
from benchmarks.files import Left
from benchmarks.private_data import measure_private_data
from benchmarks.report import Answering, Files
from benchmarks.service import Bare, Service, running_bare, running_service
from benchmarks.stock import People, Stock, make_people, make_stock
from benchmarks.table import Figure

Say = Callable[[str], None]

SUBJECTS = ("service", "consensus", "live-step", "private-data")


@dataclass(frozen=True)
class Size:
    """How much is measured: so many slices of so many seconds, three sizes of a stage, and files of so many rows.

    `past` is how many answers the people with a past have each given.
    """

    slices: int
    seconds: float
    small: int
    middle: int
    large: int
    past: int
    rows: int
    most_rows: int
    bare_tasks: int
    downloads: int


FULL = Size(7, 4.0, 1_000, 200_000, 1_000_000, 50_000, 100_000, 1_000_000, 200_000, 3)
QUICK = Size(2, 0.3, 300, 2_000, 5_000, 200, 5_000, 20_000, 20_000, 1)


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("subject", nargs="?", choices=SUBJECTS, help="left out: all")
    parser.add_argument(
        "--quick", action="store_true", help="a service so small that it only says that everything runs"
    )
    asked = parser.parse_args()
    begun = time.monotonic()

    def say(sentence: str) -> None:
        print(f"{time.monotonic() - begun:6.0f} s  {sentence}", flush=True)

    figures: list[Figure] = []
    if asked.subject in (None, "consensus"):
        figures += measure_all(say).figures
    if asked.subject in (None, "live-step"):
        say("a live step in a service")
        figures += live_step.measure_live_step(live_step.QUICK if asked.quick else live_step.FULL)
    if asked.subject in (None, "private-data"):
        figures += measure_private_data()
    if asked.subject in (None, "service"):
        figures += _measure_service(QUICK if asked.quick else FULL, say)
    say("done")
    print("\n" + table.render(figures))


def _measure_service(size: Size, say: Say) -> list[Figure]:
    say(f"a service for files: uploading {size.rows:,} rows, then {size.most_rows:,}")
    with running_service() as service:
        owner = make_people(service).owner
        file, large_file = (files.bring_in(service, owner, rows=rows) for rows in (size.rows, size.most_rows))
    say("a service for answers")
    with running_service() as service, running_bare(service, tasks=size.bare_tasks) as bare:
        answering, left = _answer(service, bare, make_people(service), size, say)
    return report.figures(answering, Files(file, large_file, left))


def _answer(service: Service, bare: Bare, people: People, size: Size, say: Say) -> tuple[Answering, Left]:
    def take(kind: str, make: Callable[[], Stock], *, by_veterans: bool = False) -> Comparison:
        volunteers = people.veterans if by_veterans else people.newcomers
        found = compare(service, bare, kind, make, volunteers, slices=size.slices, seconds=size.seconds)
        say(f"  share {found.share:.2f}, {found.cpu:.1f} CPU ms a pair; bare app {found.bare_cpu:.1f}")
        return found

    say(f"answering at {size.small:,} tasks, which are made anew for each slice")
    at_small = take("api", lambda: make_stock(service, tasks=size.small))
    say(f"making {size.middle:,} tasks with half of their answers")
    middle = make_stock(service, tasks=size.middle)
    say(f"answering at {size.middle:,} tasks")
    at_middle = take("api", repeat(middle).__next__)
    say("the same through the task page")
    by_page = take("page", repeat(middle).__next__)
    say(f"making {size.large:,} tasks with half of their answers")
    large = make_stock(service, tasks=size.large, veterans=people.veterans, past=size.past)
    say(f"downloading {large.answers:,} answers")
    left = files.take_out(service, people.owner, large, turns=size.downloads)
    say(f"answering at {size.large:,} tasks")
    at_large = take("api", repeat(large).__next__)
    say(f"the same by people who have given {size.past:,} answers each")
    by_veterans = take("api", repeat(large).__next__, by_veterans=True)
    answering = Answering(at_small, at_middle, at_large, by_veterans, by_page, [middle, large], size.small, size.past)
    return answering, left


if __name__ == "__main__":
    main()
