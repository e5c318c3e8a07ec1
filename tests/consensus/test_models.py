import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from microtask.consensus import methods, models
from microtask.consensus.votes import LabelVotes, NumberVotes
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


STORED = models.dump(methods.fit(CROWDS[LabelVotes](n_tasks=40).votes))


def _array(values):
    stream = io.BytesIO()
    np.save(stream, values)
    return stream.getvalue()


@pytest.mark.parametrize(
    "data",
    [b"", b"no model at all", STORED[: len(STORED) // 2], STORED[:200] + bytes(50) + STORED[250:], _array(np.zeros(3))],
    ids=["nothing", "a text", "cut", "partly blank", "one array"],
)
def test_bytes_that_are_no_model_are_refused(data):
    with pytest.raises(ValueError, match="no stored model, or it was cut or changed"):
        models.load(data)


@given(st.integers(0, len(STORED) - 1), st.integers(0, 255))
def test_a_model_of_which_a_byte_was_changed_is_refused_or_the_same(place, byte):
    changed = bytearray(STORED)
    changed[place] = byte
    try:
        again = models.load(bytes(changed))
    except ValueError:
        return
    assert models.dump(again) == STORED


def test_a_model_of_another_version_is_refused(tmp_path):
    path = tmp_path / "model.npz"
    np.savez(path, model=np.array("mean"), spread=np.array(1.0))
    with pytest.raises(ValueError, match="there is no 'variance'"):
        models.load(path.read_bytes())
