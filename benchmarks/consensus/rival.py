"""crowd-kit's Dawid-Skene from file to file: run by the Python of its own venv, `rival.py ANSWERS RESULTS`.

The columns of a crowd-kit frame are task, worker and label; reading and writing are pandas's, as its users have them.
"""

import sys

import pandas as pd
from crowdkit.aggregation import DawidSkene


def main(answers: str, results: str) -> None:
    """Read, fit as the figures of others are taken (n_iter 50, tol 1e-5), and write task and label."""
    frame = pd.read_csv(answers).rename(columns={"volunteer": "worker", "answer": "label"})
    DawidSkene(n_iter=50, tol=1e-5).fit_predict(frame).to_csv(results)


if __name__ == "__main__":
    main(*sys.argv[1:])
