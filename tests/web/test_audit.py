import csv
import io
from datetime import timedelta

import pytest

from microtask.audit import actions
from tests.desk import Desk
from tests.scene import Scene
from tests.web.visitor import errors, heading, text


@pytest.fixture
def admin(visit, scene: Scene):
    return visit(scene.person("home", "admin"))


def _note(scene: Scene, action: str = "challenge.paused", **said) -> None:
    scene.do(actions.note, action, ("challenge", 7), **{"by": None, "department": scene.department("home")} | said)


def test_an_administrator_reads_what_was_done_in_their_department_and_nothing_of_another(admin, scene):
    owner = scene.person("home", "owner")
    _note(scene, by=owner.person_id, reason="They asked for it")
    _note(scene, "challenge.closed", department=scene.department("tax"))
    page = text(admin.get("/audit"))
    assert f"Challenge paused Challenge 7 {owner.name} They asked for it" in page
    assert "Challenge closed Challenge 7" not in page


def test_an_administrator_of_the_service_reads_everything(visit, scene):
    _note(scene, "challenge.closed", department=None)
    assert "Challenge closed Challenge 7 The service" in text(visit(scene.person("tax", "service-admin")).get("/audit"))


def test_nobody_s_department_sees_when_they_come_to_volunteer(visit, admin, scene):
    volunteer = scene.person("home")
    page = text(admin.get("/audit"))
    assert f"Signed in {admin.person.name}" in page
    own = text(visit(volunteer).get("/audit/me"))
    assert f"Signed in {volunteer.name}" in own
    assert volunteer.name not in text(admin.get("/audit"))


def test_who_reported_an_item_is_not_told(admin, visit, scene):
    scene.challenge(items=1, owner=scene.person("home", "owner"))
    volunteer = scene.person("home")
    [task] = scene.tray(scene.sit(volunteer))
    visit(volunteer).send(f"/assignments/{task.id}/report", reason="other")
    page = text(admin.get("/audit"))
    assert "Item hidden Item 1 The service" in page
    assert volunteer.name not in page


def test_entries_are_chosen_by_action_and_by_day(admin, scene):
    _note(scene)
    scene.clock.moved = -timedelta(days=10)
    _note(scene, "challenge.closed")
    scene.clock.moved = timedelta()
    tomorrow = (scene.clock() + timedelta(days=1)).date()
    assert "Challenge closed Challenge 7" not in text(admin.get("/audit?action=challenge.paused"))
    assert "Challenge closed Challenge 7" in text(admin.get(f"/audit?until={tomorrow - timedelta(days=5)}"))
    assert "Challenge paused Challenge 7" not in text(admin.get(f"/audit?until={tomorrow - timedelta(days=5)}"))
    wrong = admin.get("/audit?since=soon")
    assert errors(wrong) == ["Write the day as year-month-day, such as 2026-03-12"]
    assert "Challenge paused Challenge 7" in text(wrong)


def test_older_entries_are_a_page_away(admin, scene):
    for number in range(101):
        _note(scene, detail={"release": number})
    first = admin.get("/audit?action=challenge.paused")
    assert "release: 100" in first.text
    assert "release: 0<" not in first.text
    [url] = [part.split('"')[0] for part in first.text.split('href="')[1:] if "before=" in part.split('"')[0]]
    assert "release: 0<" in admin.get(url.replace("&amp;", "&")).text


def test_the_export_has_the_same_entries_and_is_recorded(admin, scene):
    _note(scene)
    _note(scene, department=scene.department("tax"))
    export = admin.get("/audit/export?action=challenge.paused")
    [row] = csv.DictReader(io.StringIO(export.text))
    assert (row["action"], row["object_id"]) == ("challenge.paused", "7")
    assert "Audit exported Service" in text(admin.get("/audit"))


def test_somebody_sees_what_is_recorded_about_them_and_nothing_else(visit, scene):
    person, other = scene.person(), scene.person()
    _note(scene, by=other.person_id)
    page = visit(person).get("/audit/me")
    assert heading(page) == "What is recorded about you"
    assert "Challenge paused" not in text(page)
    assert "Challenge paused Challenge 7" in text(visit(other).get("/audit/me"))


def test_what_the_service_is_asked_to_do_is_recorded(app, scene):
    """A challenge from its first draft to its release: one entry a step, by whoever took it."""
    desk = Desk(scene)
    challenge = desk.opened()
    from microtask.challenges import actions as challenges
    from microtask.challenges.schemas import ChallengeChanges
    from microtask.results import actions as results
    from tests.desk import catalogue
    from tests.house.world import finish

    changes = ChallengeChanges().load({"redundancy": {"min": 2, "max": 9, "confidence": 0.9}})
    scene.do(challenges.update, challenge, changes, catalogue=catalogue(), by=desk.owner)
    for verb in (challenges.pause, challenges.resume, challenges.close):
        scene.do(verb, challenge, by=desk.owner)
    scene.do(results.adjudicate, challenge, "A", answer="Yes", reason="It does.", stage=None, by=desk.owner)
    finish(scene, challenge)
    scene.do(results.release, challenge, by=desk.owner)
    rows = scene.rows("SELECT action, actor_id, department_id, detail FROM audit_entries ORDER BY id")
    assert [row.action for row in rows] == [
        "challenge.created", "items.imported", "challenge.published", "rule.changed", "challenge.paused",
        "challenge.resumed", "challenge.closed", "item.adjudicated", "release.made",
    ]  # fmt: skip
    assert {(row.actor_id, row.department_id) for row in rows} == {(desk.owner.person_id, desk.owner.department_id)}
    assert rows[3].detail["confidence"] == [0.95, 0.9]
