"""From a body to the columns of stages: defaults of the template, and every fault by its path."""

from typing import Any

import pytest

from microtask.challenges.actions.describe import describe
from microtask.challenges.schemas import NewChallenge
from microtask.errors import Invalid
from tests.desk import LETTERS, catalogue
from tests.scene import Scene

EVERYONE = {"department_ids": None, "skills": None, "people": None, "exclude_own": False, "min_departments": 1}


def columns(scene: Scene, **body: Any) -> list[dict[str, Any]]:
    with scene.units.begin() as unit:
        return describe(unit.session, NewChallenge().load({"title": "x"} | body), catalogue=catalogue())


def faults(scene: Scene, **body: Any) -> dict[str, list[str]]:
    with pytest.raises(Invalid) as wrong:
        columns(scene, **body)
    return wrong.value.fields


def test_the_least_that_can_be_said_has_the_defaults_of_the_interface(scene: Scene):
    [stage] = columns(scene, template="review", question="Is it clear?", options=["Yes", "No"])
    assert stage.pop("median_seconds") > 0
    assert stage == EVERYONE | {
        "template": "review", "kind": "review", "question": "Is it clear?", "options": ["Yes", "No"], "scale": None,
        "min_answers": 2, "max_answers": 7, "confidence": 0.95, "precision": None, "effect": None,
        "guidance": "", "glossary": [], "columns": None,
    }  # fmt: skip


def test_a_plain_rating_is_to_be_exact_to_half_a_point(scene: Scene):
    [stage] = columns(scene, template="rate", question="How easy?", scale={"min": 1, "max": 5})
    assert (stage["precision"], stage["scale"]) == (0.5, {"min": 1, "max": 5, "labels": {}})
    assert stage["options"] == []


def test_a_named_template_brings_what_is_left_out(scene: Scene):
    template = catalogue().get("idea-usefulness")
    [stage] = columns(scene, template="idea-usefulness")
    assert stage["question"] == template.question
    assert stage["scale"] == template.scale
    assert (stage["min_answers"], stage["max_answers"]) == (template.redundancy.minimum, template.redundancy.maximum)
    assert stage["precision"] == template.redundancy.precision
    assert stage["median_seconds"] == template.median_seconds


def test_what_the_owner_says_goes_before_the_template(scene: Scene):
    [stage] = columns(
        scene, template="idea-usefulness", question="Would it help?", scale={"min": 0, "max": 3},
        redundancy={"max": 4, "precision": 0.25},
    )  # fmt: skip
    assert stage["question"] == "Would it help?"
    assert stage["scale"] == {"min": 0, "max": 3, "labels": {}}
    assert (stage["min_answers"], stage["max_answers"], stage["precision"]) == (3, 4, 0.25)


def test_one_bound_that_passes_the_templates_other_one_takes_it_along(scene: Scene):
    assert columns(scene, **LETTERS, redundancy={"max": 1})[0]["min_answers"] == 1
    assert columns(scene, **LETTERS, redundancy={"min": 9})[0]["max_answers"] == 9
    told = faults(scene, **LETTERS, redundancy={"min": 5, "max": 4})
    assert told == {"redundancy.max": ["Give a number that is not below “min”."]}


def test_departments_are_named_by_slug_or_alias_and_kept_once(scene: Scene):
    tax, parks = scene.department("tax"), scene.department("parks")
    scene.do(lambda unit: unit.connection.exec_driver_sql(
        "INSERT INTO department_aliases (department_id, name) VALUES (%s, 'Revenue')", (tax,)))  # fmt: skip
    [stage] = columns(scene, **LETTERS, audience={"departments": ["tax", "parks", "Revenue"], "exclude_own": True})
    assert (stage["department_ids"], stage["exclude_own"]) == ([tax, parks], True)


def test_every_fault_of_every_stage_is_told_by_its_path(scene: Scene):
    told = faults(
        scene,
        stages=[
            {"template": "review", "options": ["Yes", "No"], "effect": {"drop": ["Maybe"]}},
            {"template": "no-such"},
            {"question": "?"},
            {"template": "tag", "question": "?", "scale": {"min": 1, "max": 5}},
            {"template": "rate", "question": "?", "options": ["a", "b"], "effect": {"pass": ["a"]}},
            {"template": "review", "question": "?", "options": ["only"], "redundancy": {"precision": 1}},
            {"template": "review", "question": "?", "options": ["a", "b"],
             "audience": {"departments": ["atlantis"], "min_departments": 9}, "effect": {"pass": {"top": 3}}},
        ],
    )  # fmt: skip
    assert {path: len(sentences) for path, sentences in told.items()} == dict.fromkeys(
        [
            "stages.0.question", "stages.0.effect", "stages.1.template", "stages.2.template", "stages.3.scale",
            "stages.3.options", "stages.4.options", "stages.4.scale", "stages.4.effect", "stages.5.options",
            "stages.5.redundancy.precision", "stages.6.audience.departments", "stages.6.audience.min_departments",
            "stages.6.effect",
        ],
        1,
    )  # fmt: skip
    assert told["stages.6.audience.departments"] == ["There is no department “atlantis”."]
    assert told["stages.1.template"][0].startswith("There is no task template “no-such”. Choose one of: review")


def test_how_many_options_there_must_be_is_for_the_kind_to_say(scene: Scene):
    for kind, least in (("review", 2), ("tag", 1)):
        told = faults(scene, template=kind, question="?", options=[])
        assert told == {"options": [f"Give {least} to 100 options: there are 0."]}


def test_a_single_stage_has_its_faults_at_the_top_level(scene: Scene):
    assert set(faults(scene, template="review")) == {"question", "options"}


def test_a_comparison_needs_a_question_and_no_options(scene: Scene):
    [stage] = columns(scene, template="compare", question="Which?")
    assert (stage["kind"], stage["options"], stage["scale"]) == ("compare", [], None)
    told = faults(scene, template="compare", question="Which?", options=["This", "That"], redundancy={"max": 1})
    assert told == {
        "options": ["A compare question has no options. Leave this out."],
        "redundancy.max": ["Each item must be compared at least twice, or no ranking holds together."],
    }


@pytest.mark.parametrize(
    ("stage", "effect"),
    [
        ({"template": "review", "question": "?", "options": ["Yes", "No"]}, {"pass": ["Yes"]}),
        ({"template": "tag", "question": "?", "options": ["Bins"]}, {"drop": ["Bins"]}),
        ({"template": "rate", "question": "?", "scale": {"min": 1, "max": 5}}, {"pass": {"top": 10}}),
        ({"template": "compare", "question": "?"}, {"pass": {"top": 10}}),
    ],
)
def test_an_effect_fits_its_kind(scene: Scene, stage: dict[str, Any], effect: dict[str, Any]):
    assert columns(scene, **stage, effect=effect)[0]["effect"] == effect
