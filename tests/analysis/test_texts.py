import numpy as np
import pytest

from microtask.analysis import judging
from microtask.analysis.texts import parse_text
from microtask.errors import Invalid
from microtask.kinds.kind import Material, Question

TEXT = Question("text")


def outcomes(rows, **options):
    tasks = np.array([task for task, texts in enumerate(rows) for _ in texts], dtype=np.int64)
    volunteers = np.array([place for texts in rows for place in range(len(texts))], dtype=np.int64)
    material = Material(tasks, volunteers, [text for texts in rows for text in texts], len(rows))
    return list(judging.outcomes(judging.fit(TEXT, material, **options)))


def test_the_text_that_is_nearest_to_the_others_is_the_answer():
    alike, alone, nobody = outcomes([["a red dog", "A red dog.", "a dog", "cat"], ["one cat"], [None]])
    assert alike.answer in ("a red dog", "A red dog.")
    assert (alike.answers, alike.agreement) == (4, 0.5)
    assert alike.distribution == {"A red dog.": 1, "a dog": 1, "a red dog": 1, "cat": 1}
    assert (alone.answer, alone.agreement) == ("one cat", 1.0)
    assert (nobody.answer, nobody.confidence, nobody.not_sure) == (None, None, 1)


def test_a_known_text_stands_and_agreement_is_with_it():
    known, _, unasked = outcomes([["a dog", "A dog.", "a cat"], ["x", "x"], [None]], gold={0: "a dog", 2: "y"})
    assert (known.answer, known.confidence, known.is_gold, known.tie) == ("a dog", 1.0, True, False)
    assert known.agreement == pytest.approx(2 / 3, abs=1e-6)
    assert (unasked.answer, unasked.agreement) == ("y", None)


def test_there_is_no_alpha_of_texts():
    material = Material(np.array([0, 0]), np.array([0, 1]), ["a", "b"], 1)
    assert judging.alpha(judging.fit(TEXT, material)) is None


def test_a_text_stands_on_one_line_and_has_a_word():
    assert parse_text(" a\n dog ", TEXT) == "a dog"
    with pytest.raises(Invalid, match="The text is empty"):
        parse_text("  ", TEXT)
