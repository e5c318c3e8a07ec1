import re

import pytest

from microtask.people.rules import Identity
from tests.desk import Desk
from tests.results.actions.test_rank import compare
from tests.scene import Opened
from tests.web.visitor import errors, heading, text


@pytest.fixture
def owner(scene) -> Identity:
    return scene.person("home", "owner")


@pytest.fixture
def challenge(scene, owner) -> Opened:
    return scene.challenge(owner=owner, items=12)


def _answers(scene):
    return [
        tuple(row)
        for row in scene.rows(
            "SELECT i.key, x.value, x.not_sure, x.channel FROM answers x JOIN tasks t ON t.id = x.task_id"
            " JOIN items i ON i.id = t.item_id ORDER BY i.id"
        )
    ]


def test_a_pack_has_the_items_that_need_answers_most_and_sets_none_aside(visit, scene, owner, challenge):
    volunteer = scene.person("tax")
    sitting = scene.sit(volunteer)
    first = scene.next(sitting, volunteer)
    scene.say(first.id, "yes", volunteer)
    scene.stop(sitting, volunteer)
    before = scene.value("SELECT sum(taken) FROM tasks")
    page = visit(owner).get(f"/challenges/{challenge.id}/paper/pack?items=10")
    assert heading(page) == "Is it clear?"
    assert page.text.count("app-paper__item") == 10
    assert "1 · yes" in text(page)
    assert "? · I’m not sure" in text(page)  # noqa: RUF001
    assert page.text.count('class="app-marking">OFFICIAL') == 2
    answered = scene.value(
        "SELECT i.key FROM items i JOIN tasks t ON t.item_id = i.id JOIN answers x ON x.task_id = t.id"
    )
    assert f"Reference {answered} " not in text(page)
    assert scene.value("SELECT sum(taken) FROM tasks") == before


def test_the_length_of_a_pack_is_one_of_three(visit, owner, challenge):
    visitor = visit(owner)
    for asked, shown in (("20", 12), ("9999", 10), ("x", 10)):
        page = visitor.get(f"/challenges/{challenge.id}/paper/pack?items={asked}")
        assert page.text.count("app-paper__item") == shown


def test_nothing_above_official_is_printed(visit, scene, owner, challenge):
    scene.rows("UPDATE challenges SET marking = 'OFFICIAL-SENSITIVE' RETURNING id")
    page = visit(owner).get(f"/challenges/{challenge.id}/paper/pack")
    assert page.status_code == 409
    assert "Text 1" not in page.text
    assert "paper/pack" not in visit(owner).get(f"/challenges/{challenge.id}/paper").text


def test_answers_that_are_typed_in_count_as_those_of_the_api_do(visit, scene, owner, challenge):
    visitor = visit(owner)
    sent = {"key-1": "item-1", "name-1": "Jo", "answer-1": "1", "key-2": "item-2", "answer-2": "?"}
    page = visitor.follow(visitor.send(f"/challenges/{challenge.id}/paper/answers", **sent))
    assert "2 answers were added" in text(page)
    assert _answers(scene) == [("item-1", "yes", False, "elsewhere"), ("item-2", None, True, "elsewhere")]
    assert scene.value("SELECT count(DISTINCT participant_id) FROM answers") == 1


def test_a_bad_row_stays_as_it_was_typed_and_the_good_ones_are_taken(visit, scene, owner, challenge):
    sent = {"key-1": "item-1", "name-1": "Jo", "answer-1": "1", "key-2": "item-2", "answer-2": "7"}
    sent |= {"key-3": "nowhere", "answer-3": "2"}
    page = visit(owner).send(f"/challenges/{challenge.id}/paper/answers", **sent)
    assert page.status_code == 422
    assert errors(page) == [
        "“7” is not an option of this question. Choose “yes”, “no”.",
        "This challenge has no item with the key “nowhere”",
    ]
    assert "1 answer was added" in text(page)
    assert 'name="answer-2" type="text" value="7"' in page.text
    assert 'name="name-2" type="text" value="Jo"' in page.text
    assert 'value="item-1"' not in page.text
    assert len(_answers(scene)) == 1


def test_a_page_with_nothing_on_it_is_told_so(visit, owner, challenge):
    page = visit(owner).send(f"/challenges/{challenge.id}/paper/answers")
    assert errors(page) == ["Type in an answer or more, or leave this page"]


def test_paper_is_for_challenges_that_take_answers(visit, scene, owner):
    draft = scene.challenge(owner=owner, state="draft")
    for path in ("paper", "paper/pack", "paper/answers"):
        assert visit(owner).get(f"/challenges/{draft.id}/{path}").status_code == 409


@pytest.fixture
def pairs(scene, owner) -> str:
    """Items of which some pairs are asked about, as the first pass chose them."""
    desk = Desk(scene, owner)
    return f"/challenges/{compare(desk, items=6)}"


def _said(scene):
    return scene.rows(
        "SELECT t.id, x.value, a.swapped FROM answers x JOIN tasks t ON t.id = x.task_id"
        " JOIN assignments a ON a.id = x.assignment_id ORDER BY t.id"
    )


def test_pairs_are_printed_with_both_items_and_a_number_to_type_in(visit, owner, pairs):
    page = visit(owner).get(f"{pairs}/paper/pack")
    assert page.text.count("app-paper__item") == 10
    assert re.search(r"1\. Reference P\d+ \w+ A ", text(page))
    assert "3 · About the same" in text(page)


def test_a_comparison_counts_for_the_item_that_was_printed_there(visit, scene, owner, pairs):
    visitor = visit(owner)
    pack = text(visitor.get(f"{pairs}/paper/pack"))
    printed = re.findall(r"Reference (P\d+) \w+ A .*?(\d+) \w+ B .*?(\d+)", pack)
    numbers = sorted((reference for reference, *_ in printed), key=lambda each: int(each[1:]))[:2]
    sent = {"name-1": "Jo", "key-1": numbers[0], "answer-1": "1", "key-2": numbers[1].lower(), "answer-2": "1"}
    page = visitor.follow(visitor.send(f"{pairs}/paper/answers", **sent))
    assert "2 answers were added" in text(page)
    for row, number in zip(_said(scene), numbers, strict=True):
        assert f"P{row.id}" == number
        assert row.swapped == bool(row.id % 2)
        assert row.value == ("b" if row.swapped else "a"), (
            "A was ticked, which is the second one where they are swapped"
        )


def test_a_pair_that_nobody_asks_about_is_refused(visit, scene, owner, pairs):
    sent = {"name-1": "Jo", "key-1": "P999999", "answer-1": "1", "key-2": "k00|k00", "answer-2": "3"}
    page = visit(owner).send(f"{pairs}/paper/answers", **sent)
    assert errors(page) == [
        "This challenge has no item with the key “P999999”", "This challenge does not ask about the pair “k00|k00”",
    ]  # fmt: skip
    assert _said(scene) == []


def test_the_start_page_leads_to_packs_and_to_the_answers(visit, owner, challenge):
    page = visit(owner).get(f"/challenges/{challenge.id}/paper")
    for link in ("paper/pack?items=10", "paper/pack?items=50", "paper/answers?stage=1"):
        assert f"/challenges/{challenge.id}/{link}" in page.text
