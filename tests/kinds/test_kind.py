import numpy as np
import pytest

from microtask.kinds.kind import Material, Repeated, codes, given, is_not_sure

REPEATED = Repeated(["y", None, "x"], np.array([2, 1, 0]))


@pytest.mark.parametrize("answers", [["x", None, "y"], REPEATED])
def test_answers_without_a_value_are_left_out(answers):
    material = Material(np.array([0, 1, 1]), np.array([7, 8, 9]), answers, 2)
    tasks, volunteers, texts = given(material)
    assert (tasks.tolist(), volunteers.tolist(), list(texts)) == ([0, 1], [7, 9], ["x", "y"])
    assert is_not_sure(material).tolist() == [False, True, False]


def test_texts_that_repeat_are_as_many_as_their_places():
    assert (len(REPEATED), list(REPEATED), REPEATED[0]) == (3, ["x", None, "y"], "x")


@pytest.mark.parametrize("texts", [["b", "a"], Repeated(["a", "b", "not there"], np.array([1, 0]))])
def test_each_text_has_its_code(texts):
    assert codes(texts, {"a": 0, "b": 1}).tolist() == [1, 0]


@pytest.mark.parametrize("texts", [["c"], Repeated(["c"], np.array([0, 0]))])
def test_a_text_without_a_code_is_an_error(texts):
    with pytest.raises(KeyError, match="c"):
        codes(texts, {"a": 0})
