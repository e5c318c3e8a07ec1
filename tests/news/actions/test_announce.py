"""Everybody who wants to be told is told once; nobody else is told at all."""

import json
from datetime import timedelta

import pytest

from microtask.challenges import actions as challenges
from microtask.news import actions
from microtask.news.actions import people as telling
from microtask.news.actions import programs
from microtask.news.links import Links
from microtask.outbox import actions as outbox
from microtask.people import actions as people
from microtask.people.queries import get_identity
from microtask.people.rules import Identity
from microtask.results import actions as results
from tests.desk import Desk
from tests.scene import Opened, Scene
from workers.close import close
from workers.decide import decide
from workers.release import release

LINKS = Links("https://tasks.example", "only-for-tests-" * 4, "Microtask")


def _announce(scene: Scene) -> None:
    while scene.do(actions.announce, LINKS):
        pass


def _told(scene: Scene) -> list[tuple[str, str]]:
    _announce(scene)
    return [(row.to_address, row.subject) for row in scene.rows("SELECT to_address, subject FROM mails ORDER BY id")]


def _answer(scene: Scene, challenge: Opened, by: Identity, value: str = "yes") -> None:
    sitting = scene.sit(by, challenge=challenge.id)
    while task := scene.next(sitting, by):
        scene.say(task.id, value, by)
    scene.stop(sitting, by)


def _close(scene: Scene, challenge: Opened) -> None:
    scene.rows(
        "UPDATE challenges SET state = 'closing', closing_at = now() - interval '1 hour' WHERE id = :id RETURNING id",
        id=challenge.id,
    )
    close(scene.units, challenge.id)


@pytest.fixture
def owner(scene: Scene, clean) -> Identity:
    return scene.person("home", "owner")


@pytest.fixture
def closed(scene: Scene, owner: Identity) -> tuple[Opened, list[Identity]]:
    """A closed challenge that three people have helped with, and a fourth has not."""
    challenge = scene.challenge(owner=owner, items=1, min_answers=3)
    helpers = [scene.person() for _ in range(3)]
    for person in helpers:
        _answer(scene, challenge, person)
    scene.person()
    _close(scene, challenge)
    _announce(scene)
    return challenge, helpers


def test_an_outcome_is_sent_to_everyone_who_helped_and_to_nobody_else(scene: Scene, owner, closed):
    challenge, helpers = closed
    scene.do(results.conclude, challenge.id, "We rewrote 20.", by=owner)
    assert _told(scene) == [(person.email, "Letters: what happened") for person in helpers]
    body = scene.value("SELECT body FROM mails LIMIT 1")
    assert "We rewrote 20." in body
    assert f"https://tasks.example/challenges/{challenge.id}" in body


def test_an_outcome_that_is_said_again_is_not_sent_again(scene: Scene, owner, closed):
    challenge, helpers = closed
    for words in ("We rewrote 20.", "We rewrote 21."):
        scene.do(results.conclude, challenge.id, words, by=owner)
        assert len(_told(scene)) == len(helpers)


def test_whoever_wants_no_outcomes_has_left_or_took_everything_back_is_not_written_to(scene: Scene, owner, closed):
    challenge, (unwilling, left, withdrawn) = closed
    scene.do(people.stop_mail, unwilling.person_id, "outcomes")
    scene.rows("UPDATE people SET left_at = now() WHERE id = :id RETURNING id", id=left.person_id)
    scene.do(results.withdraw, challenge_id=None, by=withdrawn)
    scene.do(results.conclude, challenge.id, "We rewrote 20.", by=owner)
    assert _told(scene) == []


def test_those_who_helped_are_told_in_batches_and_each_once(scene: Scene, owner, closed, monkeypatch):
    monkeypatch.setattr(telling, "BATCH", 2)
    challenge, helpers = closed
    scene.do(results.conclude, challenge.id, "We rewrote 20.", by=owner)
    assert scene.do(actions.announce, LINKS)
    assert scene.value("SELECT count(*) FROM mails") == 2
    assert sorted(_told(scene)) == sorted((person.email, "Letters: what happened") for person in helpers)


def test_an_address_that_no_mail_can_go_to_keeps_nobody_else_from_theirs(scene: Scene, owner, closed):
    challenge, (odd, *others) = closed
    scene.rows("UPDATE people SET email = 'a,b@tax.example' WHERE id = :id RETURNING id", id=odd.person_id)
    scene.do(results.conclude, challenge.id, "We rewrote 20.", by=owner)
    assert [to for to, _ in _told(scene)] == [person.email for person in others]


def test_approval_is_told_of_at_each_turn(scene: Scene, owner):
    admin, desk = scene.person("home", "admin"), Desk(scene, owner)
    challenge_id = desk.draft()
    desk.load(challenge_id, b"key,text\nA,First\n")
    desk.publish(challenge_id)
    sent = [(owner.email, f"{_TITLE}: sent for approval"), (admin.email, f"{_TITLE}: waits for your approval")]
    assert _told(scene) == sent
    scene.do(challenges.send_back, challenge_id, {"problem": "Say why."}, by=admin)
    assert _told(scene)[2:] == [(owner.email, f"{_TITLE}: changes asked for")]
    desk.publish(challenge_id)
    scene.do(challenges.approve, challenge_id, by=admin)
    assert _told(scene)[3:] == [*sent, (owner.email, f"{_TITLE}: approved")]


_TITLE = "Letters that say what to do next"


def _hook(scene: Scene, by: Identity, *events: str) -> int:
    return int(scene.do(actions.hook, "https://receiver.example/hook", events, networks=(), by=by).id)


def _messages(scene: Scene) -> list[dict]:
    _announce(scene)
    return [json.loads(row.body) for row in scene.rows("SELECT body FROM webhook_calls ORDER BY id")]


def test_an_owners_programs_are_told_what_settled_what_closed_and_what_was_released(scene: Scene, owner):
    _hook(scene, owner, "task.settled", "challenge.closed", "release.made")
    challenge = scene.challenge(owner=owner, items=2, min_answers=1)
    for _ in range(5):
        _answer(scene, challenge, scene.person())
        decide(scene.units, challenge.stage)
    _close(scene, challenge)
    scene.do(results.release, challenge.id, by=owner)
    release(scene.units, scene.value("SELECT id FROM releases"))
    settled, ended, released = _messages(scene)
    assert [each["type"] for each in (settled, ended, released)] == ["task.settled", "challenge.closed", "release.made"]
    assert {each["data"]["challenge"] for each in (settled, ended, released)} == {challenge.id}
    assert (settled["data"]["stage"], settled["data"]["count"]) == (1, 2)
    assert [(task["key"], task["state"], task["answer"]) for task in settled["data"]["tasks"]] == [
        ("item-1", "settled", "yes"),
        ("item-2", "settled", "yes"),
    ]
    assert released["data"]["release"] == 1


def test_what_an_expert_decides_has_settled_too(scene: Scene, owner):
    _hook(scene, owner, "task.settled")
    challenge = scene.challenge(owner=owner, items=1)
    scene.do(results.adjudicate, challenge.id, "item-1", answer="no", reason="It says so.", stage=None, by=owner)
    [message] = _messages(scene)
    assert (message["data"]["tasks"][0]["state"], message["data"]["tasks"][0]["answer"]) == ("adjudicated", "no")


def test_ten_thousand_settled_tasks_are_one_row_of_deciding_and_a_few_messages(scene: Scene, owner, monkeypatch):
    monkeypatch.setattr(programs, "MOST_TASKS", 50)
    _hook(scene, owner, "task.settled")
    challenge = scene.challenge(owner=owner, items=120)
    scene.rows(
        "INSERT INTO results (stage_id, item_id, state, answer, confidence, pass_number, rule_version)"
        " SELECT :stage, id, 'settled', 'yes', 0.99, 1, 1 FROM items WHERE challenge_id = :challenge RETURNING item_id",
        stage=challenge.stage,
        challenge=challenge.id,
    )
    items = [row.id for row in scene.rows("SELECT id FROM items ORDER BY id")]
    for half in (items[:60], items[60:]):
        content = {"stage": challenge.stage, "items": half}
        scene.do(outbox.note_event, "task.settled", challenge.id, content, soon=False)
    assert [message["data"]["count"] for message in _messages(scene)] == [50, 50, 20]


def test_deciding_notes_nothing_where_nobody_listens(scene: Scene, owner):
    _hook(scene, owner, "release.made")
    _hook(scene, scene.person("parks", "owner"), "task.settled")
    challenge = scene.challenge(owner=owner, items=1)
    scene.do(results.adjudicate, challenge.id, "item-1", answer="no", reason="It says so.", stage=None, by=owner)
    assert scene.value("SELECT count(*) FROM events") == 0


def test_of_what_is_above_official_programs_are_told_only_how_many(scene: Scene, owner):
    _hook(scene, owner, "task.settled")
    challenge = scene.challenge(owner=owner, items=1)
    scene.rows("UPDATE challenges SET marking = 'OFFICIAL-SENSITIVE' RETURNING id")
    scene.do(results.adjudicate, challenge.id, "item-1", answer="no", reason="It says so.", stage=None, by=owner)
    [message] = _messages(scene)
    assert (message["data"]["count"], message["data"]["tasks"]) == (1, None)


def test_whoever_no_longer_owns_a_challenge_or_has_left_is_told_nothing(scene: Scene, owner):
    _hook(scene, owner, "challenge.closed")
    former = scene.person("home", "owner")
    _hook(scene, former, "challenge.closed")
    challenge = scene.challenge(owner=owner, items=1)
    scene.rows("UPDATE people SET left_at = now() WHERE id = :id RETURNING id", id=owner.person_id)
    _close(scene, challenge)
    assert _messages(scene) == []


def test_what_was_told_is_told_no_more_however_late(scene: Scene, owner):
    _hook(scene, owner, "challenge.closed")
    _close(scene, scene.challenge(owner=owner, items=1))
    assert len(_messages(scene)) == 1
    scene.clock.moved = timedelta(days=1)
    assert len(_messages(scene)) == 1
    assert scene.value("SELECT count(*) FROM events") == 0


def test_an_event_of_another_version_is_put_aside_and_holds_up_nothing(scene: Scene, owner):
    scene.do(outbox.note_event, "moon.risen", 1)
    assert _told(scene) == []
    assert scene.value("SELECT count(*) FROM events") == 0


def _ask_who(scene: Scene, challenge: Opened, by: Identity) -> int:
    found = "SELECT pseudonym FROM participants WHERE challenge_id = :id ORDER BY person_id LIMIT 1"
    name = scene.value(found, id=challenge.id)
    return scene.do(challenges.ask_who, challenge.id, name, reason="safeguarding", is_told=True, by=by)


def test_the_other_administrators_are_written_to_and_the_letter_says_nothing_of_anybody(scene: Scene, closed):
    challenge, [volunteer, *_] = closed
    asking, other = scene.person("home", "admin"), scene.person("home", "admin")
    scene.person("parks", "admin"), scene.person("parks", "service-admin")
    silent = scene.person("home", "admin")
    scene.do(people.choose_mail, outcomes=True, challenges=False, digest_day=None, digest_hour=10, by=silent)
    number = _ask_who(scene, challenge, asking)
    assert _told(scene) == [(other.email, "A request to find out who is behind a random name")]
    body = scene.value("SELECT body FROM mails")
    assert f"https://tasks.example/reidentifications/{number}" in body
    name = scene.value("SELECT pseudonym FROM participants WHERE person_id = :id", id=volunteer.person_id)
    for secret in (asking.name, asking.email, volunteer.name, volunteer.email, name, "Letters", "safe"):
        assert secret not in body


def test_where_a_department_has_no_other_administrator_those_of_the_service_are_written_to(scene: Scene, owner, closed):
    challenge, _ = closed
    asking, keeper = scene.person("home", "admin"), scene.person("parks", "service-admin")
    scene.rows("INSERT INTO roles (person_id, department_id, role) VALUES (:p, :d, 'admin') RETURNING 1",
               p=owner.person_id, d=owner.department_id)  # fmt: skip
    _ask_who(scene, challenge, asking)
    assert [to for to, _ in _told(scene)] == [keeper.email]


def test_of_what_a_department_left_that_became_part_of_another_its_administrators_are_written_to(scene: Scene, closed):
    challenge, _ = closed
    asking, other = scene.person("works", "admin"), scene.person("works", "admin")
    scene.person("parks", "service-admin")
    scene.rows("UPDATE departments SET successor_id = :into WHERE id = :id RETURNING 1",
               into=asking.department_id, id=scene.department("home"))  # fmt: skip
    with scene.units.begin() as unit:
        asking = get_identity(unit.session, asking.person_id)
    _ask_who(scene, challenge, asking)
    assert [to for to, _ in _told(scene)] == [other.email]


def test_nobody_is_written_to_about_themselves_or_about_what_has_been_decided(scene: Scene, owner):
    asking, volunteer, other = (scene.person("home", "admin") for _ in range(3))
    challenge = scene.challenge(owner=owner, items=1)
    _answer(scene, challenge, volunteer)
    _ask_who(scene, challenge, asking)
    assert [to for to, _ in _told(scene)] == [other.email]
    second = _ask_who(scene, challenge, asking)
    scene.do(challenges.refuse_who, second, by=other)
    assert len(_told(scene)) == 1


def test_whoever_was_found_out_about_is_written_to_whatever_mail_they_want(scene: Scene, closed):
    challenge, [volunteer, *_] = closed
    asking, agreeing = scene.person("home", "admin"), scene.person("home", "admin")
    scene.do(people.choose_mail, outcomes=False, challenges=False, digest_day=None, digest_hour=10, by=volunteer)
    scene.do(people.choose_mail, outcomes=False, challenges=False, digest_day=None, digest_hour=10, by=agreeing)
    scene.do(challenges.agree_who, _ask_who(scene, challenge, asking), by=agreeing)
    assert _told(scene) == [(volunteer.email, "Two administrators have found out which answers are yours")]
    body = scene.value("SELECT body FROM mails")
    assert "https://tasks.example/" in body
    for secret in (asking.name, agreeing.name, volunteer.name, "Letters", "safe"):
        assert secret not in body


def test_whom_the_law_forbids_to_tell_is_not_written_to(scene: Scene, closed):
    challenge, [volunteer, *_] = closed
    asking, agreeing = scene.person("home", "admin"), scene.person("home", "admin")
    name = scene.value("SELECT pseudonym FROM participants WHERE person_id = :id", id=volunteer.person_id)
    why = {"reason": "legal_duty", "is_told": False}
    scene.do(challenges.agree_who, scene.do(challenges.ask_who, challenge.id, name, **why, by=asking), by=agreeing)
    assert volunteer.email not in dict(_told(scene))


def test_who_lost_the_role_of_an_owner_is_told_nothing_as_one_and_nor_is_their_program(scene: Scene, owner, closed):
    challenge, _ = closed
    scene.do(actions.hook, "https://receiver.example/hook", ["challenge.closed"], networks=(), by=owner)
    scene.rows("DELETE FROM roles WHERE person_id = :id RETURNING 1", id=owner.person_id)
    for name in ("challenge.closed", "challenge.approved"):
        scene.do(outbox.note_event, name, challenge.id)
    assert _told(scene) == []
    assert scene.rows("SELECT FROM webhook_calls") == []
