import pytest

from tests.web.visitor import errors, heading, links, text

WHY = "For the summer."


@pytest.fixture
def admin(visit, scene):
    return visit(scene.person("tax", "admin"))


@pytest.fixture
def clerk(scene):
    return scene.person("tax")


@pytest.fixture
def path(clerk):
    return f"/departments/{clerk.department_id}/people/{clerk.person_id}"


def test_a_role_is_given_and_taken_away_and_counts_at_once(admin, clerk, path, visit):
    browser = visit(clerk)
    assert browser.get("/challenges/new").status_code == 403
    assert heading(admin.get(f"{path}/roles/new")) == f"Give {clerk.name} a role"
    page = admin.follow(admin.send(f"{path}/roles", role="owner", reason=WHY))
    assert "They have the role from now on." in text(page)
    assert browser.get("/challenges/new").status_code == 200
    page = admin.follow(admin.send(f"{path}/roles/remove", held="owner", reason="It is autumn."))
    assert "They have no role in this department." in text(page)
    assert browser.get("/challenges/new").status_code == 403
    assert f"{path}/roles/remove" not in links(page)


def test_they_can_read_who_did_it_and_why(admin, clerk, path, visit):
    admin.send(f"{path}/roles", role="analyst", reason=WHY)
    page = text(visit(clerk).get("/audit/me"))
    assert "Role granted" in page
    assert WHY in page
    assert admin.person.name in page


def test_what_cannot_be_given_is_said_beside_the_field(admin, path):
    page = admin.send(f"{path}/roles", role="service-admin", reason="")
    assert (page.status_code, errors(page)) == (422, ["Select a role", "Say in a few words why"])
    page = admin.send(f"{path}/roles/remove", held="owner", reason="")
    assert (page.status_code, errors(page)) == (422, ["Say in a few words why"])
    assert admin.send(f"{path}/roles/remove", held="owner", reason=WHY).status_code == 404


def test_nobody_gives_themselves_a_role(admin):
    own = f"/departments/{admin.person.department_id}/people/{admin.person.person_id}"
    assert admin.send(f"{own}/roles", role="owner", reason=WHY).status_code == 403
    assert admin.send(f"{own}/roles/remove", held="admin", reason=WHY).status_code == 403
    for view in ("new", "remove"):
        assert "This is you." in text(admin.get(f"{own}/roles/{view}"))


def test_the_last_administrator_keeps_the_role(admin, visit, scene):
    keeper = visit(scene.person("parks", "service-admin"))
    path = f"/departments/{admin.person.department_id}/people/{admin.person.person_id}/roles/remove"
    page = keeper.send(path, held="admin", reason=WHY)
    assert page.status_code == 409
    assert errors(page) == ["This is the department's last administrator. Give somebody else the role first."]
    assert admin.get("/to-do").status_code == 200
