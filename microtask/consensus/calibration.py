"""Calibration on known answers: confidences are flattened or sharpened until they fit what turned out.

Temperature scaling (C. Guo and others, "On calibration of modern neural networks", ICML 2017): every posterior is
raised to the power 1/T and made to sum to 1 again, so that no verdict changes. T is the likeliest for the known tasks,
weighed against a belief that it is near 1: with few known answers little moves, with many they decide.
"""

import numpy as np

from microtask.consensus.votes import FloatArray, IntArray

SPREAD = 0.3  # standard deviation of log T, before any known answer
REACH = 1.5  # the furthest that log T goes
STEPS = 301


def temperature(scores: FloatArray, truth: IntArray) -> float:
    """T for log posteriors of known tasks, (tasks, labels), whose labels are `truth`; 1 where there are none.

    The scores must not have been learnt from the same answers, or they flatter themselves.
    """
    logs = np.linspace(-REACH, REACH, STEPS)
    tasks = np.arange(len(truth))
    fits = []
    for log in logs:
        scaled = scores / np.exp(log)
        fits.append((scaled[tasks, truth] - np.logaddexp.reduce(scaled, axis=1)).sum() - (log / SPREAD) ** 2 / 2)
    return float(np.exp(logs[int(np.argmax(fits))]))
