import pytest

from microtask.people import actions
from tests.web.visitor import errors, heading, links, text

WHY = "They retire."


@pytest.fixture
def admin(visit, scene):
    return visit(scene.person("home", "admin"))


@pytest.fixture
def clerk(scene):
    return scene.person("home", "owner")


@pytest.fixture
def path(clerk):
    return f"/departments/{clerk.department_id}/people/{clerk.person_id}"


def test_a_leaver_is_signed_out_and_their_token_opens_nothing(admin, app, clerk, path, visit, scene):
    browser = visit(clerk)
    token = {"Authorization": f"Bearer {scene.do(actions.issue_token, clerk.person_id, name='reports')}"}
    assert app.test_client().get("/api/v1/me", headers=token).status_code == 200
    page = admin.follow(admin.send(f"{path}/leaving", reason=WHY))
    assert "Their account is closed." in text(page)
    assert browser.get("/challenges").location.startswith("/sign-in")
    assert app.test_client().get("/api/v1/me", headers=token).status_code == 401


def test_what_nobody_else_owns_needs_a_new_owner(admin, clerk, path, visit, scene):
    heir = scene.person("tax", "owner")
    opened = scene.challenge(owner=clerk)
    page = admin.get(f"{path}/leaving")
    assert heading(page) == f"{clerk.name} is leaving"
    assert "Letters Home the new owner" in text(page)
    page = admin.send(f"{path}/leaving", reason=WHY)
    assert errors(page) == ["Give the address of a colleague who owns these challenges from now on"]
    admin.follow(admin.send(f"{path}/leaving", reason=WHY, email=heir.email))
    assert visit(heir).get(f"/challenges/{opened.id}").status_code == 200


def test_the_titles_of_other_departments_are_not_told(admin, clerk, path, scene):
    theirs = scene.challenge(owner=scene.person("parks", "owner"))
    scene.rows("INSERT INTO challenge_owners (challenge_id, person_id) VALUES (:id, :person) RETURNING person_id",
               id=theirs.id, person=clerk.person_id)  # fmt: skip
    page = text(admin.get(f"{path}/leaving"))
    assert "A challenge of another department Parks" in page
    assert "Letters" not in page


def test_they_come_back_as_a_volunteer(admin, clerk, path, visit):
    admin.send(f"{path}/leaving", reason=WHY)
    assert heading(admin.get(f"{path}/leaving")) == f"{clerk.name} has come back"
    assert errors(admin.send(f"{path}/return", reason="")) == ["Say in a few words why"]
    page = admin.follow(admin.send(f"{path}/return", reason="They are back."))
    assert "They can sign in again, as a volunteer." in text(page)
    browser = visit(clerk)
    assert browser.get("/challenges").status_code == 200
    assert browser.get("/challenges/new").status_code == 403
    assert admin.send(f"{path}/return", reason="Again.").status_code == 409


def test_nobody_closes_their_own_account_nor_one_of_another_department(admin, scene):
    own = f"/departments/{admin.person.department_id}/people/{admin.person.person_id}"
    assert admin.send(f"{own}/leaving", reason=WHY).status_code == 403
    assert "This is you." in text(admin.get(f"{own}/leaving"))
    guest = scene.person("parks")
    scene.rows("INSERT INTO roles (person_id, department_id, role) VALUES (:id, :place, 'analyst') RETURNING role",
               id=guest.person_id, place=admin.person.department_id)  # fmt: skip
    theirs = f"/departments/{admin.person.department_id}/people/{guest.person_id}/leaving"
    assert "The administrators of Parks look after their account." in text(admin.get(theirs))
    assert admin.send(theirs, reason=WHY).status_code == 403


def test_the_last_administrator_does_not_leave(admin, visit, scene):
    path = f"/departments/{admin.person.department_id}/people/{admin.person.person_id}"
    keeper = visit(scene.person("parks", "service-admin"))
    page = keeper.send(f"{path}/leaving", reason=WHY)
    assert (page.status_code, len(errors(page))) == (409, 1)
    assert admin.get("/to-do").status_code == 200


def test_what_goes_with_them_is_said_and_the_webhooks_are_among_it(admin, path):
    assert "their webhooks are removed, with all that still waited to be sent to them" in text(
        admin.get(f"{path}/leaving")
    )


def test_the_account_of_an_administrator_of_the_service_is_looked_after_by_another_one(admin, visit, scene):
    keeper = scene.person("home", "service-admin")
    theirs = f"/departments/{admin.person.department_id}/people/{keeper.person_id}"
    assert f"{theirs}/leaving" not in links(admin.get(theirs))
    for page in (admin.get(theirs), admin.get(f"{theirs}/leaving")):
        assert "Another administrator of the service looks after their account." in text(page)
    assert admin.send(f"{theirs}/leaving", reason=WHY).status_code == 403
    other = visit(scene.person("parks", "service-admin"))
    assert f"{theirs}/leaving" in links(other.get(theirs))
    assert other.send(f"{theirs}/leaving", reason=WHY).status_code == 303
