"""Private data: how fast rows are read for it, and how well each kind is found on a generated corpus."""

from time import perf_counter

from benchmarks.table import Figure, at_least
from microtask.privacy.recognise import recognise_row
from tests.privacy.corpus import make_corpus, measure

ROWS, SEED = 30_000, 1
TURNS = 3
LEAST_ROWS_A_SECOND, WISHED_ROWS_A_SECOND = 2_000, 10_000


def measure_private_data() -> list[Figure]:
    """Rows a second of one process, the best of three turns; then precision and recall of each kind."""
    corpus = list(make_corpus(ROWS, seed=SEED))
    characters = sum(len(text) for case in corpus for text in case.cells.values()) / ROWS
    rate = at_least(
        "rows scanned for private data a second",
        ROWS / min(_turn([case.cells for case in corpus]) for _ in range(TURNS)),
        must=LEAST_ROWS_A_SECOND,
        reach_for=WISHED_ROWS_A_SECOND,
        shown="{:,.0f}",
        yardstick=f"one process, rows of {characters:.0f} characters in four cells",
    )
    return [rate] + [
        Figure(
            f"found: {kind.value.replace('_', ' ')}",
            "",
            "",
            f"precision {found.precision:.3f}, recall {found.recall:.3f}",
            f"{found.rows:,} of {ROWS:,} rows hold it; a third are hard cases",
        )
        for kind, found in measure(corpus).items()
    ]


def _turn(rows: list[dict[str, str]]) -> float:
    begun = perf_counter()
    for row in rows:
        recognise_row(row)
    return perf_counter() - begun
