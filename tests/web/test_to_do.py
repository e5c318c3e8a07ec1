import pytest

from tests.desk import THREE_ITEMS, Desk
from tests.house.world import finish
from tests.web.visitor import heading, links, text


@pytest.fixture
def admin(visit, scene):
    return visit(scene.person("home", "admin"))


@pytest.fixture
def stranger(visit, scene):
    return visit(scene.person("tax", "admin"))


def send(desk, **body):
    challenge_id = desk.draft(**body)
    desk.load(challenge_id, THREE_ITEMS)
    desk.publish(challenge_id)
    return challenge_id


def test_nothing_waits_for_an_administrator_at_first(admin):
    page = admin.get("/to-do")
    assert (heading(page), "Nothing waits for you." in text(page)) == ("To do", True)


def test_challenges_to_approve_come_oldest_first_with_their_age(admin, stranger, scene):
    desk = Desk(scene)
    first, second = send(desk, title="First"), send(desk, title="Second")
    scene.rows("UPDATE challenges SET asked_at = asked_at - interval '49 hours' WHERE id = :id RETURNING id", id=second)
    page = admin.get("/to-do")
    assert f"Second {desk.owner.name} 2 days ago First {desk.owner.name} today" in text(page)
    assert {f"/challenges/{first}/approval", f"/challenges/{second}/approval"} <= set(links(page))
    assert "Nothing waits for you." in text(stranger.get("/to-do"))


def test_what_somebody_owns_does_not_wait_for_them(visit, scene):
    both = scene.person("home", "owner", "admin")
    scene.person("home", "admin")
    send(Desk(scene, both))
    assert "Nothing waits for you." in text(visit(both).get("/to-do"))


def test_reports_are_counted_with_the_age_of_the_oldest(admin, stranger, scene):
    opened = scene.challenge(items=2)
    volunteer = scene.person("tax")
    for assignment in scene.tray(scene.sit(volunteer, challenge=opened.id)):
        from microtask.assignments import actions

        scene.do(actions.report, assignment.id, reason="broken", by=volunteer)
    assert "2 reports to check . Nobody is asked about these items until you decide." in text(admin.get("/to-do"))
    scene.rows("UPDATE reports SET reported_at = reported_at - interval '75 hours' RETURNING id")
    assert "The oldest has waited for 3 days." in text(admin.get("/to-do"))
    assert "to check" not in text(stranger.get("/to-do"))


def test_an_overdue_outcome_is_listed_until_it_is_written(admin, stranger, scene):
    closed = scene.challenge()
    finish(scene, closed.id)
    assert "overdue" not in text(admin.get("/to-do"))
    scene.rows("UPDATE challenges SET closed_at = now() - interval '45 days' RETURNING id")
    page = admin.get("/to-do")
    assert "Challenges whose outcome is overdue" in text(page)
    assert "45 days ago" in text(page)
    assert f"/challenges/{closed.id}" in links(page)
    assert "overdue" not in text(stranger.get("/to-do"))
    scene.rows("UPDATE challenges SET outcome = 'We rewrote them.', outcome_at = now() RETURNING id")
    assert "overdue" not in text(admin.get("/to-do"))


def test_every_link_of_the_page_can_be_followed(admin, visit, scene):
    send(Desk(scene))
    for who in (admin, visit(scene.person("tax", "service-admin"))):
        for link in links(who.get("/to-do")):
            if link.startswith("/") and not link.startswith(("/static", "/sign-out")):
                assert who.client.get(link, follow_redirects=True).status_code == 200, link


def test_an_administrator_hears_on_the_home_page_that_something_waits(visit, scene):
    admin = scene.person("home", "admin")
    assert "waits for you" not in text(visit(admin).get("/"))
    send(Desk(scene))
    assert "1 challenge or report waits for you" in text(visit(admin).get("/"))
    assert "/to-do" in links(visit(admin).get("/"))
    assert "waits for you" not in text(visit(scene.person("home", "owner")).get("/"))
