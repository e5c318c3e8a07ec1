import pytest

from microtask.challenges import actions
from microtask.challenges.brief_rules import CHECKLIST
from microtask.errors import Conflict
from tests.web.visitor import heading, links, text


@pytest.fixture
def admin(scene):
    return scene.person("home", "admin")


@pytest.fixture
def opened(desk, admin):
    """A challenge that the administrator has approved, and that asks."""
    challenge_id = desk.draft()
    desk.load(challenge_id, b"key,text\nA,First\nB,Second\n")
    desk.publish(challenge_id)
    desk.scene.do(actions.approve, challenge_id, checks=CHECKLIST, by=admin)
    desk.split(challenge_id)
    return challenge_id


def test_items_that_come_later_have_the_marking_confirmed_again(visit, scene, desk, admin, opened):
    visitor, path = visit(admin), f"/challenges/{opened}/marking"
    assert path not in links(visitor.get("/to-do"))
    desk.load(opened, b"key,text\nC,Third\n")
    assert path in links(visitor.get("/to-do"))
    page = visitor.get(path)
    assert heading(page) == "Is the marking still right?"
    assert "1 item was added since this challenge was confirmed to be OFFICIAL" in text(page)
    assert "Third" in text(page)
    assert "First" not in text(page)
    assert visitor.send(path).location == "/to-do"
    assert path not in links(visitor.get("/to-do"))
    [entry] = scene.rows("SELECT actor_id, detail FROM audit_entries WHERE action = 'marking.confirmed'")
    assert (entry.actor_id, entry.detail) == (admin.person_id, {"marking": "OFFICIAL", "items": 1})
    assert scene.rows("SELECT checks FROM approvals ORDER BY id") == [(list(CHECKLIST),), (["marking"],)]


def test_colleagues_are_asked_about_them_meanwhile(scene, desk, admin, opened):
    desk.load(opened, b"key,text\nC,Third\n")
    desk.split(opened)
    assert desk.tasks(opened) == 3
    assert desk.state(opened) == "open"


def test_where_nothing_was_added_there_is_nothing_to_confirm(visit, scene, admin, opened):
    with pytest.raises(Conflict, match="Nothing has been added"):
        scene.do(actions.confirm_marking, opened, by=admin)
    assert "Nothing has been added" in text(visit(admin).get(f"/challenges/{opened}/marking"))
    assert visit(admin).send(f"/challenges/{opened}/marking").status_code == 409


def test_of_what_nobody_approved_nothing_is_confirmed(visit, scene, desk):
    opened = desk.opened()
    desk.load(opened, b"key,text\nD,Fourth\n")
    assert f"/challenges/{opened}/marking" not in links(visit(scene.person("home", "admin")).get("/to-do"))


def test_nobody_confirms_what_they_own_or_what_is_another_departments(visit, scene, desk, opened):
    desk.load(opened, b"key,text\nC,Third\n")
    assert visit(desk.owner).send(f"/challenges/{opened}/marking").status_code == 403
    assert visit(scene.person("parks", "admin")).send(f"/challenges/{opened}/marking").status_code == 403
