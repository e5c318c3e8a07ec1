import re
from html import unescape

import pytest

from microtask.web.choosing import BOXES
from tests.desk import LETTERS, catalogue
from tests.web.visitor import errors, heading, text

REVIEW = {
    "template": "review",
    "question": "Does this letter say what to do next?",
    "label": ["Yes", "Partly", "No", ""],
    "definition": ["it says what to do", "", "", ""],
    "example": ["Send us form B2", "", "", ""],
    "guidance": "If there is nothing to do, say yes.",
    "glossary": "SLA: how fast we promise to answer",
}

ONE_POINT = {"template": "rate", "label": "Hard", "definition": "", "example": ""}


def _boxes(page: str, name: str) -> list[str]:
    """What stands in the boxes of a column, from the first row to the last; the row for scripts is none of them."""
    shown = page.partition("<template")[0]
    found = re.findall(rf'<input class="govuk-input" id="[^"]*" name="{name}" type="text"(?: value="([^"]*)")?', shown)
    return [unescape(each) for each in found]


@pytest.fixture
def draft(owner):
    return owner.send("/challenges", title="Letters").location


def test_a_draft_first_asks_what_kind_of_question_it_is(owner, draft):
    page = owner.follow(owner.get(f"{draft}/question"))
    assert heading(page) == "What do you want colleagues to do?"
    assert "Does this letter say what to do next? Yes / Partly / No" in text(page)
    refused = owner.get(f"{draft}/question/kind?asked=yes")
    assert (refused.status_code, errors(refused)) == (422, ["Select what colleagues will do"])
    page = owner.follow(owner.get(f"{draft}/question/kind?asked=yes&template=next-step-letter"))
    assert ">\nDoes this letter say what to do next?</textarea>" in page.text
    assert owner.get(f"{draft}/question?template=nothing").status_code == 404


def test_a_question_is_saved_with_meanings_examples_guidance_and_glossary(owner, draft, scene):
    page = owner.follow(owner.send(f"{draft}/question", **REVIEW))
    assert "You have completed 1 of 7 sections" in text(page)
    [stage] = scene.rows("SELECT * FROM stages")
    assert stage.options == [
        {"label": "Yes", "definition": "it says what to do", "example": "Send us form B2"}, "Partly", "No",
    ]  # fmt: skip
    assert stage.glossary == [{"term": "SLA", "meaning": "how fast we promise to answer"}]
    form = owner.get(f"{draft}/question").text
    assert _boxes(form, "label") == ["Yes", "Partly", "No"]
    assert _boxes(form, "definition") == ["it says what to do", "", ""]
    assert _boxes(form, "example") == ["Send us form B2", "", ""]
    assert "SLA: how fast we promise to answer</textarea>" in form


def test_advice_is_given_and_blocks_nothing(owner, draft, scene):
    fields = REVIEW | {"question": "Is this comment relevant?", "label": ["Yes", "No"], "glossary": ""}
    page = owner.follow(owner.send(f"{draft}/question", **fields))
    assert heading(page) == "The question"
    assert "Two colleagues may read “relevant” differently. Say relevant to what." in text(page)
    assert scene.value("SELECT question FROM stages") == "Is this comment relevant?"


def test_a_question_may_be_left_half_done(owner, draft):
    owner.send(f"{draft}/question", template="review", guidance="Think twice.")
    assert "In progress" in text(owner.get(draft))
    page = owner.get(f"{draft}/question")
    assert "Think twice." in text(page)


def test_another_kind_of_question_takes_its_own_answers_and_the_same_care(owner, draft, scene):
    owner.send(f"{draft}/question", **REVIEW)
    owner.send(f"{draft}/sections/rule", care="quick")
    fields = {"template": "rate", "question": "How clear is it?", "label": ["Hard", "Neither", "Easy"]}
    assert owner.send(f"{draft}/question", **fields).status_code == 303
    [stage] = scene.rows("SELECT * FROM stages")
    assert stage.scale == {"min": 1, "max": 3, "labels": {"1": "Hard", "2": "Neither", "3": "Easy"}}
    assert (stage.kind, stage.options, stage.min_answers) == ("rate", [], 2)
    owner.send(f"{draft}/question", template="better-idea", question="Which idea is better?")
    [stage] = scene.rows("SELECT * FROM stages")
    assert (stage.kind, stage.min_answers, stage.max_answers) == ("compare", 4, 10)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"label": "Yes", "definition": "", "example": ""}, "Give 2 to 100 options: there are 1"),
        (ONE_POINT, "Write at least two points of the scale"),
        (
            {"label": ["Yes", "", "No"], "example": ["", "Send us form B2", ""]},
            "Option 2: its label is empty. Write it, or remove it.",
        ),
        ({"glossary": "SLA"}, "Line 1 has no colon. Write the word, a colon, and what it means."),
    ],
)
def test_each_field_says_what_is_wrong_with_it(owner, draft, fields, sentence):
    page = owner.send(f"{draft}/question", **REVIEW | fields)
    assert errors(page) == [sentence]
    place = "glossary" if "glossary" in fields else "options"
    assert f'href="#{place}"' in page.text
    assert f'id="{place}"' in page.text


def test_a_question_that_was_there_is_not_emptied(owner, desk):
    challenge_id = desk.draft()
    page = owner.send(f"/challenges/{challenge_id}/question", template="review", question=" ")
    assert errors(page) == ["Write the question that colleagues are asked about each item"]


def test_saving_it_untouched_changes_nothing(owner, desk, scene):
    scale = {"min": 0, "max": 4, "labels": {"0": "None"}}
    challenge_id = desk.draft(template="rate", options=None, scale=scale)
    before = scene.rows("SELECT * FROM stages")
    fields = {"template": "rate", "question": LETTERS["question"], "label": ["None", "1", "2", "3", "4"]}
    owner.send(f"/challenges/{challenge_id}/question", **fields)
    assert scene.rows("SELECT * FROM stages") == before


def test_answers_to_choose_from_are_fixed_once_colleagues_were_asked(owner, desk, scene):
    challenge_id = desk.opened()
    scene.sit(scene.person(), challenge=challenge_id)
    path = f"/challenges/{challenge_id}/question"
    assert "can no longer change" in text(owner.get(path))
    refused = owner.send(path, **REVIEW | {"label": ["Yes", "No"]})
    assert refused.status_code == 409
    assert "cannot be changed once colleagues have been asked the question" in errors(refused)[0]


@pytest.mark.parametrize("template", [each.id for each in catalogue()])
def test_what_a_template_brings_can_be_saved_as_it_is(owner, draft, scene, template):
    brought = catalogue().get(template)
    page = owner.get(f"{draft}/question?template={template}")
    areas = [unescape(each) for each in re.findall(r"<textarea[^>]*>\n(.*?)</textarea>", page.text, re.DOTALL)]
    fields = {"template": template, "question": areas[0] or "Is it clear?"}
    fields |= {box: _boxes(page.text, box) for box in BOXES}
    assert owner.send(f"{draft}/question", **fields).status_code == 303
    [stage] = scene.rows("SELECT * FROM stages")
    assert stage.template == template
    assert (stage.scale or stage.options or None) == (brought.scale or brought.options or None)


def test_another_row_is_asked_for_without_scripts_and_nothing_that_was_typed_is_lost(owner, draft, scene):
    page = owner.send(f"{draft}/question", **REVIEW, add="yes")
    assert page.status_code == 200
    assert _boxes(page.text, "label") == ["Yes", "Partly", "No", "", ""]
    assert _boxes(page.text, "definition")[0] == "it says what to do"
    assert "If there is nothing to do, say yes.</textarea>" in page.text
    assert re.search(r'id="options-5" name="label" type="text" autofocus', page.text)
    assert scene.value("SELECT question FROM stages") == "", "nothing is saved yet"


def test_what_was_refused_stays_as_it_was_typed(owner, draft):
    page = owner.send(f"{draft}/question", **REVIEW | {"glossary": "SLA"})
    assert _boxes(page.text, "label") == ["Yes", "Partly", "No", ""]
    assert _boxes(page.text, "example") == ["Send us form B2", "", "", ""]


def test_the_enter_key_saves_and_adds_no_row(owner, draft):
    page = owner.get(f"{draft}/question?template=review")
    assert (
        re.search(r"<button[^>]*>(.*?)</button>", page.text.partition('/question" novalidate>')[2])[1]
        == "Save and continue"
    )
