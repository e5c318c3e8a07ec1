"""The road from comparisons to a ranking: the same figures in whatever order they come, and how sure each place is."""

import random

import numpy as np
import pytest

from microtask.analysis import ranking
from microtask.kinds import compare

NAMES = [f"thing-{number:02}" for number in range(9)]


def said(seed: int = 0, *, times: int = 200) -> list[tuple[str, str, str]]:
    """Comparisons by name, in which the higher number is mostly preferred."""
    chance = random.Random(seed)
    rows = []
    for _ in range(times):
        left, right = chance.sample(NAMES, 2)
        is_better = (left > right) == (chance.random() < 0.8)
        rows.append((left, right, "same" if chance.random() < 0.1 else "a" if is_better else "b"))
    return rows


def ranked(rows: list[tuple[str, str, str]], names: list[str] = NAMES) -> tuple[list[str], ranking.Ranked]:
    left, right = (np.array([names.index(row[side]) for row in rows]) for side in (0, 1))
    found = ranking.rank(names, compare.comparisons(left, right, [row[2] for row in rows], len(names)))
    return [names[thing] for thing in found.things], found


def test_the_order_of_rows_and_of_names_and_the_sides_change_nothing_at_all():
    rows = said()
    shuffled = rows[:]
    random.Random(1).shuffle(shuffled)
    turned = [(right, left, compare.turn(choice)) for left, right, choice in shuffled]
    names, first = ranked(rows)
    again, second = ranked(turned, NAMES[::-1])
    assert names == again == NAMES
    for figure in ("score", "error", "low", "high", "rank", "comparisons"):
        assert getattr(first.ranking, figure).tolist() == getattr(second.ranking, figure).tolist()


def test_a_thing_that_was_never_compared_has_no_place():
    names, found = ranked([("b", "c", "a"), ("c", "d", "a")], ["a", "b", "c", "d"])
    assert names == ["b", "c", "d"]
    assert found.ranking.score.argmax() == 0


def test_more_comparisons_make_places_surer():
    few, many = (ranking.confidences(ranked(said(times=times))[1].ranking).mean() for times in (20, 600))
    assert 0.5 < few < many < 1


def test_with_a_line_to_cross_those_far_from_it_are_surest():
    found = ranked(said(times=400))[1].ranking
    sure = ranking.confidences(found, top=3)
    in_order = sure[found.order]
    assert in_order.argmin() in (2, 3)
    assert in_order[0] > 0.95
    assert in_order[-1] > 0.95
    assert ranking.confidences(found, top=9).tolist() == [1.0] * 9


def test_one_thing_alone_is_sure_of_its_place():
    _, found = ranked([("a", "b", "a")], ["a", "b"])
    assert ranking.confidences(found.ranking).tolist() == ranking.confidences(found.ranking)[::-1].tolist()
    assert 0.5 < ranking.confidences(found.ranking)[0] < 1


def test_agreement_and_tally_say_how_each_thing_did():
    names, found = ranked([("a", "b", "a")] * 3 + [("a", "b", "b"), ("a", "b", "same")], ["a", "b"])
    assert names == ["a", "b"]
    assert ranking.tallies(found) == [{"won": 3, "lost": 1, "same": 1}, {"won": 1, "lost": 3, "same": 1}]
    assert ranking.agreements(found).tolist() == pytest.approx([0.7, 0.7])
