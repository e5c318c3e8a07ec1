"""Crowds for the tests: seeded synthetic ones, and real people's answers where the shared data is at hand."""

import csv
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from microtask.consensus.comparisons import Comparisons
from microtask.consensus.medoid import TextVotes
from microtask.consensus.votes import LabelVotes, NumberVotes, TagVotes, Votes

SHARED = Path(__file__).parents[3] / "shared" / "data" / "crowd"


@dataclass
class Crowd:
    """Votes, and the truth that they are about: a label, a row of tags or a number for each task."""

    votes: Votes
    truth: np.ndarray


@dataclass
class ComparisonCrowd:
    """Comparisons, the true score of each thing, and the group within which it was compared."""

    votes: Comparisons
    truth: np.ndarray
    groups: np.ndarray


def label_votes(rows, *, n_labels, n_tasks=None, known=None):
    """The votes in rows of task, volunteer and label."""
    tasks, volunteers, labels = np.array(rows, dtype=np.int64).reshape(-1, 3).T
    n_tasks = n_tasks if n_tasks is not None else int(tasks.max(initial=-1)) + 1
    known = None if known is None else np.array(known)
    return LabelVotes(
        tasks=tasks, volunteers=volunteers, n_tasks=n_tasks, labels=labels, n_labels=n_labels, known=known
    )


def unanimous(n_tasks, answers, *, n_labels=2, label=0):
    """Everybody gives the same label to every task; nobody answers more than one task."""
    rows = [(task, task * answers + volunteer, label) for task in range(n_tasks) for volunteer in range(answers)]
    return label_votes(rows, n_labels=n_labels)


def matrices(generator, volunteers, n_labels, *, skill=4.0, noise=0.8):
    """A confusion matrix for each volunteer, better than chance on the whole: (volunteers, true label, label said)."""
    guess = np.eye(n_labels) * skill + noise
    return np.array([[generator.dirichlet(row) for row in guess] for _ in range(volunteers)])


def label_crowd(seed=0, *, n_tasks=300, answers=5, volunteers=25, n_labels=3, prior=None):
    """Volunteers drawn at random for each task, each with a confusion matrix of their own."""
    generator = np.random.default_rng(seed)
    truth = generator.choice(n_labels, size=n_tasks, p=prior)
    matrix = matrices(generator, volunteers, n_labels)
    who = np.array([generator.choice(volunteers, size=answers, replace=False) for _ in range(n_tasks)]).ravel()
    tasks = np.repeat(np.arange(n_tasks), answers)
    chance = generator.random(len(tasks))[:, None]
    labels = (matrix[who, truth[tasks]].cumsum(axis=1) < chance).sum(axis=1).clip(max=n_labels - 1)
    votes = LabelVotes(tasks=tasks, volunteers=who, n_tasks=n_tasks, labels=labels, n_labels=n_labels)
    return Crowd(votes, truth)


def tag_crowd(seed=0, *, n_tasks=200, answers=5, volunteers=20, n_tags=4):
    """Volunteers who overlook a tag four times in ten, and invent one rarely."""
    generator = np.random.default_rng(seed)
    truth = generator.random((n_tasks, n_tags)) < 0.3
    hit = generator.beta(6, 4, size=(volunteers, n_tags))
    false_alarm = generator.beta(1, 20, size=(volunteers, n_tags))
    who = np.array([generator.choice(volunteers, size=answers, replace=False) for _ in range(n_tasks)]).ravel()
    tasks = np.repeat(np.arange(n_tasks), answers)
    marks = generator.random((len(tasks), n_tags)) < np.where(truth[tasks], hit[who], false_alarm[who])
    return Crowd(TagVotes(tasks=tasks, volunteers=who, n_tasks=n_tasks, marks=marks), truth)


def number_crowd(seed=0, *, n_tasks=200, answers=5, volunteers=20, spread=0.8):
    """Ratings that scatter about the truth, in whole numbers."""
    generator = np.random.default_rng(seed)
    truth = generator.uniform(2, 6, size=n_tasks)
    who = np.array([generator.choice(volunteers, size=answers, replace=False) for _ in range(n_tasks)]).ravel()
    tasks = np.repeat(np.arange(n_tasks), answers)
    numbers = np.round(generator.normal(truth[tasks], spread))
    return Crowd(NumberVotes(tasks=tasks, volunteers=who, n_tasks=n_tasks, numbers=numbers), truth)


def reordered(votes, order):
    """The same votes as rows in another order."""
    changed = {"tasks": votes.tasks[order], "volunteers": votes.volunteers[order]}
    for column in ("labels", "marks", "numbers"):
        if hasattr(votes, column):
            changed[column] = getattr(votes, column)[order]
    return replace(votes, **changed)


def appended(votes, more):
    """The votes with those of `more`, which are on the same tasks and labels, after them."""
    joined = {name: np.concatenate([getattr(votes, name), getattr(more, name)]) for name in ("tasks", "volunteers")}
    return replace(votes, **joined, labels=np.concatenate([votes.labels, more.labels]))


def accuracy(answer, truth):
    """The share of tasks with a known truth whose answer it is."""
    return float(np.mean(answer[truth >= 0] == truth[truth >= 0]))


def real_crowd(name):
    """One of the review sets, labels in sorted order; truth -1 where there is none. Skips where the data is absent."""
    rows, known = _read(f"review/{name}")
    tasks, volunteers = _numbered(row["task"] for row in rows), _numbered(row["volunteer"] for row in rows)
    labels = {label: code for code, label in enumerate(sorted({row["answer"] for row in rows}))}
    votes = LabelVotes(
        tasks=np.array([tasks[row["task"]] for row in rows]),
        volunteers=np.array([volunteers[row["volunteer"]] for row in rows]),
        n_tasks=len(tasks),
        labels=np.array([labels[row["answer"]] for row in rows]),
        n_labels=len(labels),
    )
    return Crowd(votes, np.array([labels.get(known.get(task, ""), -1) for task in tasks]))


def real_tags(name):
    """A tag set, tags in sorted order."""
    rows, known = _read(f"tag/{name}")
    tasks, volunteers = _numbered(row["task"] for row in rows), _numbered(row["volunteer"] for row in rows)
    tags = sorted({tag for row in rows for tag in row["answer"].split("|")} - {""})
    votes = TagVotes(
        tasks=np.array([tasks[row["task"]] for row in rows]),
        volunteers=np.array([volunteers[row["volunteer"]] for row in rows]),
        n_tasks=len(tasks),
        marks=np.array([[tag in row["answer"].split("|") for tag in tags] for row in rows]),
    )
    return Crowd(votes, np.array([[tag in known[task].split("|") for tag in tags] for task in tasks]))


def real_numbers(name):
    """A set of ratings."""
    rows, known = _read(f"rate/{name}")
    tasks, volunteers = _numbered(row["task"] for row in rows), _numbered(row["volunteer"] for row in rows)
    votes = NumberVotes(
        tasks=np.array([tasks[row["task"]] for row in rows]),
        volunteers=np.array([volunteers[row["volunteer"]] for row in rows]),
        n_tasks=len(tasks),
        numbers=np.array([float(row["answer"]) for row in rows]),
    )
    return Crowd(votes, np.array([float(known[task]) for task in tasks]))


def real_comparisons(name):
    """A set of comparisons, the true scores of its things, and for each the query whose answer it is."""
    rows, known = _read(f"compare/{name}")
    things = sorted({row["left"] for row in rows} | {row["right"] for row in rows})
    place = {thing: number for number, thing in enumerate(things)}
    left, right = (np.array([place[row[side]] for row in rows]) for side in ("left", "right"))
    choice = np.array([(row["left"], row["right"]).index(row["answer"]) for row in rows])
    groups = np.array([thing.split("/")[0] for thing in things])
    truth = np.array([float(known[thing]) for thing in things])
    return ComparisonCrowd(Comparisons(left=left, right=right, choice=choice, n_things=len(things)), truth, groups)


def real_texts(name):
    """A set of texts: those tasks of it that have a reference."""
    rows, known = _read(f"text/{name}")
    rows = [row for row in rows if row["task"] in known]
    tasks, volunteers = _numbered(row["task"] for row in rows), _numbered(row["volunteer"] for row in rows)
    votes = TextVotes(
        tasks=np.array([tasks[row["task"]] for row in rows]),
        volunteers=np.array([volunteers[row["volunteer"]] for row in rows]),
        n_tasks=len(tasks),
        texts=[row["answer"] for row in rows],
    )
    return Crowd(votes, [known[task] for task in tasks])


def _read(folder):
    path = SHARED / folder
    if not path.exists():
        pytest.skip("The shared data on crowds is not beside the project.")
    with (path / "answers.csv").open(newline="") as answers, (path / "truth.csv").open(newline="") as truth:
        return list(csv.DictReader(answers)), dict(list(csv.reader(truth))[1:])


def _numbered(names):
    return {name: number for number, name in enumerate(dict.fromkeys(names))}


def calibration_error(confidence, is_right):
    """The expected calibration error over ten bins of confidence."""
    bins = np.minimum((confidence * 10).astype(int), 9)
    return sum(abs((confidence - is_right)[bins == each].sum()) for each in range(10)) / len(confidence)
