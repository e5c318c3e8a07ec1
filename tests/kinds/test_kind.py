import numpy as np
import pytest

from microtask.kinds.kind import Material, codes, given


def test_answers_without_a_value_are_left_out():
    tasks, volunteers, texts = given(Material(np.array([0, 1, 1]), np.array([7, 8, 9]), ["x", None, "y"], 2))
    assert (tasks.tolist(), volunteers.tolist(), texts) == ([0, 1], [7, 9], ["x", "y"])


def test_a_text_without_a_code_is_an_error():
    assert codes(["b", "a"], {"a": 0, "b": 1}).tolist() == [1, 0]
    with pytest.raises(KeyError, match="c"):
        codes(["c"], {"a": 0})
