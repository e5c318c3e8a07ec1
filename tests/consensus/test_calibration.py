import numpy as np
import pytest

from microtask.consensus.calibration import temperature


def claims(share_right, *, tasks, claimed=0.95):
    """Log posteriors that claim to be right 95 times in 100 and are right `share_right` of the time."""
    scores = np.log(np.tile([claimed, 1 - claimed], (tasks, 1)))
    return scores, (np.arange(tasks) >= share_right * tasks).astype(int)


def test_without_known_answers_confidences_stay_as_they_are():
    assert temperature(np.zeros((0, 3)), np.zeros(0, dtype=int)) == 1.0


def test_claims_that_hold_stay_as_they_are():
    assert temperature(*claims(0.95, tasks=400)) == pytest.approx(1.0, abs=0.02)


def test_claims_that_do_not_hold_are_flattened_until_they_do():
    scores, truth = claims(0.8, tasks=4000)
    flattened = np.exp(scores[0] / temperature(scores, truth))
    assert flattened[0] / flattened.sum() == pytest.approx(0.8, abs=0.01)


def test_claims_that_are_too_modest_are_sharpened():
    assert temperature(*claims(0.95, tasks=400, claimed=0.7)) < 0.5


def test_few_known_answers_move_little():
    few, many = temperature(*claims(0.8, tasks=20)), temperature(*claims(0.8, tasks=400))
    assert 1.0 < few < many
