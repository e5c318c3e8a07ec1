import numpy as np
import pytest

from microtask.consensus import methods
from microtask.kinds.kind import Material, Question, Scale
from microtask.kinds.registry import KINDS, question

EXAMPLES = {
    "review": (question("review", options=["yes", "no"]), "no"),
    "tag": (question("tag", options=["cost", "health"]), "cost|health"),
    "rate": (question("rate", scale={"min": 1, "max": 5, "labels": {}}), "3"),
    "compare": (question("compare"), "same"),
}


def test_a_question_knows_its_labels_and_its_scale():
    options = ["yes", {"label": "no", "definition": "It does not."}]
    assert question("review", options=options) == Question("review", ("yes", "no"))
    scale = {"min": 1, "max": 5, "labels": {"5": "Very"}}
    assert question("rate", scale=scale) == Question("rate", scale=Scale(1, 5, {5: "Very"}))


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_leads_from_an_answer_to_a_verdict_and_back_to_its_text(name):
    kind, (asked, text) = KINDS[name], EXAMPLES[name]
    assert kind.parse(kind.to_value(text, asked), asked) == kind.parse_text(text, asked) == text
    answers = Material(np.zeros(4, dtype=np.int64), np.arange(4), [text, None, text, text], n_tasks=1)
    votes = kind.votes(answers, asked, {})
    assert type(votes) is kind.VOTES
    verdicts = methods.fit(votes).judge(votes)
    assert kind.answer_texts(verdicts, asked) == [text]
    assert sum(next(kind.distributions(votes, asked)).values()) == 3 * max(1, text.count("|") + 1)
    assert all(len(column) == 1 for column in kind.columns(verdicts, asked).values())


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_says_which_fields_its_question_has(name):
    assert set(KINDS[name].question_fields()) <= {"options", "scale"}
