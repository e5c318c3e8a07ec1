from datetime import timedelta

import pytest

from microtask.people.rules import CONFIRM_EVERY
from tests.web.visitor import checked, errors, text


@pytest.fixture
def admin(visit, scene):
    return visit(scene.person("tax", "admin"))


@pytest.fixture
def path(admin):
    return f"/departments/{admin.person.department_id}/access"


@pytest.fixture
def people(scene, admin):
    """An owner and an analyst whose roles nobody has looked at for more than a year."""
    both = [scene.person("tax", "owner"), scene.person("tax", "analyst")]
    scene.rows("UPDATE roles SET confirmed_at = now() - :old RETURNING role", old=CONFIRM_EVERY + timedelta(days=1))
    return both


def test_each_role_is_confirmed_or_taken_away_and_the_rest_still_waits(admin, path, people, scene):
    owner, analyst = people
    third = scene.person("tax", "expert")
    scene.rows("UPDATE roles SET confirmed_at = now() - interval '400 days' WHERE role = 'expert' RETURNING role")
    fields = {f"decide-{owner.person_id}-owner": "keep", f"decide-{analyst.person_id}-analyst": "remove"}
    page = admin.follow(admin.send(path, reason="She moved.", **fields))
    assert "Your decisions are stored." in text(page)
    assert f"{third.name}: Expert" in text(page)
    assert f"{owner.name} Owner of challenges" in text(page)
    assert analyst.name not in text(page)
    told = "SELECT action, reason FROM audit_entries WHERE object_kind = 'person' AND action LIKE 'role%'"
    assert {tuple(row) for row in scene.rows(told)} == {("role.removed", "She moved."), ("role.confirmed", None)}


def test_what_was_chosen_stays_chosen_where_a_reason_is_missing(admin, path, people, scene):
    field = f"decide-{people[0].person_id}-owner"
    page = admin.send(path, **{field: "remove", "reason": ""})
    assert (page.status_code, errors(page), checked(page)) == (422, ["Say in a few words why"], ["remove"])
    assert scene.value("SELECT count(*) FROM roles WHERE role = 'owner'") == 1


@pytest.mark.parametrize("sent", [{}, {"decide-x-owner": "keep"}, {"decide-": "keep"}, {"decide-1": "keep"}])
def test_nothing_chosen_is_said(admin, path, people, sent):
    page = admin.send(path, **sent)
    assert (page.status_code, errors(page)) == (422, ["Select what is to happen with a role"])


def test_nobody_confirms_their_own_role(admin, path, people, visit, scene):
    own = f"decide-{admin.person.person_id}-admin"
    page = admin.get(path)
    assert own not in page.text
    assert "Waits for another administrator" in text(page)
    assert admin.send(path, **{own: "keep"}).status_code == 403
    visit(scene.person("parks", "service-admin")).send(path, **{own: "keep"})
    assert "Waits for another administrator" not in text(admin.get(path))


def test_the_last_administrator_is_not_reviewed_away_and_nothing_else_is_done(admin, path, people, visit, scene):
    keeper = visit(scene.person("parks", "service-admin"))
    fields = {f"decide-{people[0].person_id}-owner": "remove", f"decide-{admin.person.person_id}-admin": "remove"}
    page = keeper.send(path, reason="All of them.", **fields)
    assert page.status_code == 409
    assert "last administrator" in errors(page)[0]
    assert scene.value("SELECT count(*) FROM roles WHERE role IN ('owner', 'admin')") == 2


def test_within_the_year_nothing_waits(admin, path, scene):
    scene.person("tax", "owner")
    assert "No role waits for you." in text(admin.get(path))
