"""Questions with one right label: the nine real sets, the synthetic family, and the real sets with spam added."""

from collections.abc import Callable, Iterable, Mapping
from statistics import mean

from benchmarks.consensus import crowds, sets, spam
from benchmarks.consensus.accuracy import OURS, PLAIN, Comparison, Fit, compare
from benchmarks.consensus.crowd import LabelCrowd
from benchmarks.consensus.part import Part
from benchmarks.table import Figure, at_least, at_most, grid

GOLD_SHARE = 0.05
LEAST_GOLD = 20
SEEDS = 5
LEAST_JUDGED = 5_000  # tasks, over all draws of spam: a small set takes more draws, or chance would decide
PUBLISHED = "published: Dawid-Skene with a diagonal prior 86.5, shrunk 86.4, EBCC 85.5; a naive average of three 86.7"


def measure_sets(fits: Mapping[str, Fit]) -> Part:
    """The nine review sets as they are, and with some of the truth told."""
    found = compare(map(sets.review, sets.REVIEW), fits)
    golds = [
        compare(
            (sets.review(name).with_gold(GOLD_SHARE, LEAST_GOLD, seed=seed) for name in sets.REVIEW), {OURS: fits[OURS]}
        )
        for seed in range(SEEDS)
    ]

    def with_gold(figure: str) -> float:
        return mean(each.mean(OURS, figure) for each in golds)

    name, above = found.worst(OURS)
    beyond = found.below_beyond_chance(OURS)
    figures = [
        at_least("Nine review sets: mean accuracy", 100 * found.mean(OURS), must=86.8, reach_for=87.1, shown="{:.2f} %",
                 yardstick=f"{_beside(found)}; {PUBLISHED}"),
        Figure("Worst of them against majority", "half a point or two tasks", "never below", f"{above:+.1f} points",
               f"{name}; further below than that: {', '.join(beyond) or 'none'}", _within(beyond, above)),
        at_most("Their calibration error", found.mean(OURS, "ece"), must=0.06, reach_for=0.04, shown="{:.3f}",
                yardstick=f"floor at these confidences {found.mean(OURS, 'floor'):.3f}; log loss "
                          f"{found.mean(OURS, 'log_loss'):.3f}, of majority {found.mean(PLAIN, 'log_loss'):.3f}"),
        at_most("The same with 5 % gold", with_gold("ece"), must=0.05, reach_for=0.035, shown="{:.3f}",
                yardstick=f"on the other tasks; floor {with_gold('floor'):.3f}; log loss "
                          f"{with_gold('log_loss'):.3f}"),
    ]  # fmt: skip
    return Part(figures, [_accuracies("Real sets: accuracy", found), _honesty("Real sets: honesty", found)])


def measure_crowds(fits: Mapping[str, Fit], *, seed: int) -> Part:
    """The synthetic family."""
    found = compare(crowds.family(seed), fits)
    name, above = found.worst(OURS)
    figures = [
        at_least("48 synthetic crowds: mean against the best", found.against_best(OURS), must=-0.5, reach_for=0.0,
                 shown="{:+.2f} points", yardstick=f"the best of the other methods on each crowd; {_beside(found)}"),
        at_least("Worst of them against majority", above, must=-1.0, reach_for=-0.3, shown="{:+.2f} points",
                 yardstick=name),
        Figure("Their calibration error", "", "", f"{found.mean(OURS, 'ece'):.3f}",
               f"floor at these confidences {found.mean(OURS, 'floor'):.3f}; log loss "
               f"{found.mean(OURS, 'log_loss'):.3f}, of majority {found.mean(PLAIN, 'log_loss'):.3f}"),
    ]  # fmt: skip
    title = f"Synthetic crowds of seed {seed}: accuracy"
    return Part(figures, [_accuracies(title, found), _honesty(f"{title[:-8]}honesty", found)])


TREATMENTS: Mapping[str, Callable[[LabelCrowd, int], LabelCrowd]] = {
    "constants": lambda crowd, seed: spam.constant(crowd, seed=seed, alike=False),
    "one constant": lambda crowd, seed: spam.constant(crowd, seed=seed, alike=True),
    "one-off": lambda crowd, seed: spam.one_off(crowd, seed=seed),
}


def measure_spam(fits: Mapping[str, Fit]) -> Part:
    """The real sets with spam: where a task has many answers, how much is lost; elsewhere, whether majority is."""
    figures, rows = [], []
    clean = compare(map(sets.review, sets.REVIEW), fits)
    for treatment, treat in TREATMENTS.items():
        lost = {name: _lost(clean, treat, name, fits) for name in sets.REVIEW}
        rows += [[f"{name} + {treatment}", *(f"{lost[name][method]:+.1f}" for method in fits)] for name in lost]
        many = {name: lost[name][OURS] for name in sets.MANY_ANSWERS}
        worst = min(many, key=lambda name: many[name])
        figures.append(at_least(
            f"{treatment.capitalize()}: worst of the sets with many answers", many[worst], must=-3.0, reach_for=-1.0,
            shown="{:+.1f} points", yardstick=f"{worst}; on the average {mean(many.values()):+.1f}"))  # fmt: skip
        few = {
            name: 100 * (clean.scores[name][OURS].accuracy - clean.scores[name][PLAIN].accuracy) + lost[name][OURS]
            for name in sets.REVIEW if name not in sets.MANY_ANSWERS
        }  # fmt: skip
        worst = min(few, key=lambda name: few[name])
        figures.append(
            at_least("… elsewhere, against majority without spam", few[worst], must=0.0, reach_for=0.0,
                     shown="{:+.1f} points", yardstick=worst))  # fmt: skip
    title = f"Real sets with spam: points above the same method without ({SEEDS} draws, more of small sets)"
    return Part(figures, [f"{title}\n{grid(['set', *fits], rows)}"])


def _lost(
    clean: Comparison, treat: Callable[[LabelCrowd, int], LabelCrowd], name: str, fits: Mapping[str, Fit]
) -> dict[str, float]:
    """Points above the accuracy without spam, of each method, the mean over draws."""
    crowd = sets.review(name)
    count = max(SEEDS, round(LEAST_JUDGED / crowd.is_judged.sum()))
    draws = [compare([treat(crowd, seed)], fits) for seed in range(count)]
    return {
        method: 100 * (mean(draw.mean(method) for draw in draws) - clean.scores[name][method].accuracy)
        for method in fits
    }


def _within(beyond: Iterable[str], above: float) -> str:
    return "no" if beyond else "beyond" if above >= 0 else "yes"


def _beside(found: Comparison) -> str:
    """The other methods' mean accuracies."""
    names = [name for name in next(iter(found.scores.values())) if name != OURS]
    return ", ".join(f"{name} {100 * found.mean(name):.1f}" for name in names)


def _accuracies(title: str, found: Comparison) -> str:
    names = list(next(iter(found.scores.values())))
    rows = [[crowd, *(f"{100 * of[name].accuracy:.1f}" for name in names)] for crowd, of in found.scores.items()]
    rows.append(["mean", *(f"{100 * found.mean(name):.2f}" for name in names)])
    rows.append(["mean against the best other", *(f"{found.against_best(name):+.2f}" for name in names)])
    rows.append(["worst against majority", *(f"{found.worst(name)[1]:+.2f}" for name in names)])
    rows.append(["further below than chance", *(str(len(found.below_beyond_chance(name))) for name in names)])
    return f"{title}\n{grid(['crowd', *names], rows)}"


def _honesty(title: str, found: Comparison) -> str:
    names = list(next(iter(found.scores.values())))
    rows = [
        [crowd, *(f"{of[name].ece:.3f}/{of[name].floor:.3f}/{of[name].log_loss:.2f}" for name in names)]
        for crowd, of in found.scores.items()
    ]
    figures = ("ece", "floor", "log_loss")
    rows.append(["mean", *("/".join(f"{found.mean(name, figure):.3f}" for figure in figures) for name in names)])
    return f"{title}: calibration error / its floor / log loss\n{grid(['crowd', *names], rows)}"
