import csv
import io
import re

import pytest

from microtask.results import actions
from microtask.results.rules import LEVEL, UNDECIDED_BECAUSE
from microtask.web.results import SHOWN
from tests.web.analyst import finish
from tests.web.visitor import heading, links, text
from workers.decide import decide

TAGS = {"kind": "tag", "template": "tag", "question": "Which themes?", "options": ["Cost", "Time", "Staff"]}
RATE = {
    "kind": "rate",
    "template": "rate",
    "question": "How useful?",
    "options": [],
    "scale": {"min": 1, "max": 3, "labels": {"1": "Low", "2": "Middle", "3": "High"}},
    "precision": 0.5,
}


@pytest.fixture
def owner(scene):
    return scene.person("home", "owner")


def answered(scene, owner, answers, **stage):
    """A challenge in which a person a column has answered: `answers` has a row an item, an answer a person."""
    opened = scene.challenge(items=len(answers), owner=owner, min_answers=len(answers[0]), **stage)
    for column in zip(*answers, strict=True):
        person = scene.person()
        sitting = scene.sit(person, minutes=100, challenge=opened.id)
        for task, value in zip(scene.tray(sitting), column, strict=True):
            scene.say(task.id, value, person)
    decide(scene.units, opened.stage, full=True)
    return opened


def test_the_results_of_a_review_are_shown_in_figures_and_item_by_item(visit, scene, owner):
    opened = answered(scene, owner, [["yes"] * 4, ["yes"] * 4, ["no"] * 4, ["yes", "yes", "no", "no"]])
    page = visit(owner).get(f"/challenges/{opened.id}/results")
    assert heading(page) == "Results"
    shown = text(page)
    assert "Items 4 Settled 3 Not enough agreement 0 Answers 16" in shown
    assert "75% of items had at least 4 in 5 people agree." in shown
    assert "yes 2 67% no 1 33%" in shown
    assert (
        "Where people differ most Item What people said Not sure Answer How sure State item-4 Text 4 yes 2, no 2"
        in shown
    )
    assert "Everyone 3 75% 4 in 5 or more 0 0%" in shown
    assert "0% of all answers were “I’m not sure”." in shown  # noqa: RUF001
    assert f"/challenges/{opened.id}/workings/4?stage=1" in links(page)
    assert "item-1 Text 1 yes" in shown
    assert "Answers are still coming in" in shown
    assert not [link for link in links(page) if link.endswith("/releases")]


def test_each_undecided_item_says_why_and_the_page_says_how_many_are_so(visit, scene, owner):
    opened = answered(scene, owner, [["yes", "no"], ["yes", "yes"]], max_answers=2, confidence=0.999999)
    scene.rows("UPDATE results SET tie = true WHERE item_id = 1 RETURNING 1")
    shown = text(visit(owner).get(f"/challenges/{opened.id}/results"))
    assert f"Why items are undecided 2 items: {UNDECIDED_BECAUSE['max']}" in shown
    assert f"Not enough agreement {UNDECIDED_BECAUSE['max']} {LEVEL}" in shown
    scene.rows("UPDATE results SET reason = 'spread' WHERE item_id = 2 RETURNING 1")
    shown = text(visit(owner).get(f"/challenges/{opened.id}/results"))
    assert f"1 item: {UNDECIDED_BECAUSE['max']} 1 item: {UNDECIDED_BECAUSE['spread']}" in shown
    assert f"Not enough agreement {UNDECIDED_BECAUSE['spread']}" in shown


def test_how_sure_colleagues_were_of_one_answer_is_not_said_of_another_that_was_decided(visit, scene, owner):
    opened = answered(scene, owner, [["yes"] * 4, ["yes", "yes", "yes", "no"]])
    visitor, path = visit(owner), f"/challenges/{opened.id}/results"
    sureness = r"item-1 Text 1 (yes|no) (?:more than )?\d+% 100%"
    assert re.search(sureness, text(visitor.get(path)))
    scene.rows("UPDATE results SET state = 'undecided' WHERE item_id = 1 RETURNING 1")
    scene.do(actions.adjudicate, opened.id, "item-1", answer="no", reason="It is not.", stage=None, by=owner)
    shown = text(visitor.get(path))
    assert not re.search(sureness, shown)
    assert "item-1 Text 1 no 4 Decided by its owner" in shown
    worked = text(visitor.get(f"/challenges/{opened.id}/workings/1?stage=1"))
    assert "How sure colleagues were of “yes”" in worked
    assert "Agree on “yes” 100%" in worked


def test_the_headline_and_the_table_of_agreement_are_of_the_same_items(visit, scene, owner):
    opened = answered(scene, owner, [["yes"] * 4, ["yes"] * 4, ["yes", "yes", "no", "no"]])
    scene.rows("UPDATE results SET answers = 1 WHERE item_id = 1 RETURNING 1")
    shown = text(visit(owner).get(f"/challenges/{opened.id}/results"))
    assert "50% of items had at least 4 in 5 people agree." in shown
    assert "Everyone 1 50%" in shown


def test_the_results_of_tags_are_shown_by_tag(visit, scene, owner):
    opened = answered(scene, owner, [[["Cost", "Time"]] * 5, [["Cost"]] * 5, [[]] * 5], **TAGS)
    shown = text(visit(owner).get(f"/challenges/{opened.id}/results"))
    assert "Cost 2 67% Time 1 33% Staff 0 0%" in shown
    assert "item-1 Text 1 Cost, Time" in shown
    assert "item-3 Text 3 None of these" in shown


def test_the_results_of_ratings_are_shown_with_their_interval(visit, scene, owner):
    opened = answered(scene, owner, [[3] * 6, [1, 1, 1, 1, 1, 2]], max_answers=9, **RATE)
    shown = text(visit(owner).get(f"/challenges/{opened.id}/results"))
    assert "Low 1 50% Middle 0 0% High 1 50%" in shown
    assert "item-1 Text 1 3 (" in shown
    assert "item-2 Text 2 1.17 (" in shown


def test_before_anybody_has_answered_the_page_says_that_it_is_too_early(visit, scene, owner):
    opened = scene.challenge(owner=owner)
    shown = text(visit(owner).get(f"/challenges/{opened.id}/results"))
    assert "There are not enough answers to say." in shown
    assert "item-1 Text 1 None yet" in shown
    assert "Where people differ most" not in shown


def test_a_long_list_is_turned_forth_and_back(visit, scene, owner):
    opened = scene.challenge(owner=owner, items=2 * SHOWN + 1)
    visitor, path = visit(owner), f"/challenges/{opened.id}/results"

    def turn(page):
        return [link for link in links(page) if "before=" in link or "after=" in link]

    def items(page):
        return [int(number) for number in re.findall(r"item-(\d+) Text \d+ None yet", text(page))]

    first = visitor.get(path)
    assert items(first) == list(range(1, SHOWN + 1))
    [on] = turn(first)
    second = visitor.get(on)
    assert items(second) == list(range(SHOWN + 1, 2 * SHOWN + 1))
    back, on = turn(second)
    last = visitor.get(on)
    assert items(last) == [2 * SHOWN + 1]
    assert items(visitor.get(back)) == items(first)
    assert len(turn(visitor.get(back))) == 1
    assert items(visitor.get(turn(last)[0])) == items(second)


def test_each_stage_has_results_of_its_own(visit, scene, owner):
    opened = scene.challenge_of([{"question": "First?"}, {"question": "Second?"}], owner=owner)
    visitor, path = visit(owner), f"/challenges/{opened.id}/results"
    assert "Second?" in text(visitor.get(path))
    assert f"{path}?stage=1" in links(visitor.get(path))
    assert "item-1" in text(visitor.get(f"{path}?stage=1"))
    assert visitor.get(f"{path}?stage=3").status_code == 404


@pytest.mark.parametrize("file_format", ["csv", "jsonl", "xlsx", "parquet"])
def test_the_results_are_downloaded_in_every_format_as_the_api_gives_them(visit, scene, owner, file_format):
    opened = answered(scene, owner, [["yes"] * 4, ["no"] * 4])
    visitor = visit(owner)
    [url] = [link for link in links(visitor.get(f"/challenges/{opened.id}/results")) if f"/{file_format}?" in link]
    response = visitor.get(url)
    shown = scene.do(actions.show_results, opened.id, stage=None, by=owner)
    assert response.status_code == 200
    assert f"filename=challenge-{opened.id}-results-OFFICIAL.{file_format}" in response.headers["Content-Disposition"]
    assert len(response.data) > 100
    if file_format == "csv":
        rows = list(csv.DictReader(io.StringIO(response.get_data(as_text=True))))
        assert [row["answer"] for row in rows] == ["yes", "no"]
        assert list(rows[0]) == [column.name for column in shown.sheet.columns]


def test_an_unknown_format_is_not_found(visit, scene, owner):
    assert visit(owner).get(f"/challenges/{scene.challenge(owner=owner).id}/results/pdf").status_code == 404


def test_who_may_read_them_finds_the_results_in_a_list(visit, scene, owner):
    mine = scene.challenge(owner=owner)
    scene.challenge(owner=scene.person("parks", "owner"))
    scene.challenge(owner=owner, state="draft")
    for reader in (owner, scene.person("home", "analyst")):
        page = visit(reader).get("/results")
        assert [link for link in links(page) if link.endswith("/results")][1:] == [f"/challenges/{mine.id}/results"]
        assert "0 of 5" in text(page)
    for other in (scene.person("home"), scene.person("home", "expert"), scene.person("tax", "analyst", "owner")):
        assert "There are no results that you may see yet." in text(visit(other).get("/results"))


def test_results_are_shown_to_nobody_else(visit, scene, owner):
    opened = scene.challenge(owner=owner, department_ids=[scene.department("parks")])
    paths = [f"/challenges/{opened.id}/results", f"/challenges/{opened.id}/results/csv"]
    asked, others = [("parks", ()), ("parks", ("owner",)), ("home", ("admin",))], [("tax", ("owner", "analyst"))]
    for department, roles in asked + others:
        visitor = visit(scene.person(department, *roles))
        status = 404 if (department, roles) in others else 403
        assert [visitor.get(path).status_code for path in paths] == [status, status], (department, roles)


def test_what_came_of_a_challenge_is_told_to_everybody_who_was_asked(visit, scene, owner):
    opened = answered(scene, owner, [["yes", "yes"]])
    finish(scene, opened)
    volunteer = visit(scene.person())
    assert "There are no results that you may see yet." in text(volunteer.get("/results"))
    volunteer.get("/language/cy?next=/results")
    assert "Nid oes canlyniadau y cewch eu gweld eto." in text(volunteer.get("/results"))
    volunteer.get("/language/en?next=/results")
    said = "UPDATE challenges SET outcome = 'We rewrote it.', outcome_at = now() RETURNING 1"
    scene.rows(said)
    page = volunteer.get("/results")
    assert "We rewrote it. Said on" in text(page)
    assert f"/challenges/{opened.id}/about" in links(page)
