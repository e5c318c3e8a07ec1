import pytest

from tests.desk import Desk
from tests.web.visitor import errors, text

LETTERS = b"key,body,from\nL1,Send us the form.,Tax\nL2,Thank you.,Parks\n"


@pytest.fixture
def desk(scene):
    return Desk(scene)


@pytest.fixture
def owner(visit, desk):
    return visit(desk.owner)


@pytest.fixture
def letters(desk):
    challenge_id = desk.draft("options", template="next-step-letter")
    desk.load(challenge_id, LETTERS)
    return f"/challenges/{challenge_id}"


def test_without_a_file_the_page_says_what_is_wanted(owner, desk):
    page = owner.get(f"/challenges/{desk.draft()}/items")
    assert "Upload a table with one row for each thing" in text(page)


def test_the_first_items_are_shown_as_a_volunteer_sees_them(owner, letters):
    page = owner.get(f"{letters}/items")
    assert "There are 2 items." in text(page)
    assert "Colleagues cannot do without this, and nothing feeds it yet" in text(page)
    assert "Send us the form." not in text(page)


def test_a_column_of_another_name_feeds_the_template_everywhere(owner, letters, scene, desk, visit):
    path = f"{letters}/items"
    page = owner.follow(owner.send(path, **{"column-letter": "body", "column-service": "", "column-subject": ""}))
    assert "Send us the form." in text(page)
    assert "nothing feeds it yet" not in text(page)
    assert scene.value("SELECT columns FROM stages") == {"letter": "body"}
    challenge_id = int(letters.rpartition("/")[2])
    desk.publish(challenge_id)
    desk.split(challenge_id)
    volunteer = visit(scene.person())
    page = volunteer.follow(volunteer.send("/sittings", minutes="5", challenge=str(challenge_id)))
    assert "Send us the form." in text(page)


def test_columns_are_fixed_once_colleagues_were_asked(owner, letters, scene, desk):
    challenge_id = int(letters.rpartition("/")[2])
    desk.publish(challenge_id)
    desk.split(challenge_id)
    scene.sit(scene.person(), challenge=challenge_id)
    page = owner.send(f"{letters}/items", **{"column-letter": "body"})
    assert page.status_code == 409
    assert "cannot be changed once colleagues have been asked" in errors(page)[0]


def test_nobody_else_sees_the_items_of_a_draft(visit, scene, letters):
    assert visit(scene.person("tax", "owner")).get(f"{letters}/items").status_code == 404
