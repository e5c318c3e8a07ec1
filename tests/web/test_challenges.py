import pytest

from microtask.challenges import rules
from microtask.web.challenges import SHOWN
from tests.web.visitor import errors, heading, links, text, title


def force(scene, challenge_id, state):
    scene.do(lambda unit: unit.connection.exec_driver_sql(
        "UPDATE challenges SET state = %s WHERE id = %s", (state, challenge_id)))  # fmt: skip


def test_an_owner_begins_by_checking_that_this_is_the_right_service(owner, scene):
    page = owner.get("/challenges/new")
    assert heading(page) == "Check that this is the right service"
    assert "You can act on the answers" in text(page)
    refused = owner.send("/challenges", title=" ")
    assert (refused.status_code, errors(refused)) == (422, ["Give the challenge a name"])
    assert title(refused).startswith("Error: ")
    assert scene.value("SELECT count(*) FROM challenges") == 0


def test_a_draft_has_a_name_and_a_list_of_what_it_lacks(owner, scene):
    page = owner.follow(owner.send("/challenges", title=" Plain letters "))
    assert heading(page) == "Plain letters"
    assert "You have completed 0 of 7 sections" in text(page)
    assert text(page).count("Not yet started") == 7
    assert "Cannot start yet" in text(page)
    assert scene.value("SELECT state FROM challenges") == "draft"


def test_a_draft_that_came_through_the_api_is_judged_by_what_it_has(owner, desk):
    challenge_id = desk.draft()
    desk.load(challenge_id, b"key,text\nA,First\n")
    page = owner.get(f"/challenges/{challenge_id}")
    assert "You have completed 2 of 7 sections" in text(page)
    assert f"/challenges/{challenge_id}/trial" in links(page)


@pytest.mark.parametrize("roles", [(), ("analyst",), ("expert",)])
def test_who_may_not_own_challenges_may_not_begin_one(visit, scene, roles):
    other = visit(scene.person("home", *roles))
    assert other.get("/challenges/new").status_code == 403
    assert other.send("/challenges", title="Letters").status_code == 403
    assert "/challenges/new" not in links(other.get("/challenges"))


def test_the_life_of_a_challenge_is_led_from_its_page(owner, desk, scene):
    challenge_id = desk.opened(b"key,text\nA,First\n")
    path = f"/challenges/{challenge_id}"
    assert {f"{path}/pause", f"{path}/closing", f"{path}/guidance"} <= set(links(owner.get(path)))
    assert "Paused" in text(owner.follow(owner.send(f"{path}/pause")))
    assert f"{path}/pause" not in links(owner.get(path))
    assert "Open" in text(owner.follow(owner.send(f"{path}/resume")))
    assert "Closing" in text(owner.follow(owner.send(f"{path}/close")))
    offered = set(links(owner.get(path)))
    assert not offered & {f"{path}/{verb}" for verb in ("pause", "resume", "guidance", "sections/problem")}
    gone = owner.send(f"{path}/pause")
    assert gone.status_code == 409
    assert "This challenge is closing, so it cannot be paused now." in text(gone)


def test_an_outcome_that_is_not_told_for_thirty_days_is_overdue_in_public(owner, desk, scene, visit):
    challenge_id = desk.opened()
    force(scene, challenge_id, "closed")
    close = "UPDATE challenges SET closed_at = now() - interval '%s days' RETURNING id"
    scene.rows(close % 29)
    volunteer = visit(scene.person())
    assert "Outcome overdue" not in text(volunteer.get(f"/challenges/{challenge_id}"))
    scene.rows(close % 31)
    assert "Outcome overdue" in text(volunteer.get(f"/challenges/{challenge_id}"))
    assert "Outcome overdue" in text(owner.get("/challenges"))
    owner.send(f"/challenges/{challenge_id}/outcome", outcome="We rewrote 20 letters.")
    assert "Outcome overdue" not in text(volunteer.get(f"/challenges/{challenge_id}"))


def test_a_volunteer_sees_what_is_asked_and_promised_and_may_answer(visit, desk, scene):
    challenge_id = desk.opened()
    page = visit(scene.person()).get(f"/challenges/{challenge_id}")
    assert "We will rewrite the letters that colleagues find least clear." in text(page)
    assert f"/sittings/new?challenge={challenge_id}" in links(page)
    for link in ("check", "pause", "closing", "guidance", "imports/new", "results", "decisions"):
        assert f"/challenges/{challenge_id}/{link}" not in links(page)


@pytest.mark.parametrize("state", ["draft", "awaiting_approval", "splitting"])
def test_what_is_not_open_yet_is_not_found_by_others(visit, desk, scene, state):
    challenge_id = desk.draft()
    force(scene, challenge_id, state)
    others = [visit(scene.person()), visit(scene.person("tax", "owner", "analyst", "admin"))]
    for other in others:
        assert other.get(f"/challenges/{challenge_id}").status_code == 404
        assert "Letters" not in text(other.get("/challenges"))
    for verb in ("publish", "approve", "pause", "resume", "close", "question", "sections/problem"):
        assert others[1].send(f"/challenges/{challenge_id}/{verb}", title="Mine").status_code == 404


def test_another_owner_may_see_an_open_challenge_and_change_nothing(visit, desk, scene):
    challenge_id = desk.opened()
    other = visit(scene.person("tax", "owner"))
    for verb in ("publish", "pause", "resume", "close", "question", "sections/problem"):
        assert other.send(f"/challenges/{challenge_id}/{verb}", title="Mine").status_code == 403
    assert desk.state(challenge_id) == "open"


def test_the_list_says_of_each_own_challenge_who_acts_next(owner, desk, scene):
    for state in rules.STATES:
        force(scene, desk.draft(title=f"Challenge {state}"), state)
    page = owner.get("/challenges")
    assert all(f"Challenge {state}" in text(page) for state in rules.STATES)
    assert "You: publish it when it is ready" in text(page)
    assert "0 of 0" in text(page)


def test_a_challenge_that_waits_says_for_whom_and_since_when(owner, desk, scene):
    admin = scene.person("home", "admin")
    challenge_id = desk.draft()
    desk.load(challenge_id, b"key,text\nA,First\n")
    desk.publish(challenge_id)
    waits = f"Waiting for {admin.name}, the department’s administrator, since "  # noqa: RUF001 (typographic)
    assert waits in text(owner.get("/challenges"))
    assert waits in text(owner.get(f"/challenges/{challenge_id}"))


def test_the_list_of_a_volunteer_leads_to_what_is_asked_and_is_there_in_welsh(visit, scene):
    challenge = scene.challenge(items=1)
    volunteer = visit(scene.person())
    assert f"/challenges/{challenge.id}/about" in links(volunteer.get("/challenges"))
    volunteer.get("/language/cy?next=/challenges")
    page = volunteer.get("/challenges")
    assert heading(page) == "Heriau"
    assert "Ar agor i chi" in text(page)


def test_a_list_that_is_longer_than_a_page_goes_on(visit, scene):
    for _ in range(SHOWN + 1):
        scene.challenge(items=1)
    volunteer = visit(scene.person())
    page = volunteer.get("/challenges")
    assert text(page).count("Letters") == SHOWN
    [on] = [link for link in links(page) if "before=" in link]
    assert text(volunteer.get(on)).count("Letters") == 1
