import pytest

from tests.web.analyst import answered, finish
from tests.web.visitor import heading, links, text


@pytest.fixture
def owner(scene):
    return scene.person("home", "owner")


def test_the_page_says_who_was_asked_by_which_rule_and_with_what_limits(visit, scene, owner):
    tax = scene.department("tax")
    opened = answered(scene, owner, [["yes", "yes", "no", None]], department_ids=[tax], exclude_own=True)
    page = visit(scene.person("home", "analyst")).get(f"/challenges/{opened.id}/method")
    shown = text(page)
    assert heading(page) == "How this was worked out"
    assert "Who was asked Tax, but not the department that asks" in shown
    assert "4 answers by 4 people" in shown
    assert "Version 1: 4 to 5 answers an item, until the confidence is 0.95" in shown
    assert "it was given 1 time here" in shown
    assert "is estimated under random names, and erased when the challenge closes" in shown
    assert "They are not a sample of anybody." in shown
    assert "None so far." in shown


def test_what_was_asked_is_told_to_the_letter(visit, scene, owner):
    options = [{"label": "yes", "definition": "A reader could act on it"}, {"label": "no"}]
    words = {"guidance": "Read it once.", "glossary": [{"term": "act", "meaning": "Do what is asked"}]}
    opened = answered(scene, owner, [["yes", "no"]], options=options, guidance_version=2, **words)
    scene.rows(
        "INSERT INTO guidance_changes (stage_id, version, guidance, changed_at)"
        " VALUES (:stage, 1, 'Skim it.', '2026-01-20') RETURNING version",
        stage=opened.stage,
    )
    shown = text(visit(owner).get(f"/challenges/{opened.id}/method"))
    assert "yes: A reader could act on it no or I’m not sure" in shown  # noqa: RUF001 (a typographic apostrophe)
    assert "Guidance Read it once. Guidance until 20 January 2026 Skim it." in shown
    assert "act: Do what is asked" in shown


def test_where_there_was_no_guidance_that_is_said(visit, scene, owner):
    opened = answered(scene, owner, [["yes", "no"]])
    assert "There was no guidance beside it." in text(visit(owner).get(f"/challenges/{opened.id}/method"))


def test_a_rule_that_changed_on_the_way_is_told(visit, scene, owner):
    opened = answered(scene, owner, [["yes", "yes"]])
    scene.rows(
        "INSERT INTO rule_changes (stage_id, version, min_answers, max_answers, confidence, changed_at)"
        " VALUES (:stage, 1, 2, 4, 0.9, '2026-01-20') RETURNING version",
        stage=opened.stage,
    )
    shown = text(visit(owner).get(f"/challenges/{opened.id}/method"))
    assert "Until 20 January 2026 (version 1): 2 to 4 answers an item, until the confidence is 0.9." in shown


def test_one_item_is_worked_through_that_people_differ_on(visit, scene, owner):
    opened = answered(scene, owner, [["yes"] * 4, ["yes", "yes", "no", "no"]])
    page = visit(owner).get(f"/challenges/{opened.id}/method")
    assert f"/challenges/{opened.id}/workings/2?stage=1" in links(page)
    assert "yes 2 " in text(page)


def test_after_closing_it_says_that_estimates_have_been_erased(visit, scene, owner):
    opened = answered(scene, owner, [["yes", "yes"]])
    finish(scene, opened)
    assert "and erased when the challenge closed. No person sees it." in text(
        visit(owner).get(f"/challenges/{opened.id}/method")
    )


def test_before_anybody_was_asked_there_is_nothing_to_work_through(visit, scene, owner):
    opened = scene.challenge(items=0, owner=owner)
    assert "One item worked through" not in text(visit(owner).get(f"/challenges/{opened.id}/method"))
