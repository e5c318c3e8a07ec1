import pytest

from microtask.challenges.actions.coordinate import NO_COORDINATOR
from tests.web.visitor import errors, heading, links, text


@pytest.fixture
def opened(scene, desk):
    """A challenge that asks the tax department, so that the parks department knows nothing of it."""
    asked = {"department_ids": [scene.department("tax")]}
    return f"/challenges/{scene.challenge(owner=desk.owner, items=12, **asked).id}"


@pytest.fixture
def coordinator(visit, scene):
    return visit(scene.person("parks"))


def test_a_coordinator_prints_packs_and_types_answers_in_and_sees_nothing_else_of_the_owners(
    owner, coordinator, opened, scene
):
    assert coordinator.get(f"{opened}/paper").status_code == 404
    page = owner.follow(owner.send(f"{opened}/coordinators", email=coordinator.person.email.upper()))
    assert heading(page) == "Coordinators for paper"
    assert f"{coordinator.person.name} Parks" in text(page)
    assert f"{opened}/paper" in links(coordinator.get("/challenges"))
    assert f"{opened}/paper" in links(coordinator.get(opened))
    assert coordinator.get(f"{opened}/paper/pack?items=10").text.count("app-paper__item") == 10
    sent = {"key-1": "item-1", "name-1": "Jo", "answer-1": "1"}
    assert coordinator.send(f"{opened}/paper/answers", **sent).status_code == 303
    assert scene.value("SELECT count(*) FROM answers WHERE channel = 'elsewhere'") == 1
    assert f"{opened}/coordinators" not in links(coordinator.get(f"{opened}/paper"))
    for place in ("coordinators", "owners", "results", "decisions", "imports/new", "closing"):
        assert coordinator.get(f"{opened}/{place}").status_code == 403
    assert coordinator.get("/sittings/new").text.count("Letters") == 0


def test_who_named_whom_and_who_typed_answers_in_is_recorded_without_a_count(owner, coordinator, opened, scene):
    for _ in range(2):
        owner.send(f"{opened}/coordinators", email=coordinator.person.email)
    coordinator.send(f"{opened}/paper/answers", **{"key-1": "item-1", "name-1": "Jo", "answer-1": "1"})
    owner.send(f"{opened}/coordinators/{coordinator.person.person_id}/remove")
    whom = {"person": coordinator.person.person_id}
    noted = "SELECT action, actor_id, detail FROM audit_entries WHERE action ~ '^coord|collected' ORDER BY id"
    assert [tuple(row) for row in scene.rows(noted)] == [
        ("coordinator.added", owner.person.person_id, whom),
        ("answers.collected", coordinator.person.person_id, {"stage": 1}),
        ("coordinator.removed", owner.person.person_id, whom),
    ]


def test_who_is_taken_off_knows_nothing_of_it_any_more_and_the_answers_stay(owner, coordinator, opened, scene):
    owner.send(f"{opened}/coordinators", email=coordinator.person.email)
    coordinator.send(f"{opened}/paper/answers", **{"key-1": "item-1", "name-1": "Jo", "answer-1": "1"})
    gone = f"{opened}/coordinators/{coordinator.person.person_id}/remove"
    assert "There are none yet" in text(owner.follow(owner.send(gone)))
    assert owner.send(gone).status_code == 404
    assert coordinator.get(f"{opened}/paper").status_code == 404
    assert coordinator.send(f"{opened}/paper/answers").status_code == 404
    assert scene.value("SELECT count(*) FROM answers") == 1


@pytest.mark.parametrize(("state", "status"), [("draft", 404), ("paused", 200), ("closing", 200), ("closed", 409)])
def test_a_coordinator_counts_from_when_the_challenge_opens_and_paper_until_it_closes(
    owner, coordinator, opened, scene, state, status
):
    owner.send(f"{opened}/coordinators", email=coordinator.person.email)
    scene.rows("UPDATE challenges SET state = :state RETURNING id", state=state)
    assert coordinator.get(f"{opened}/paper").status_code == status
    assert (f"{opened}/paper" in links(coordinator.get("/challenges"))) == (status == 200)


def test_who_cannot_sign_in_is_no_coordinator(owner, opened, scene):
    gone = scene.person("tax")
    scene.rows("UPDATE people SET left_at = now() WHERE id = :id RETURNING id", id=gone.person_id)
    for email in (gone.email, "nobody@tax.example"):
        page = owner.send(f"{opened}/coordinators", email=email)
        assert (page.status_code, errors(page)) == (422, [NO_COORDINATOR])
    assert errors(owner.send(f"{opened}/coordinators", email=" ")) == ["Give their work email address"]


def test_what_is_marked_higher_is_not_shown_to_a_coordinator_of_a_department_that_may_not_see_it(
    owner, coordinator, opened, scene
):
    scene.rows("UPDATE challenges SET marking = 'OFFICIAL-SENSITIVE' RETURNING id")
    page = owner.send(f"{opened}/coordinators", email=coordinator.person.email)
    assert errors(page) == ["Their department may not be shown what is marked OFFICIAL-SENSITIVE"]
