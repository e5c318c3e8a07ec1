"""The other kinds on real sets: tags, ratings with their intervals, comparisons and texts, beside the published."""

import csv
from collections import defaultdict
from dataclasses import replace
from statistics import mean

import numpy as np
from scipy.stats import kendalltau

from benchmarks.consensus import sets
from benchmarks.consensus.part import Part
from benchmarks.table import Figure, at_least, at_most, grid
from microtask.analysis import judging, ranking
from microtask.analysis.answer_files import material_of, read_answers, read_gold
from microtask.analysis.comparison_files import read_comparisons
from microtask.consensus import methods
from microtask.consensus.edit_distance import distance, words
from microtask.consensus.votes import BoolArray, NumberVerdicts, NumberVotes, TagVerdicts, TagVotes
from microtask.kinds.kind import Question

SEEDS = 10
LEAST_COVER, MOST_COVER = 0.85, 0.95


def measure() -> Part:
    """Every method for tags and for numbers, and the one for comparisons and for texts, on the sets there are."""
    part = _measure_tags()
    part.add(_measure_numbers())
    part.add(_measure_comparisons())
    part.add(_measure_texts())
    return part


def _measure_tags() -> Part:
    found = {
        (name, method): _f1(sets.tags(name), method) for name in sets.TAG for method in methods.names_for(TagVotes)
    }
    auto = 100 * mean(found[name, "auto"] for name in sets.TAG)
    figure = at_least("Tags: micro-F1 on emotion_tags", auto, must=57.2, reach_for=57.3, shown="{:.1f} %",
                      yardstick="per-tag Dawid-Skene 57.2; a vote of half 42.3")  # fmt: skip
    rows = [[name, method, f"{100 * value:.1f} %"] for (name, method), value in found.items()]
    return Part([figure], [f"Tags: micro-F1\n{grid(('set', 'method', 'F1'), rows)}"])


def _f1(crowd: sets.TagCrowd, method: str) -> float:
    verdicts = methods.fit(crowd.votes, method).judge(crowd.votes)
    assert isinstance(verdicts, TagVerdicts)
    both = (verdicts.applies & crowd.truth).sum()
    return float(2 * both / (verdicts.applies.sum() + crowd.truth.sum()))


def _measure_numbers() -> Part:
    rows, figures = [], []
    for name in sets.RATE:
        crowd = sets.numbers(name)
        for method in methods.names_for(NumberVotes):
            if (verdicts := _judged(crowd.votes, method)) is None:
                continue
            error = float(np.abs(verdicts.answer - crowd.truth).mean())
            cover = mean(_cover(crowd.votes, method, seed=seed) for seed in range(SEEDS))
            rows.append([name, method, f"{error:.2f}", f"{cover:.0%}"])
            if method == "auto" and name == "n_emotion":
                figures.append(at_most("Ratings: mean distance from experts, n_emotion", error, must=12.025,
                                       reach_for=12.0, shown="{:.2f}", yardstick="median 13.5"))  # fmt: skip
            if method == "auto":
                reached = "yes" if LEAST_COVER <= cover <= MOST_COVER else "no"
                figures.append(Figure(f"… 90 % interval holds the other half, {name}", "85 to 95 %", "", f"{cover:.0%}",
                                      "the mean of half of a task's answers, by the other half", reached))  # fmt: skip
    headings = ("set", "method", "mean distance", "interval holds the mean of the other half")
    return Part(figures, [f"Ratings\n{grid(headings, rows)}"])


def _judged(votes: NumberVotes, method: str) -> NumberVerdicts | None:
    """The verdicts; None where the method does not take such numbers."""
    try:
        verdicts = methods.fit(votes, method).judge(votes)
    except ValueError:
        return None
    assert isinstance(verdicts, NumberVerdicts)
    return verdicts


def _cover(votes: NumberVotes, method: str, *, seed: int) -> float:
    """The share of tasks for which the interval of one half of the answers holds the mean of the other."""
    generator = np.random.default_rng(seed)
    order = generator.permutation(len(votes.tasks))
    order = order[np.argsort(votes.tasks[order], kind="stable")]
    place = np.arange(len(order)) - np.repeat(np.cumsum(votes.answers) - votes.answers, votes.answers)
    is_first = np.zeros(len(order), dtype=bool)
    is_first[order] = place % 2 == 0
    verdicts, other = _judged(_part(votes, is_first), method), _part(votes, ~is_first)
    assert verdicts is not None
    counted = other.answers > 0
    means = np.bincount(other.tasks, other.numbers, votes.n_tasks)[counted] / other.answers[counted]
    return float(((verdicts.low[counted] <= means) & (means <= verdicts.high[counted])).mean())


def _part(votes: NumberVotes, rows: BoolArray) -> NumberVotes:
    return replace(votes, tasks=votes.tasks[rows], volunteers=votes.volunteers[rows], numbers=votes.numbers[rows])


def _measure_comparisons() -> Part:
    rows = [[name, f"{_tau(name):.2f}"] for name in sets.COMPARE]
    figure = Figure("Comparisons: Kendall's tau, music_pref", "", "", rows[0][1],
                    "published: Bradley-Terry with a ridge .82, crowd-kit's .70 to .74")  # fmt: skip
    return Part([figure], [f"Comparisons, within each query\n{grid(('set', 'tau'), rows)}"])


def _tau(name: str) -> float:
    """Kendall's tau of scores and known scores, the mean over the queries: what stands before a `/` in the names."""
    folder = sets.FOLDER / "compare" / name
    read = read_comparisons(folder / "answers.csv")
    ranked = ranking.rank(read.things, read.comparisons)
    with (folder / "truth.csv").open(newline="") as file:
        truth = {row["thing"]: float(row["score"]) for row in csv.DictReader(file)}
    by_query: defaultdict[str, list[tuple[float, float]]] = defaultdict(list)
    for thing, score in zip(ranked.things.tolist(), ranked.ranking.score.tolist(), strict=True):
        named = read.things[thing]
        by_query[named.rpartition("/")[0]].append((score, truth[named]))
    return mean(float(kendalltau(*zip(*pairs, strict=True)).statistic) for pairs in by_query.values())


def _measure_texts() -> Part:
    rows = [[name, *(f"{rate:.1f} %" for rate in _word_errors(name))] for name in sets.TEXT]
    name, verdicts, answers = rows[0]
    figure = Figure(f"Texts: words that are wrong, {name}", "", "", verdicts,
                    f"one answer {answers}; published: medoid 4.1, ROVER 4.8, one answer 12.7",
                    )  # fmt: skip
    return Part([figure], [f"Texts: word error rate\n{grid(('set', 'auto', 'one answer'), rows)}"])


def _word_errors(name: str) -> tuple[float, float]:
    """How many words in 100 are wrong, missing or added, capitals apart: in the verdicts, and in single answers."""
    folder = sets.FOLDER / "text" / name
    read = read_answers(folder / "answers.csv", kind="text")
    material = material_of(read, Question("text"))
    truth = {each.task: words(each.answer.lower()) for each in read_gold(folder / "truth.csv", kind="text")}
    outcomes = judging.outcomes(judging.fit(Question("text"), material, method="auto"))
    verdicts = [(task, outcome.answer or "") for task, outcome in zip(read.tasks, outcomes, strict=True)]
    answers = [(read.tasks[task], text or "") for task, text in zip(material.tasks, material.answers, strict=True)]
    return _share_wrong(verdicts, truth), _share_wrong(answers, truth)


def _share_wrong(texts: list[tuple[str, str]], truth: dict[str, tuple[str, ...]]) -> float:
    """Over all texts of tasks that are in `truth`."""
    pairs = [(words(text.lower()), truth[task]) for task, text in texts if task in truth]
    return 100 * sum(distance(given, true) for given, true in pairs) / sum(len(true) for _, true in pairs)
