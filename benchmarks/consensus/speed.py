"""How fast the engine is: a million answers from file to file beside crowd-kit, and a live step in a large stage."""

import csv
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import numpy as np

from benchmarks.consensus.crowd import LabelCrowd
from benchmarks.consensus.part import Part
from benchmarks.table import Figure, at_least, at_most
from microtask.consensus import methods, models, stopping
from microtask.consensus.votes import LabelVotes

ROOT = Path(__file__).parents[2]
RIVAL = "crowd-kit==1.4.2"
RIVAL_HOME = Path(tempfile.gettempdir()) / "microtask-bench-crowd-kit"  # kept for the next run: it takes a minute
MEGABYTE = 1e6
LABELS = 4
ANSWERS = 5  # a task
VOLUNTEERS = 2_000
STAGE = 100_000  # tasks
NEWS = 1_000  # answers
TURNS = 3


@dataclass(frozen=True)
class Run:
    """What one process took: CPU seconds, and bytes of memory at most."""

    cpu: float
    memory: int


def measure(*, answers: int = 1_000_000) -> Part:
    """Both figures. Installs the rival where it is not yet there; without a package index it is left out."""
    part = measure_live_step()
    with tempfile.TemporaryDirectory(prefix="microtask-bench-") as directory:
        part.add(_measure_files(Path(directory), answers))
    return part


def measure_live_step() -> Part:
    """A live step, the engine alone: the stored model is loaded, tasks with news are judged, and the rule applied."""
    crowd = draw(STAGE, seed=1)
    stored = models.dump(methods.fit(crowd.votes))
    generator = np.random.default_rng(2)
    took = []
    for _ in range(TURNS + 1):
        votes = _with_news(crowd.votes, generator)
        begun = time.perf_counter()
        model = models.load(stored)
        stopping.settled(model.judge(votes), stopping.Rule(), crowd_known=stopping.is_crowd_known(model.tasks_shared))
        took.append(1000 * (time.perf_counter() - begun))
    name = f"Live step: {NEWS:,} new answers among {ANSWERS * STAGE:,}"
    return Part([at_most(name, median(took[1:]), must=100, reach_for=20, shown="{:.1f} ms",
                         yardstick=f"engine alone; the stored model is {len(stored) / MEGABYTE:.1f} MB")])  # fmt: skip


def draw(tasks: int, *, seed: int) -> LabelCrowd:
    """A crowd of any size, each volunteer with a confusion matrix of their own; nobody answers a task twice."""
    generator = np.random.default_rng(seed)
    truth = generator.integers(LABELS, size=tasks)
    hits = generator.beta(8, 3, size=VOLUNTEERS)
    first = generator.integers(VOLUNTEERS, size=(tasks, 1))
    steps = np.sort(generator.permuted(np.tile(np.arange(1, 40), (tasks, 1)), axis=1)[:, :ANSWERS], axis=1)
    who = ((first + steps) % VOLUNTEERS).ravel()
    truths = np.repeat(truth, ANSWERS)
    wrong = (truths + generator.integers(1, LABELS, size=len(who))) % LABELS
    said = np.where(generator.random(len(who)) < hits[who], truths, wrong)
    votes = LabelVotes(
        tasks=np.repeat(np.arange(tasks), ANSWERS), volunteers=who, n_tasks=tasks, labels=said, n_labels=LABELS
    )
    return LabelCrowd(f"{tasks:,} tasks", votes, truth)


def _with_news(votes: LabelVotes, generator: np.random.Generator) -> LabelVotes:
    """What a live step reads: all answers of a thousand tasks, each with one more by somebody who is known."""
    chosen = np.sort(generator.choice(votes.n_tasks, size=NEWS, replace=False))
    rows = (chosen[:, None] * ANSWERS + np.arange(ANSWERS)).ravel()
    tasks = np.arange(NEWS)
    return LabelVotes(
        tasks=np.concatenate([np.repeat(tasks, ANSWERS), tasks]),
        volunteers=np.concatenate([votes.volunteers[rows], generator.integers(VOLUNTEERS, size=NEWS)]),
        n_tasks=NEWS,
        labels=np.concatenate([votes.labels[rows], generator.integers(LABELS, size=NEWS)]),
        n_labels=LABELS,
    )


def _measure_files(directory: Path, answers: int) -> Part:
    path = directory / "answers.csv"
    _write(draw(answers // ANSWERS, seed=3), path)
    rival = _rival_python()
    took: dict[str, list[Run]] = {"dawid-skene": [], "auto": [], "crowd-kit": []}
    for _ in range(TURNS):
        for method in ("dawid-skene", "auto"):
            command = [sys.executable, "-m", "microtask.cli", "aggregate", str(path), "--method", method]
            took[method].append(_run([*command, "--output", str(directory / f"{method}.csv")]))
        if rival is not None:
            command = [str(rival), str(Path(__file__).with_name("rival.py")), str(path)]
            took["crowd-kit"].append(_run([*command, str(directory / "crowd-kit.csv")]))
    part = Part()
    for method, must, reach_for in (("dawid-skene", 5.0, 12.0), ("auto", 2.0, 6.0)):
        part.figures += _figures(method, took, answers, must=must, reach_for=reach_for)
    if rival is not None:
        ours, theirs = (_verdicts(directory / f"{name}.csv") for name in ("dawid-skene", "crowd-kit"))
        same = sum(ours[task] == label for task, label in theirs.items()) / len(theirs)
        part.figures.append(
            at_least("… the same verdicts", 100 * same, must=99.9, reach_for=100.0, shown="{:.3f} %",
                     yardstick="ours, Dawid-Skene, and crowd-kit's"))  # fmt: skip
    return part


def _figures(method: str, took: dict[str, list[Run]], answers: int, *, must: float, reach_for: float) -> list[Figure]:
    ours, theirs = took[method], took["crowd-kit"]
    cpu, memory = median(run.cpu for run in ours), max(run.memory for run in ours) / MEGABYTE
    name = f"{answers:,} answers, file to file, {method}"
    if theirs:
        rival_cpu, rival_memory = median(run.cpu for run in theirs), max(run.memory for run in theirs) / MEGABYTE
        speed = at_least(f"{name}: times as fast as crowd-kit", rival_cpu / cpu, must=must, reach_for=reach_for,
                         shown="{:.1f}", yardstick=f"{cpu:.2f} against {rival_cpu:.2f} CPU s")  # fmt: skip
        beside = f"crowd-kit {rival_memory:.0f} MB"
    else:
        speed, beside = Figure(f"{name}: CPU", "", "", f"{cpu:.2f} s", f"{RIVAL} could not be installed"), ""
    return [speed, at_most("… memory at most", memory, must=250, reach_for=150, shown="{:.0f} MB", yardstick=beside)]


def _run(command: Sequence[str]) -> Run:
    """Run it to its end, on one thread, from a process that is smaller than it; what it says is shown if it fails."""
    one_thread = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
    metered = [sys.executable, str(Path(__file__).with_name("metered.py")), *command]
    environment = os.environ | one_thread
    done = subprocess.run(metered, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} failed: {done.stderr[-2000:]}")
    cpu, memory = done.stdout.split()
    return Run(float(cpu), int(memory))


def _rival_python() -> Path | None:
    """The Python of the rival's venv, made where there is none; None where it cannot be installed."""
    python = RIVAL_HOME / "bin" / "python"
    try:
        if not (RIVAL_HOME / "ready").exists():
            subprocess.run([sys.executable, "-m", "venv", "--clear", str(RIVAL_HOME)], check=True)
            subprocess.run([str(python), "-m", "pip", "install", "--quiet", RIVAL], check=True, capture_output=True)
            (RIVAL_HOME / "ready").touch()
    except subprocess.CalledProcessError:
        return None
    return python


def _write(crowd: LabelCrowd, path: Path) -> None:
    votes = crowd.votes
    order = np.random.default_rng(4).permutation(len(votes.tasks))
    with path.open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("task", "volunteer", "answer"))
        columns = (votes.tasks[order].tolist(), votes.volunteers[order].tolist(), votes.labels[order].tolist())
        rows.writerows(
            (f"task-{task}", f"person-{who}", "abcd"[said]) for task, who, said in zip(*columns, strict=True)
        )


def _verdicts(path: Path) -> dict[str, str]:
    with path.open(newline="") as file:
        rows = csv.reader(file)
        header = next(rows)
        task, answer = (
            header.index("task"),
            next(header.index(name) for name in ("answer", "agg_label") if name in header),
        )
        return {row[task]: row[answer] for row in rows}
