"""A challenge whose owners cannot act any more comes to a new one."""

import pytest

from microtask.challenges.actions.own import NO_OWNER
from microtask.people import actions as people
from tests.web.visitor import errors, heading, links, text

WHY = "Its owner moved on."


@pytest.fixture
def admin(visit, scene):
    return visit(scene.person("home", "admin"))


@pytest.fixture
def clerk(scene):
    return scene.person("home", "owner")


@pytest.fixture
def opened(scene, clerk):
    return scene.challenge(owner=clerk, department_ids=[scene.department("tax")])


@pytest.fixture
def path(opened):
    return f"/challenges/{opened.id}/heir"


def take_role(scene, person):
    scene.rows("DELETE FROM roles WHERE person_id = :id RETURNING 1", id=person.person_id)


def owners(scene, opened):
    return scene.rows("SELECT person_id FROM challenge_owners WHERE challenge_id = :id", id=opened.id)


def test_while_one_of_its_owners_can_act_nobody_takes_it_from_them(admin, path, scene):
    heir = scene.person("home", "owner")
    assert path not in links(admin.get("/to-do"))
    for page in (admin.get(path), admin.send(path, email=heir.email, reason=WHY)):
        assert page.status_code == 409
        assert "Somebody who can act on this challenge owns it." in text(page)


def test_what_was_owned_without_the_role_is_handed_over(admin, clerk, opened, path, visit, scene):
    take_role(scene, clerk)
    heir = scene.person("tax", "owner")
    assert visit(clerk).get(f"/challenges/{opened.id}/owners").status_code == 403
    assert path in links(admin.get("/to-do"))
    assert "1 challenge or report waits for you" in text(admin.get("/"))
    page = admin.get(path)
    assert heading(page) == "A new owner"
    assert f"{clerk.name} They do not have the role of an owner any more" in text(page)
    assert admin.send(path, email=heir.email.upper(), reason=f" {WHY} ").location == f"/challenges/{opened.id}"
    assert owners(scene, opened) == [(heir.person_id,)]
    assert visit(heir).get(f"/challenges/{opened.id}/owners").status_code == 200
    assert path not in links(admin.get("/to-do"))
    told = "SELECT action, actor_id, reason, detail FROM audit_entries WHERE object_kind = 'challenge' ORDER BY id"
    assert [tuple(row) for row in scene.rows(told)] == [
        ("owner.added", admin.person.person_id, WHY, {"person": heir.person_id}),
        ("owner.removed", admin.person.person_id, WHY, {"person": clerk.person_id}),
    ]


def test_what_a_forgotten_account_owns_is_handed_over(admin, clerk, opened, path, scene):
    scene.do(people.forget, [clerk.person_id])
    heir = scene.person("home", "owner")
    assert path in links(admin.get("/to-do"))
    assert "Somebody who has left Their account is closed" in text(admin.get(path))
    assert admin.send(path, email=heir.email, reason=WHY).status_code == 303
    assert owners(scene, opened) == [(heir.person_id,)]


def test_all_that_is_missing_is_said_and_who_may_own_nothing_takes_nothing_over(admin, clerk, opened, path, scene):
    take_role(scene, clerk)
    assert errors(admin.send(path)) == [
        "Give the address of a colleague who owns this challenge from now on",
        "Say in a few words why",
    ]
    for email in (clerk.email, scene.person("home").email, "nobody@home.example"):
        page = admin.send(path, email=email, reason=WHY)
        assert (page.status_code, errors(page)) == (422, [NO_OWNER])
    assert owners(scene, opened) == [(clerk.person_id,)]


def test_the_only_one_who_could_approve_it_does_not_come_to_own_it(admin, clerk, opened, path, scene):
    take_role(scene, clerk)
    scene.rows("UPDATE challenges SET state = 'awaiting_approval' WHERE id = :id RETURNING id", id=opened.id)
    assert admin.send(path, email=admin.person.email, reason=WHY).status_code == 409
    scene.person("home", "admin")
    assert admin.send(path, email=admin.person.email, reason=WHY).status_code == 303


def test_one_that_has_said_what_came_of_it_waits_for_nobody(admin, clerk, opened, path, scene):
    take_role(scene, clerk)
    closed = "UPDATE challenges SET state = 'closed', outcome_at = :at WHERE id = :id RETURNING id"
    scene.rows(closed, at=None, id=opened.id)
    assert path in links(admin.get("/to-do"))
    scene.rows(closed, at=scene.clock(), id=opened.id)
    assert path not in links(admin.get("/to-do"))


def test_administrators_of_others_see_nothing_of_it(clerk, path, visit, scene):
    take_role(scene, clerk)
    for who in (scene.person("parks", "admin"), scene.person("parks", "service-admin")):
        stranger = visit(who)
        assert path not in links(stranger.get("/to-do"))
        assert stranger.get(path).status_code == 404
        assert stranger.send(path, email=who.email, reason=WHY).status_code == 404


def test_who_lost_the_role_and_has_another_reads_decides_and_collects_nothing_as_an_owner(clerk, opened, visit, scene):
    home = f"/challenges/{opened.id}"
    scene.rows("UPDATE roles SET role = 'analyst', department_id = :other WHERE person_id = :id RETURNING 1",
               id=clerk.person_id, other=scene.department("parks"))  # fmt: skip
    former = visit(clerk)
    for path in (home, f"{home}/results", f"{home}/answers", f"{home}/paper", f"{home}/releases"):
        assert former.get(path).status_code == 404
    for path in ("/challenges", "/results"):
        assert home not in links(former.get(path))


def test_the_last_owner_who_can_act_does_not_leave_it_to_one_who_cannot(clerk, opened, visit, scene):
    second = scene.person("home", "owner")
    scene.rows("INSERT INTO challenge_owners (challenge_id, person_id) VALUES (:id, :person) RETURNING 1",
               id=opened.id, person=second.person_id)  # fmt: skip
    take_role(scene, clerk)
    owner = visit(second)
    assert owner.send(f"/challenges/{opened.id}/owners/{second.person_id}/remove").status_code == 409
    assert owner.send(f"/challenges/{opened.id}/owners/{clerk.person_id}/remove").status_code == 303
    assert owners(scene, opened) == [(second.person_id,)]
