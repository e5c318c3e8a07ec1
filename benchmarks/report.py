"""What was measured, as lines of the table, with the marks that the service is held to."""

from dataclasses import dataclass

from benchmarks.answering import Comparison, pooled
from benchmarks.files import Arrived, Left
from benchmarks.stock import Stock
from benchmarks.table import Figure, at_least, at_most

OTHERS = "before: PyBossa 46 to 92, Turkle 105 to 632, Label Studio 306 to 323"
MEGABYTE = 1e6


@dataclass(frozen=True)
class Answering:
    """The comparisons of pairs, by what they were taken on, and the stocks that stood still meanwhile."""

    at_small: Comparison
    at_middle: Comparison
    at_large: Comparison
    by_veterans: Comparison
    by_page: Comparison
    stocks: list[Stock]
    small: int
    past: int


@dataclass(frozen=True)
class Files:
    """A file of many rows, one of very many, and answers that were downloaded."""

    file: Arrived
    large_file: Arrived
    left: Left


def figures(answering: Answering, files: Files) -> list[Figure]:
    """The lines of the table."""
    return [*_pairs(answering), *_page(answering), *_sizes(answering), *_files(files)]


def _pairs(found: Answering) -> list[Figure]:
    api = found.at_middle
    middle, bare_middle = api.latency(0.5)
    slow, bare_slow = api.latency(0.99)
    load = max(each.load for each in (pooled(api.ours), pooled(api.bare), pooled(found.by_page.ours)))
    return [
        at_least("API: pairs/s, share of the bare app's", api.share, must=0.5, reach_for=0.9, shown="{:.2f}",
                 yardstick=_rates(api)),
        at_most("API: CPU ms a pair", api.cpu, must=8, reach_for=5, shown="{:.1f}",
                yardstick=f"bare app {api.bare_cpu:.1f}; {OTHERS}"),
        Figure("API: p50 of a pair", "", "", f"{middle:.1f} ms", f"bare app {bare_middle:.1f} ms"),
        at_most(f"API: p99 at {found.stocks[0].tasks:,} tasks, times the bare app's", slow / bare_slow, must=4,
                reach_for=2, shown="{:.1f}", yardstick=f"{slow:.0f} ms against {bare_slow:.0f} ms"),
        Figure("The load itself", "", "", f"{load:.0%} of a core", "at most, in any slice; not counted above"),
    ]  # fmt: skip


def _page(found: Answering) -> list[Figure]:
    page = found.by_page
    (middle, bare_middle), (slow, bare_slow) = page.latency(0.5), page.latency(0.99)
    return [
        at_least("Task page: pairs/s, share of the bare app's", page.share, must=0.35, reach_for=0.6, shown="{:.2f}",
                 yardstick=_rates(page)),
        at_most("Task page: CPU ms a pair", page.cpu, must=12, reach_for=8, shown="{:.1f}",
                yardstick=f"bare app {page.bare_cpu:.1f}"),
        Figure("Task page: p50 and p99 of a pair", "", "", f"{middle:.1f} and {slow:.0f} ms",
               f"bare app {bare_middle:.1f} and {bare_slow:.0f} ms"),
    ]  # fmt: skip


def _sizes(found: Answering) -> list[Figure]:
    def slower(name: str, at: Comparison, base: Comparison) -> Figure:
        shares = f"share {at.share:.2f} after {base.share:.2f}"
        return at_most(name, 1 - at.share / base.share, must=0.2, reach_for=0.05, shown="{:+.0%}",
                       yardstick=f"{shares}; CPU {at.cpu:.1f} after {base.cpu:.1f} ms")  # fmt: skip

    middle, large = found.stocks
    passes = [
        Figure(f"A full pass over {stock.answers:,} answers", "", "", f"{stock.decided_in:.1f} s",
               f"by one worker, for each quarter more answers; {stock.decided_memory / MEGABYTE:.0f} MB")
        for stock in found.stocks
    ]  # fmt: skip
    return [
        slower(f"{found.small:,} → {middle.tasks:,} tasks: slower by", found.at_middle, found.at_small),
        slower(f"{found.small:,} → {large.tasks:,} tasks: slower by", found.at_large, found.at_small),
        slower(f"A person with {found.past:,} answers: slower by", found.by_veterans, found.at_large),
        *passes,
    ]


def _files(found: Files) -> list[Figure]:
    file, large, left = found.file, found.large_file, found.left
    return [
        at_most(f"CSV of {file.rows:,} rows: upload to dealable tasks", file.seconds, must=10, reach_for=3,
                shown="{:.1f} s", yardstick=_parts(file)),
        at_most(f"{large.rows:,} rows: memory of any one process", large.memory.pss / MEGABYTE, must=300,
                reach_for=150, shown="{:.0f} MB", yardstick=f"{_parts(large)}; {_shared(large)}"),
        at_least("Answers out as CSV: rows/s", left.rate, must=100_000, reach_for=left.copy_rate / 2, shown="{:,.0f}",
                 yardstick=f"{left.rows:,} rows; raw COPY {left.copy_rate:,.0f}"),
        at_most("Answers out: memory of any one process", left.memory.pss / MEGABYTE, must=300, reach_for=150,
                shown="{:.0f} MB", yardstick=_shared(left)),
    ]  # fmt: skip


def _rates(found: Comparison) -> str:
    return f"{pooled(found.ours).rate:.0f}/s against {pooled(found.bare).rate:.0f}/s"


def _parts(file: Arrived) -> str:
    return f"upload {file.upload_seconds:.1f}, read {file.import_seconds:.1f}, split {file.split_seconds:.1f} s"


def _shared(moved: Arrived | Left) -> str:
    return f"with pages that are shared {moved.memory.rss / MEGABYTE:.0f} MB"
