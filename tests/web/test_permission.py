import pytest

from tests.web.visitor import errors, heading, text

SAID = "Up to an hour a month, in quiet weeks."


@pytest.fixture
def admin(visit, scene):
    return visit(scene.person("tax", "admin"))


@pytest.fixture
def path(admin):
    return f"/departments/{admin.person.department_id}/permission"


def test_what_is_stored_is_what_people_and_managers_read(admin, path, visit, scene):
    volunteer = visit(scene.person("tax"))
    page = admin.follow(admin.send(path, permission_text=SAID, monthly_minutes="60", do="store"))
    assert heading(page) == "What is permitted: Tax"
    assert "Stored." in text(page)
    assert SAID in text(volunteer.get("/welcome"))
    manager = text(volunteer.get("/welcome/permission"))
    assert SAID in manager
    assert "up to 60 minutes a month" in manager


def test_a_preview_shows_both_and_stores_nothing(admin, path, scene):
    page = admin.send(path, permission_text="", monthly_minutes="45", do="preview")
    assert page.status_code == 200
    assert "How it would read: not stored yet" in text(page)
    assert "Tax says you can spend up to 45 minutes a month on this in work time." in text(page)
    assert "Your colleague may spend up to 45 minutes a month on this, in work time." in text(page)
    assert scene.rows("SELECT FROM department_permissions") == []
    assert scene.value("SELECT monthly_minutes FROM departments WHERE slug = 'tax'") is None


def test_what_was_said_before_is_kept_with_its_date(admin, path, scene):
    admin.send(path, permission_text=SAID, monthly_minutes="60")
    admin.send(path, permission_text="Half of that.", monthly_minutes="30")
    admin.send(path, permission_text="Half of that.", monthly_minutes="30")
    page = text(admin.get(path))
    assert page.index("Half of that. 30 Person") < page.index(f"{SAID} 60 Person")
    told = "SELECT detail, before IS NULL FROM audit_entries WHERE action = 'department.permitted' ORDER BY id"
    assert [tuple(row) for row in scene.rows(told)] == [({"minutes": 60}, False), ({"minutes": 30}, False)]


@pytest.mark.parametrize("do", ["store", "preview"])
def test_what_cannot_be_meant_is_refused_as_it_was_typed(admin, path, scene, do):
    page = admin.send(path, permission_text="x" * 2001, monthly_minutes="an hour", do=do)
    assert (page.status_code, errors(page)) == (
        422,
        ["Keep the text to 2,000 characters", "Give 1 to 600 minutes a month"],
    )
    assert 'value="an hour"' in page.text
    assert scene.rows("SELECT FROM department_permissions") == []


def test_the_allowance_is_told_to_the_person_alone_and_stops_nothing(admin, path, visit, scene):
    admin.send(path, permission_text="", monthly_minutes="1")
    clerk = scene.person("tax")
    scene.challenge(items=20, min_answers=1)
    sitting = scene.sit(clerk)
    for _ in range(10):
        scene.say(scene.next(sitting, clerk).id, "yes", clerk)
    browser = visit(clerk)
    assert scene.next(sitting, clerk)  # and on it goes
    before = text(admin.get("/to-do"))
    browser.send(f"/sittings/{sitting.id}/stop")
    assert "minute" in text(browser.get(f"/sittings/{sitting.id}"))
    assert text(admin.get("/to-do")) == before


def test_others_do_not_change_it(path, visit, scene):
    for who in (scene.person("tax", "owner"), scene.person("parks", "admin")):
        assert visit(who).get(path).status_code in (403, 404)
        assert visit(who).send(path, permission_text="Never.").status_code in (403, 404)
    assert scene.rows("SELECT FROM department_permissions") == []


def test_of_a_department_that_has_become_part_of_another_it_is_said_that_nothing_changes(path, visit, scene):
    keeper = visit(scene.person("parks", "service-admin"))
    scene.rows("UPDATE departments SET successor_id = :other WHERE slug = 'tax' RETURNING id",
               other=scene.department("revenue"))  # fmt: skip
    for page in (keeper.get(path), keeper.send(path, permission_text="An hour.")):
        assert page.status_code == 409
        assert "This department has become part of another" in text(page)
