import pytest

from tests.web.analyst import answered
from tests.web.visitor import text


@pytest.fixture
def owner(scene):
    return scene.person("home", "owner")


def test_the_panel_tells_of_the_question_and_its_items(visit, scene, owner):
    answers = [["yes"] * 4, ["yes", "yes", "no", "no"], ["yes", None, None, "yes"]]
    opened = answered(scene, owner, answers)
    shown = text(visit(owner).get(f"/challenges/{opened.id}/quality"))
    assert "Not sure 17%" in shown
    assert "Items somebody was not sure about 1" in shown
    assert "Krippendorff's alpha is" in shown
    assert shown.index("Items that people differ on most") < shown.index("item-2 Text 2 yes 2, no 2")
    assert shown.index("Items that most people were not sure about") < shown.rindex("item-3 Text 3 yes 2 2 yes")
    assert "No item has come to: no" in shown


def test_nothing_on_it_is_about_a_person(visit, scene, owner):
    opened = answered(scene, owner, [["yes", "no", "yes"]])
    page = visit(owner).get(f"/challenges/{opened.id}/quality").text
    for row in scene.rows("SELECT n.name, p.pseudonym FROM participants p JOIN people n ON n.id = p.person_id"):
        assert row.name not in page.replace(owner.name, "") or row.name == owner.name
        assert row.pseudonym not in page


def test_before_anybody_has_answered_it_is_too_early(visit, scene, owner):
    opened = scene.challenge(owner=owner)
    assert "There are not enough answers to say." in text(visit(owner).get(f"/challenges/{opened.id}/quality"))
