"""Writes the golden files beside it: synthetic votes, and what crowd-kit 1.4.2 makes of them.

Run it in an environment of its own, since the project does not depend on crowd-kit:

    python -m venv elsewhere && elsewhere/bin/pip install crowd-kit==1.4.2
    elsewhere/bin/python tests/consensus/golden/make.py

`votes` has rows of task, volunteer and label; `posterior` a row for each task. crowd-kit's Wawa cannot predict with a
current scikit-learn (its `check_is_fitted` refuses a class that is no estimator), so its two steps are called one by
one. MACE runs 300 rounds, once: all its restarts begin at the same random numbers, and what is of interest is where
it arrives. Tasks, volunteers and labels are numbered as they first appear, because crowd-kit's MACE mixes them up
otherwise: it sums by the order of their names, and looks up by the order of appearance. The crowds of Wawa have an odd
number of votes a task and two labels, so that nothing is tied.
"""

import json
from pathlib import Path

import numpy as np
import pandas as pd
from crowdkit.aggregation import MACE, DawidSkene, MajorityVote, OneCoinDawidSkene, Wawa

HERE = Path(__file__).parent
SHAPES = {  # tasks, volunteers, votes a task, labels
    "dense": (40, 8, 8, 3),
    "sparse": (60, 15, 4, 3),
    "two labels": (60, 12, 5, 2),
    "few": (30, 10, 3, 2),
    "many labels": (80, 20, 7, 6),
}


def crowd(seed: int, n_tasks: int, volunteers: int, answers: int, labels: int) -> pd.DataFrame:
    """Volunteers with a confusion matrix each, better than chance on the whole."""
    generator = np.random.default_rng(seed)
    matrices = np.array([[generator.dirichlet(row) for row in np.eye(labels) * 4 + 0.8] for _ in range(volunteers)])
    truth = generator.integers(labels, size=n_tasks)
    rows = [
        (task, int(volunteer), int(generator.choice(labels, p=matrices[volunteer, truth[task]])))
        for task in range(n_tasks)
        for volunteer in generator.choice(volunteers, size=answers, replace=False)
    ]
    votes = pd.DataFrame(rows, columns=["task", "worker", "label"])
    return votes.apply(lambda column: pd.factorize(column)[0])


def wawa(votes: pd.DataFrame) -> pd.DataFrame:
    return MajorityVote().fit(votes, skills=Wawa().fit(votes).skills_).probas_


METHODS = {
    "dawid_skene": (DawidSkene(n_iter=100, tol=1e-5).fit_predict_proba, list(SHAPES)),
    "one_coin": (OneCoinDawidSkene(n_iter=100, tol=1e-5).fit_predict_proba, list(SHAPES)),
    "mace": (MACE(n_restarts=1, n_iter=300).fit_predict_proba, list(SHAPES)),
    "wawa": (wawa, ["two labels", "few"]),
}

for method, (posterior_of, names) in METHODS.items():
    golden = {}
    for seed, name in enumerate(names):
        shape = SHAPES[name]
        votes = crowd(seed, *shape)
        posterior = posterior_of(votes).reindex(columns=range(shape[-1])).fillna(0.0).sort_index()
        golden[name] = {
            "labels": shape[-1],
            "votes": votes.to_numpy().tolist(),
            "posterior": posterior.to_numpy().round(9).tolist(),
        }
    (HERE / f"{method}.json").write_text(json.dumps(golden, separators=(",", ":")) + "\n")
