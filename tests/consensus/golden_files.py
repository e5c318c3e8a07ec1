"""What crowd-kit made of synthetic votes: see `golden/make.py`, which wrote the files."""

import json
from pathlib import Path

import numpy as np

from tests.consensus.crowds import label_votes

FOLDER = Path(__file__).parent / "golden"


def names(method):
    """The crowds that there are for a method."""
    return list(_read(method))


def deviation(method, name, fit):
    """How far the posteriors of `fit` are from crowd-kit's at most, and the share of tasks with the same verdict."""
    golden = _read(method)[name]
    votes = label_votes(golden["votes"], n_labels=golden["labels"])
    verdicts, posterior = fit(votes).judge(votes), np.array(golden["posterior"])
    return np.abs(verdicts.posterior - posterior).max(), np.mean(verdicts.answer == posterior.argmax(axis=1))


def _read(method):
    return json.loads((FOLDER / f"{method}.json").read_text())
