"""`python -m benchmarks`: everything from one run, printed as one table and kept nowhere."""

import argparse
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import repeat

from benchmarks import files, table
from benchmarks.answering import Comparison, compare, pooled
from benchmarks.files import Arrived, Left
from benchmarks.service import Bare, Service, running_bare, running_service
from benchmarks.stock import People, Stock, make_people, make_stock
from benchmarks.table import Figure, judged


@dataclass(frozen=True)
class Size:
    """How much is measured: slices of so many seconds, three sizes of a stage, and files of so many rows."""

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
QUICK = Size(5, 0.5, 300, 2_000, 5_000, 200, 5_000, 20_000, 20_000, 2)


@dataclass(frozen=True)
class Answering:
    """The comparisons of pairs, by what they were taken on."""

    small: Comparison
    middle: Comparison
    page: Comparison
    large: Comparison
    veterans: Comparison
    stocks: list[Stock]


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="sizes so small that it says only that everything runs")
    size = QUICK if parser.parse_args().quick else FULL
    begun = time.monotonic()

    def say(sentence: str) -> None:
        print(f"{time.monotonic() - begun:6.0f} s  {sentence}", flush=True)

    say("starting the service")
    with running_service() as service, running_bare(service, tasks=size.bare_tasks) as bare:
        people = make_people(service)
        answering = _answer(service, bare, people, size, say)
        say(f"downloading {answering.stocks[-1].answers:,} answers")
        left = files.take_out(service, people.owner, answering.stocks[-1], turns=size.downloads)
        say(f"uploading {size.rows:,} rows")
        file = files.bring_in(service, people.owner, rows=size.rows)
        say(f"uploading {size.most_rows:,} rows")
        large_file = files.bring_in(service, people.owner, rows=size.most_rows)
    say("done")
    print("\n" + table.render([*_pairs(answering), *_sizes(answering, size), *_files(file, large_file, left)]))


def _answer(service: Service, bare: Bare, people: People, size: Size, say: Callable[[str], None]) -> Answering:
    def take(kind: str, make: Callable[[], Stock], veterans: bool = False) -> Comparison:
        volunteers = people.veterans if veterans else people.newcomers
        found = compare(service, bare, kind, make, volunteers, slices=size.slices, seconds=size.seconds)
        say(f"share {found.share:.2f}, {found.cpu:.1f} CPU ms a pair; bare app {found.bare_cpu:.1f}")
        return found

    say(f"answering at {size.small:,} tasks, which are made anew for each slice")
    small = take("api", lambda: make_stock(service, tasks=size.small))
    say(f"making {size.middle:,} tasks with half of their answers")
    middle = make_stock(service, tasks=size.middle)
    say(f"answering at {size.middle:,} tasks; the full pass over {middle.answers:,} took {middle.decided_in:.0f} s")
    at_middle = take("api", repeat(middle).__next__)
    say(f"the same through the task page at {size.middle:,} tasks")
    page = take("page", repeat(middle).__next__)
    say(f"making {size.large:,} tasks with half of their answers")
    large = make_stock(service, tasks=size.large, veterans=people.veterans, past=size.past)
    say(f"answering at {size.large:,} tasks; the full pass over {large.answers:,} took {large.decided_in:.0f} s")
    at_large = take("api", repeat(large).__next__)
    say(f"the same by people with {size.past:,} answers each")
    return Answering(small, at_middle, page, at_large, take("api", repeat(large).__next__, True), [middle, large])


def _pairs(found: Answering) -> list[Figure]:
    api, page = found.middle, found.page
    p50, p99 = api.latency(0.5), api.latency(0.99)
    page_p50, page_p99 = page.latency(0.5), page.latency(0.99)
    load = max(each.load for each in (pooled(api.ours), pooled(api.bare), pooled(page.ours)))
    return [
        judged("API: pairs/s, share of the bare app's", api.share, must=0.5, reach_for=0.9, shown="{:.2f}",
               yardstick=_rates(api)),
        judged("API: CPU ms a pair", api.cpu, must=8, reach_for=5, shown="{:.1f}",
               yardstick=f"bare app {api.bare_cpu:.1f}; before: PyBossa 46 to 92, Turkle 105 to 632"),
        Figure("API: p50 of a pair", "", "", f"{p50[0]:.1f} ms", f"bare app {p50[1]:.1f} ms"),
        judged("API: p99 of a pair, times the bare app's", p99[0] / p99[1], must=4, reach_for=2, shown="{:.1f}",
               yardstick=f"{p99[0]:.0f} ms against {p99[1]:.0f} ms"),
        judged("Task page: pairs/s, share of the bare app's", page.share, must=0.35, reach_for=0.6, shown="{:.2f}",
               yardstick=_rates(page)),
        judged("Task page: CPU ms a pair", page.cpu, must=12, reach_for=8, shown="{:.1f}",
               yardstick=f"bare app {page.bare_cpu:.1f}"),
        Figure("Task page: p50 and p99 of a pair", "", "", f"{page_p50[0]:.1f} ms, {page_p99[0]:.0f} ms",
               f"bare app {page_p50[1]:.1f} ms, {page_p99[1]:.0f} ms"),
        Figure("The load itself", "", "", f"{100 * load:.0f} % of a core", "at most, in any slice; not counted above"),
    ]  # fmt: skip


def _sizes(found: Answering, size: Size) -> list[Figure]:
    def line(name: str, at: Comparison, base: Comparison) -> Figure:
        slower, dearer = 1 - at.share / base.share, at.cpu / base.cpu - 1
        return judged(name, max(slower, dearer), must=0.2, reach_for=0.05, shown="{:+.0%}",
                      yardstick=f"share {at.share:.2f} after {base.share:.2f}, CPU {at.cpu:.1f} after {base.cpu:.1f} ms")  # fmt: skip

    return [
        line(f"{size.small:,} → {size.middle:,} tasks: slower or dearer by", found.middle, found.small),
        line(f"{size.middle:,} → {size.large:,} tasks", found.large, found.middle),
        line(f"{size.small:,} → {size.large:,} tasks", found.large, found.small),
        line(f"a person with {size.past:,} answers", found.veterans, found.large),
    ] + [
        Figure(f"a full pass over {stock.answers:,} answers", "", "", f"{stock.decided_in:.1f} s",
               "made once for each quarter more answers, and when a stage falls quiet")
        for stock in found.stocks
    ]  # fmt: skip


def _files(file: Arrived, large: Arrived, left: Left) -> list[Figure]:
    return [
        judged(f"CSV of {file.rows:,} rows: upload to dealable", file.seconds, must=10, reach_for=3, shown="{:.1f} s",
               yardstick=_parts(file)),
        judged(f"{large.rows:,} rows: memory of any one process", large.memory.pss / 1e6, must=300, reach_for=150,
               shown="{:.0f} MB", yardstick=f"{_parts(large)}; with shared pages {large.memory.rss / 1e6:.0f} MB"),
        judged("Answers out as CSV, rows/s", left.rate, must=100_000, reach_for=left.copy_rate / 2, shown="{:,.0f}",
               yardstick=f"{left.rows:,} rows; raw COPY {left.copy_rate:,.0f}"),
        judged("Answers out: memory of any one process", left.memory.pss / 1e6, must=300, reach_for=150,
               shown="{:.0f} MB", yardstick=f"with shared pages {left.memory.rss / 1e6:.0f} MB"),
    ]  # fmt: skip


def _rates(found: Comparison) -> str:
    return f"{pooled(found.ours).rate:.0f}/s against {pooled(found.bare).rate:.0f}/s"


def _parts(file: Arrived) -> str:
    return f"upload {file.upload_seconds:.1f}, read {file.import_seconds:.1f}, split {file.split_seconds:.1f} s"


if __name__ == "__main__":
    main()
