"""Synthetic volunteers: the same seed says the same, and about as many are right as were asked for."""

from statistics import mean

import pytest

from microtask.kinds.registry import KINDS, question
from microtask.simulate import Crowd

REVIEW = {"kind": "review", "options": ["Yes", {"label": "No", "definition": "It does not."}], "estimated_seconds": 20}
TAG = {"kind": "tag", "options": ["Cost", "Staff", "Time"], "estimated_seconds": 20}
RATE = {"kind": "rate", "scale": {"min": 1, "max": 5, "labels": {}}, "estimated_seconds": 20}
KEYS = [f"item-{number}" for number in range(400)]


def said(crowd: Crowd, asked: dict, *, size: int = 5) -> list[tuple[str, object]]:
    everything = [(key, crowd.say(person, asked | {"key": key})) for key in KEYS for person in range(size)]
    return [(key, answer["value"]) for key, answer in everything if "value" in answer]


def test_the_same_seed_says_the_same_and_another_does_not():
    crowds = [Crowd(5, 0.8, truth={}, seed=seed) for seed in (0, 0, 1)]
    first, again, other = (said(crowd, REVIEW) for crowd in crowds)
    assert first == again != other


@pytest.mark.parametrize("accuracy", [0.6, 0.9])
def test_about_as_many_answers_are_right_as_were_asked_for(accuracy):
    truth = {key: "No" if number % 3 else "Yes" for number, key in enumerate(KEYS)}
    crowd = Crowd(30, accuracy, truth=truth, seed=0)
    rights = [value == truth[key] for key, value in said(crowd, REVIEW, size=30)]
    assert mean(rights) == pytest.approx(mean(crowd.accuracies), abs=0.02)
    assert mean(crowd.accuracies) == pytest.approx(accuracy, abs=0.05)


def test_tags_and_numbers_come_near_the_truth():
    crowd = Crowd(5, 0.9, truth=dict.fromkeys(KEYS, "Cost|Staff"), seed=0)
    applied = [set(value) for _, value in said(crowd, TAG)]
    assert mean("Cost" in tags for tags in applied) > 0.8
    assert mean("Time" in tags for tags in applied) < 0.1
    crowd = Crowd(5, 0.9, truth=dict.fromkeys(KEYS, "4"), seed=0)
    assert mean(value for _, value in said(crowd, RATE)) == pytest.approx(4, abs=0.2)


@pytest.mark.parametrize("asked", [REVIEW, TAG, RATE], ids=lambda asked: asked["kind"])
def test_whatever_is_said_is_an_answer_that_the_service_takes(asked):
    kind = KINDS[asked["kind"]]
    options = ["Yes", "No"] if asked is REVIEW else asked.get("options", [])
    about = question(asked["kind"], options=options, scale=asked.get("scale"))
    answers = said(Crowd(5, 0.5, truth={}, seed=3), asked)
    assert all(isinstance(kind.parse(value, about), str) for _, value in answers)


def test_of_two_the_better_one_is_chosen_whichever_way_round_they_are_shown():
    crowd = Crowd(5, 0.8, truth={"poor": "1", "good": "9"}, seed=0)
    asked = {"kind": "compare", "estimated_seconds": 20}
    said = [crowd.say(person, asked | {"keys": {"a": "good", "b": "poor"}}) for person in range(5)]
    turned = [crowd.say(person, asked | {"keys": {"a": "poor", "b": "good"}}) for person in range(5)]
    other = {"a": "b", "b": "a", "same": "same"}
    assert [other.get(answer.get("value")) for answer in said] == [answer.get("value") for answer in turned]
    many = Crowd(200, 0.8, truth=crowd.truth, seed=1)
    values = [many.say(person, asked | {"keys": {"a": "good", "b": "poor"}}).get("value") for person in range(200)]
    assert mean(value == "a" for value in values) == pytest.approx(0.8, abs=0.07)
    assert set(values) == {"a", "b", "same", None}


def test_now_and_then_somebody_is_not_sure():
    crowd = Crowd(5, 0.8, truth={}, seed=0)
    unsure = [crowd.say(person, REVIEW | {"key": key}) == {"not_sure": True} for key in KEYS for person in range(5)]
    assert 0 < mean(unsure) < 0.05
