import pytest


@pytest.fixture
def owner(scene):
    return scene.person("home", "owner")


def test_a_challenge_in_figures(calls, owner):
    opened = calls.scene.challenge(items=2, owner=owner, min_answers=3, median_seconds=30.0)
    calls.answer(["yes", "yes", "yes"])
    calls.decide(opened)
    told = calls.get(f"/challenges/{opened.id}/summary", owner).json
    assert told["progress"]["settled"] == 2
    assert told["progress"]["answers"] == 6
    assert (told["stage"], told["answers_per_settled_task"], told["volunteer_minutes"]) == (1, 3.0, 3.0)
    assert told["alpha"] is None
    assert [day["answers"] for day in told["over_time"]] == [6]


def test_alpha_is_that_of_the_stage(calls, owner):
    opened = calls.scene.challenge_of([{"min_answers": 3}, {}], items=3, owner=owner)
    calls.answer(["yes", "yes", "no"])
    calls.decide(opened)
    assert calls.get(f"/challenges/{opened.id}/summary", owner).json["alpha"] is None
    assert calls.get(f"/challenges/{opened.id}/summary?stage=1", owner).json["alpha"] < 0


def test_nothing_has_happened_yet(calls, owner):
    opened = calls.scene.challenge(items=1, owner=owner)
    told = calls.get(f"/challenges/{opened.id}/summary", owner).json
    assert (told["answers_per_settled_task"], told["volunteer_minutes"], told["over_time"]) == (None, 0, [])


def test_the_summary_of_a_stage_is_of_that_stage_alone(calls, owner):
    passing = {"min_answers": 3, "effect": {"pass": ["yes"]}, "median_seconds": 30.0}
    opened = calls.scene.challenge_of([passing, {"median_seconds": 60.0}], items=3, owner=owner)
    calls.answer(["yes", "yes", "yes"])
    calls.decide(opened)
    whole = calls.get(f"/challenges/{opened.id}/summary", owner).json
    first, second = (calls.get(f"/challenges/{opened.id}/summary?stage={at}", owner).json for at in (1, 2))
    assert (whole["stage"], first["stage"], second["stage"]) == (2, 1, 2)
    assert [each["progress"]["answers"] for each in (whole, first, second)] == [9, 9, 0]
    assert [each["progress"]["items"] for each in (whole, first, second)] == [3, 3, 0]
    assert [each["progress"]["settled"] for each in (first, second)] == [3, 0]
    assert [each["volunteer_minutes"] for each in (whole, first, second)] == [4.5, 4.5, 0]
    assert (len(first["over_time"]), second["over_time"]) == (1, [])
    assert calls.get(f"/challenges/{opened.id}/summary?stage=3", owner).status_code == 404
