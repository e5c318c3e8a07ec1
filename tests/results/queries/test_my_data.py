import json

from microtask.challenges import actions as challenges
from microtask.people import actions
from microtask.results.queries.my_data import read_my_data


def read(scene, person):
    return json.loads(json.dumps(scene.do(lambda unit: read_my_data(unit.session, by=person))))


def test_every_table_that_knows_a_person_is_in_their_file(scene):
    opened, person = scene.challenge(items=3), scene.person("tax", "analyst")
    scene.do(actions.issue_token, person.person_id, name="laptop")
    scene.do(actions.start_session, person_id=person.person_id, data={})
    sitting = scene.sit(person)
    first, *_ = scene.tray(sitting)
    scene.say(first.id, "yes", person, note="Well put.")
    scene.stop(sitting, person)
    held = read(scene, person)
    assert held["account"]["roles"] == ["volunteer", "analyst"]
    assert [each["name"] for each in held["tokens"]] == ["laptop"]
    assert len(held["sign_ins"]) == len(held["sittings"]) == len(held["names_in_challenges"]) == 1
    [answer] = held["answers"]
    assert (answer["challenge"], answer["key"], answer["answer"], answer["note"]) == (
        opened.id, "item-1", "yes", "Well put.")  # fmt: skip
    assert {each["state"] for each in held["unanswered"]} == {"returned"}
    assert held["given"] == [{"challenge": opened.id, "title": "Letters", "answers": 1, "settled": 0, "withdrawn": 0}]


def test_what_somebody_may_do_and_where_is_in_their_file(scene):
    person, owner = scene.person("tax", "expert", "owner"), scene.person("parks", "owner")
    own, others = scene.challenge(owner=person), scene.challenge(owner=owner)
    scene.do(challenges.add_coordinator, others.id, email=person.email, by=owner)
    held = read(scene, person)
    assert [(each["department"], each["role"]) for each in held["roles_held"]] == [("Tax", "expert"), ("Tax", "owner")]
    assert [each["challenge"] for each in held["owns"]] == [own.id]
    assert [each["challenge"] for each in held["looks_after_paper_of"]] == [others.id]


def test_times_are_in_utc_and_secrets_are_left_out(scene):
    person = scene.person()
    scene.do(actions.issue_token, person.person_id, name="laptop")
    held = read(scene, person)
    assert held["account"]["created_at"].endswith("Z")
    assert not any("digest" in name or "password" in name for name in json.dumps(held).split('"'))


def test_it_holds_nothing_of_anybody_else(scene):
    opened, other = scene.challenge(), scene.person()
    [task, *_] = scene.tray(scene.sit(other))
    scene.say(task.id, "yes", other)
    held = read(scene, scene.person())
    assert opened.id
    assert all(held[name] == [] for name in held if name != "account")
