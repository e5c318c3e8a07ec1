"""The report of comparisons: the ranking in bands, how far people agree on pairs, and which pairs divide them."""

from collections.abc import Iterator, Sequence

import numpy as np

from microtask.analysis.comparison_files import Compared
from microtask.analysis.ranking import Ranked, confidences
from microtask.analysis.report import agreement, page
from microtask.analysis.report.spread import spread
from microtask.analysis.report.study import LONGEST_TEXT, MOST_DRAWN, MOST_SHOWN, Section
from microtask.charts.bars import Stack, stacked_bars
from microtask.charts.drawing import Figure, cut, percent
from microtask.charts.ranges import Range, ranges
from microtask.charts.table import Table
from microtask.consensus.agreement import alpha
from microtask.consensus.comparisons import SAME, pair_codes
from microtask.consensus.votes import IntArray, LabelVotes

MOST_RANKED = 20  # things in the chart
SHORT = 12  # characters of a name in the chart of pairs


def render(ranked: Ranked, compared: Compared, *, source: str, method: str) -> str:
    """The page: HTML that fetches nothing, the same for the same comparisons."""
    things = [compared.things[place] for place in ranked.things.tolist()]
    pairs, votes = _votes_by_pair(ranked)
    return page.show(
        title=f"What people said: {source}",
        figures=[
            ("Comparisons", f"{len(ranked.comparisons.left):,}"),
            ("Things", f"{len(things):,}"),
            ("Pairs", f"{len(pairs):,}"),
            ("People", f"{compared.volunteers:,}"),
        ],
        sections=[_ranking(ranked, things), _agreement(votes), _differences(pairs, votes, things)],
        method=method,
        kind="compare",
        left_out=page.in_sentences((compared.left_out, page.AGAIN), (compared.not_sure, page.NOT_SURE)),
    )


def _votes_by_pair(ranked: Ranked) -> tuple[IntArray, LabelVotes]:
    """The pairs (pairs, 2) that were compared, and the choices as votes on their pair."""
    comparisons = ranked.comparisons
    codes = pair_codes(comparisons.left, comparisons.right, comparisons.n_things)
    distinct, tasks = np.unique(codes, return_inverse=True)
    votes = LabelVotes(
        tasks=tasks,
        volunteers=np.arange(len(tasks)),
        n_tasks=len(distinct),
        labels=comparisons.choice,
        n_labels=SAME + 1,
    )
    return np.stack(np.divmod(distinct, comparisons.n_things), axis=1), votes


def _ranking(ranked: Ranked, things: Sequence[str]) -> Section:
    ranking, order = ranked.ranking, ranked.ranking.order[:MOST_SHOWN].tolist()
    bands = len(np.unique(ranking.rank))
    rows = [
        (
            cut(things[thing], LONGEST_TEXT),
            f"{ranking.rank[thing]:,}",
            f"{ranking.score[thing]:.2f}",
            f"{ranking.low[thing]:.2f} to {ranking.high[thing]:.2f}",
            f"{ranking.comparisons[thing]:,}",
        )
        for thing in order
    ]
    drawn = ranges(
        "ranking-chart",
        [
            Range(things[thing], float(ranking.low[thing]), float(ranking.score[thing]), float(ranking.high[thing]), ())
            for thing in order[:MOST_RANKED]
        ],
        title="Scores with their 90% intervals, the highest first",
        description="For each thing a dot at its score, and a line over its 90% interval. The table has the figures.",
        headings=("Thing",),
    )
    headings = ("Thing", "Rank", "Score", "90% interval", "Comparisons")
    words = (
        f"{len(things):,} things fall into {bands:,} {'band' if bands == 1 else 'bands'}. "
        "Things whose intervals all overlap share a band and its rank, since the comparisons do not tell them apart. "
        "A thing whose score is 1 higher than another's is preferred in about 73 of 100 comparisons. "
        "On average, two things are the right way round with a probability "
        f"of {percent(float(confidences(ranking).mean()))}."
    )
    return Section(
        "ranking",
        "The ranking",
        [
            words,
            *_shown(len(things)),
            Figure(drawn.title, drawn.drawing, Table("ranking-list", drawn.title, headings, rows)),
        ],
    )


def _shown(things: int) -> Iterator[str]:
    if things > MOST_RANKED:
        listed = "all of them" if things <= MOST_SHOWN else f"the {MOST_SHOWN} highest"
        yield f"The chart has the {MOST_RANKED} highest, and the table {listed}."


def _agreement(votes: LabelVotes) -> Section:
    shared = votes.answers > 1
    if not shared.any():
        return Section("agreement", "Agreement", ["No pair was compared twice, so nobody could agree or differ."])
    shares = votes.counts[shared].max(axis=1) / votes.answers[shared]
    value = alpha(votes)
    words = (
        f"In {percent(float((shares >= 0.8).mean()))} of the pairs that were compared twice or more, at least 4 in 5 "
        "people made the same choice."
    )
    meaning = agreement.alpha_in_words(None if np.isnan(value) else value)
    return Section(
        "agreement",
        "Agreement",
        [words, meaning, agreement.by_band(shares, unit="pair", same="the most frequent choice")],
    )


def _differences(pairs: IntArray, votes: LabelVotes, things: Sequence[str]) -> Section:
    spreads = np.where(votes.answers > 1, spread(votes), 0.0).round(6)
    order = [pair for pair in np.lexsort((-votes.answers, -spreads))[:MOST_SHOWN].tolist() if spreads[pair] > 0]
    if not order:
        return Section("differences", "Where people differ", ["Nowhere: all who compared the same pair agree."])
    named = [[cut(things[thing], LONGEST_TEXT) for thing in pairs[pair].tolist()] for pair in order]
    counts = votes.counts[order].tolist()
    drawn = stacked_bars(
        "differences-chart",
        [
            Stack(_in_short(first, second), parts)
            for (first, second), parts in zip(named[:MOST_DRAWN], counts, strict=False)
        ],
        names=("The first", "The second", "The same"),
        title="How choices divide where people differ most",
        description="For each pair, how many chose the first, the second, or neither. The table has the figures.",
        heading="Pair",
    )
    rows = [
        (first, second, *(f"{part:,}" for part in parts)) for (first, second), parts in zip(named, counts, strict=True)
    ]
    headings = ("First", "Second", "Chose the first", "Chose the second", "The same")
    table = Table("differences-list", drawn.title, headings, rows, words=frozenset({0, 1}))
    differing = int((spreads > 0).sum())
    listed = "all of them" if len(order) == differing else f"the first {len(order)}"
    words = f"People differ on {differing:,} of {len(pairs):,} pairs. The table has {listed}, the evenest on top."
    return Section("differences", "Where people differ", [words, Figure(drawn.title, drawn.drawing, table)])


def _in_short(first: str, second: str) -> str:
    """Both names of a pair on one line of a chart; of two that begin alike, their ends."""
    if first[: SHORT - 1] == second[: SHORT - 1] and len(first) > SHORT and len(second) > SHORT:
        return f"…{first[1 - SHORT :]} or …{second[1 - SHORT :]}"
    return f"{cut(first, SHORT)} or {cut(second, SHORT)}"
