import numpy as np
import pytest

from microtask.consensus import methods, models
from microtask.consensus.votes import NumberVotes
from tests.consensus.test_methods import CROWDS, answers_of, every_method


@every_method
def test_a_stored_model_judges_as_before(name, kind):
    votes = CROWDS[kind](n_tasks=40).votes
    model = methods.fit(votes, name)
    stored = models.dump(model)
    again = models.load(stored)
    assert np.array_equal(answers_of(again.judge(votes)), answers_of(model.judge(votes)))
    assert np.array_equal(again.judge(votes).confidence, model.judge(votes).confidence)
    assert again.tasks_shared == model.tasks_shared == 40
    assert models.dump(again) == stored


def test_a_model_of_an_infinite_variance_is_stored_too():
    votes = NumberVotes(tasks=np.array([0]), volunteers=np.array([7]), n_tasks=1, numbers=np.array([3.0]))
    again = models.load(models.dump(methods.fit(votes)))
    assert again.judge(votes).low.tolist() == [-np.inf]


def test_bytes_that_are_no_model_are_refused():
    with pytest.raises(ValueError, match="pickle"):
        models.load(b"no model at all")


def test_a_model_of_another_version_is_refused(tmp_path):
    path = tmp_path / "model.npz"
    np.savez(path, model=np.array("mean"), spread=np.array(1.0))
    with pytest.raises(ValueError, match="there is no 'variance'"):
        models.load(path.read_bytes())
