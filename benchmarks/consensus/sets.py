"""Real people's answers with their truth, from `../shared/data/crowd`: what stands there is described in its README."""

import csv
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.consensus.crowd import LabelCrowd
from microtask.consensus.votes import NOBODY, BoolArray, FloatArray, IntArray, LabelVotes, NumberVotes, TagVotes

FOLDER = Path(__file__).parents[3] / "shared" / "data" / "crowd"
REVIEW = ("weather_cf", "wsd", "bluebirds", "temporal", "tweets_bm", "face", "weather_amt", "rte", "d_product")
MANY_ANSWERS = ("wsd", "bluebirds", "temporal", "face", "weather_amt", "rte")  # nine a task or more
TAG = ("emotion_tags",)
RATE = ("n_emotion", "valence", "wordsim")
COMPARE = ("music_pref", "valence_pairs")
TEXT = ("speech_dev_clean", "crowdwsa_j1")


@dataclass(frozen=True, eq=False)
class TagCrowd:
    """`truth` (tasks, tags) says which tags apply."""

    name: str
    votes: TagVotes
    truth: BoolArray


@dataclass(frozen=True, eq=False)
class NumberCrowd:
    """`truth` (tasks,) is the mean of experts."""

    name: str
    votes: NumberVotes
    truth: FloatArray


@dataclass(frozen=True, eq=False)
class _Columns:
    tasks: IntArray
    volunteers: IntArray
    answers: list[str]
    names: list[str]
    truth: dict[str, str]


def are_there() -> bool:
    """Whether the data stands beside the project."""
    return FOLDER.is_dir()


def review(name: str) -> LabelCrowd:
    """A set of questions with one right label; labels in sorted order."""
    read = _read(f"review/{name}")
    code_of = {label: code for code, label in enumerate(sorted({*read.answers, *read.truth.values()}))}
    votes = LabelVotes(
        tasks=read.tasks,
        volunteers=read.volunteers,
        n_tasks=len(read.names),
        labels=np.array([code_of[answer] for answer in read.answers]),
        n_labels=len(code_of),
    )
    codes = (code_of[read.truth[task]] if task in read.truth else NOBODY for task in read.names)
    return LabelCrowd(name, votes, np.fromiter(codes, dtype=np.int64))


def tags(name: str) -> TagCrowd:
    """A set of questions with any number of tags; tags in sorted order."""
    read = _read(f"tag/{name}")
    known = sorted({tag for answer in read.answers for tag in answer.split("|")} - {""})
    marks = np.array([[tag in answer.split("|") for tag in known] for answer in read.answers])
    truth = np.array([[tag in read.truth[task].split("|") for tag in known] for task in read.names])
    votes = TagVotes(tasks=read.tasks, volunteers=read.volunteers, n_tasks=len(read.names), marks=marks)
    return TagCrowd(name, votes, truth)


def numbers(name: str) -> NumberCrowd:
    """A set of ratings."""
    read = _read(f"rate/{name}")
    given = np.array([float(answer) for answer in read.answers])
    truth = np.array([float(read.truth[task]) for task in read.names])
    votes = NumberVotes(tasks=read.tasks, volunteers=read.volunteers, n_tasks=len(read.names), numbers=given)
    return NumberCrowd(name, votes, truth)


def _read(folder: str) -> _Columns:
    with (FOLDER / folder / "answers.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    with (FOLDER / folder / "truth.csv").open(newline="") as file:
        truth = {row["task"]: row["answer"] for row in csv.DictReader(file)}
    names, tasks = _numbered(row["task"] for row in rows)
    _, volunteers = _numbered(row["volunteer"] for row in rows)
    return _Columns(tasks, volunteers, [row["answer"] for row in rows], names, truth)


def _numbered(texts: Iterable[str]) -> tuple[list[str], IntArray]:
    """The distinct texts in order of first appearance, and each text's place among them."""
    places: dict[Hashable, int] = {}
    numbers = np.array([places.setdefault(text, len(places)) for text in texts])
    return [str(text) for text in places], numbers
