"""Two administrators find out together who is behind a random name: every wrong way, and what is recorded and told."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest

from microtask.challenges import actions, identify_queries
from microtask.challenges.actions.identify import NO_LINK, NO_SUCH_NAME
from microtask.errors import Conflict, Invalid, NotAllowed, NotFound
from microtask.people.rules import Identity
from microtask.results.queries.my_data import read_my_data
from tests.scene import Opened, Scene

REASON = {"reason": "safeguarding", "is_told": True}


@pytest.fixture
def first(scene: Scene) -> Identity:
    return scene.person("home", "admin")


@pytest.fixture
def second(scene: Scene) -> Identity:
    return scene.person("home", "admin")


@pytest.fixture
def volunteer(scene: Scene) -> Identity:
    return scene.person("tax")


@pytest.fixture
def opened(scene: Scene, volunteer: Identity) -> Opened:
    """A challenge of the home department that the volunteer has taken part in."""
    opened = scene.challenge(items=2)
    sitting = scene.sit(volunteer)
    scene.say(scene.tray(sitting)[0].id, "yes", volunteer)
    return opened


@pytest.fixture
def name(scene: Scene, opened: Opened) -> str:
    return str(scene.value("SELECT pseudonym FROM participants"))


@pytest.fixture
def asked(scene: Scene, opened: Opened, name: str, first: Identity) -> int:
    return ask(scene, opened, name, first)


def ask(scene: Scene, opened: Opened, name: str, by: Identity, **other) -> int:
    return int(scene.do(actions.ask_who, opened.id, name, **REASON | other, by=by))


def look(scene: Scene, number: int, by: Identity) -> str | None:
    found = scene.do(actions.read_who, number, by=by)
    return found and found.email


def told(scene: Scene, person: Identity) -> list[str]:
    return [row.reason for row in scene.do(lambda unit: identify_queries.list_told(unit.session, person.person_id))]


def unlink(scene: Scene) -> None:
    scene.do(actions.unlink, [row.id for row in scene.rows("SELECT id FROM participants")])


def test_once_another_administrator_agrees_both_see_who_it_is_and_nobody_else(scene, asked, first, second, volunteer):
    assert look(scene, asked, first) is None
    scene.do(actions.agree_who, asked, by=second)
    assert look(scene, asked, first) == look(scene, asked, second) == volunteer.email
    assert look(scene, asked, scene.person("home", "admin")) is None
    assert look(scene, asked, scene.person("parks", "service-admin")) is None


def test_an_administrator_of_the_service_may_be_one_of_the_two(scene, opened, name, second, volunteer):
    service = scene.person("parks", "service-admin")
    number = ask(scene, opened, name, service)
    scene.do(actions.agree_who, number, by=second)
    assert look(scene, number, service) == volunteer.email


def test_the_person_is_told_and_finds_it_in_what_is_held_about_them(scene, asked, second, volunteer):
    assert told(scene, volunteer) == []
    scene.do(actions.agree_who, asked, by=second)
    assert told(scene, volunteer) == ["safeguarding"]
    held = scene.do(lambda unit: read_my_data(unit.session, by=volunteer))
    assert [(each["title"], each["department"]) for each in held["found_out"]] == [("Letters", "Home")]


def test_where_the_law_forbids_telling_that_is_recorded_and_nothing_leads_to_the_person(
    scene, opened, name, first, second, volunteer
):
    number = ask(scene, opened, name, first, is_told=False, reason="legal_duty")
    scene.do(actions.agree_who, number, by=second)
    assert told(scene, volunteer) == []
    assert scene.value("SELECT person_id FROM reidentifications") is None
    agreed = scene.value("SELECT detail FROM audit_entries WHERE action = 'reidentification.agreed'")
    assert agreed == {"is_told": False}


def test_each_step_and_each_look_is_recorded_and_names_neither_person_nor_random_name(
    scene, asked, first, second, volunteer
):
    look(scene, asked, first)
    scene.do(actions.agree_who, asked, by=second)
    look(scene, asked, first)
    look(scene, asked, second)
    rows = scene.rows(
        "SELECT action, actor_id, object_kind, object_id, detail::text FROM audit_entries"
        " WHERE action LIKE 'reidentification.%' ORDER BY id"
    )
    assert [(row.action.partition(".")[2], row.actor_id) for row in rows] == [
        ("asked", first.person_id), ("agreed", second.person_id), ("read", first.person_id), ("read", second.person_id),
    ]  # fmt: skip
    assert {(row.object_kind, row.object_id) for row in rows} == {("reidentification", asked)}
    pseudonym = scene.value("SELECT pseudonym FROM participants")
    assert not any(pseudonym in row.detail or volunteer.email in row.detail for row in rows)


def test_nobody_agrees_with_themselves(scene, asked, first):
    with pytest.raises(NotAllowed, match="Another administrator"):
        scene.do(actions.agree_who, asked, by=first)
    with pytest.raises(NotAllowed):
        scene.do(actions.refuse_who, asked, by=first)
    with pytest.raises(Exception, match="two_people"):
        scene.rows("UPDATE reidentifications SET decided_by = asked_by RETURNING id")


@pytest.mark.parametrize(
    ("department", "role"), [("parks", "admin"), ("home", "analyst"), ("home", "owner"), ("tax", "admin")]
)
def test_only_administrators_of_the_department_whose_challenge_it_is_take_part(
    scene, opened, name, asked, department, role
):
    other = scene.person(department, role)
    with pytest.raises(Invalid) as refused:
        ask(scene, opened, name, other)
    assert refused.value.fields == {"pseudonym": [NO_SUCH_NAME]}
    for decide in (actions.agree_who, actions.refuse_who, actions.read_who):
        with pytest.raises(NotFound):
            scene.do(decide, asked, by=other)


def test_who_owns_the_challenge_has_no_part_in_it(scene):
    owner = scene.person("home", "owner", "admin")
    opened = scene.challenge(items=2, owner=owner)
    volunteer = scene.person("tax")
    scene.say(scene.tray(scene.sit(volunteer))[0].id, "yes", volunteer)
    name = scene.value("SELECT pseudonym FROM participants")
    with pytest.raises(Invalid):
        ask(scene, opened, name, owner)
    number = ask(scene, opened, name, scene.person("home", "admin"))
    with pytest.raises(NotFound):
        scene.do(actions.agree_who, number, by=owner)


def test_whoever_it_is_about_neither_asks_nor_decides_nor_sees_that_somebody_asked(scene, opened, first):
    about = scene.person("home", "admin")
    sitting = scene.sit(about)
    scene.say(scene.tray(sitting)[0].id, "yes", about)
    own = scene.value("SELECT pseudonym FROM participants WHERE person_id = :id", id=about.person_id)
    with pytest.raises(Invalid):
        ask(scene, opened, own, about)
    number = ask(scene, opened, own, first)
    with pytest.raises(NotFound):
        scene.do(actions.refuse_who, number, by=about)
    assert scene.do(lambda unit: identify_queries.list_requests(unit.session, by=about, limit=9)) == []


def test_a_name_that_is_none_and_a_name_of_another_challenge_are_refused_alike(scene, opened, name, first):
    other = scene.challenge(items=1)
    for challenge, pseudonym in ((opened.id, "nobody"), (other.id, name), (999, name)):
        with pytest.raises(Invalid) as refused:
            scene.do(actions.ask_who, challenge, pseudonym, **REASON, by=first)
        assert refused.value.fields == {"pseudonym": [NO_SUCH_NAME]}


@pytest.mark.parametrize("missing", [{"reason": None}, {"reason": "curiosity"}, {"is_told": None}])
def test_a_reason_is_one_of_the_list_and_telling_is_chosen(scene, opened, name, first, missing):
    with pytest.raises(Invalid) as refused:
        ask(scene, opened, name, first, **missing)
    assert list(refused.value.fields) == list(missing)


def test_without_a_link_there_is_nobody_to_find(scene, opened, name, asked, first, second):
    unlink(scene)
    with pytest.raises(Invalid) as refused:
        ask(scene, opened, name, first)
    assert refused.value.fields == {"pseudonym": [NO_LINK]}
    with pytest.raises(Conflict, match="destroyed"):
        scene.do(actions.agree_who, asked, by=second)


def test_when_the_link_is_destroyed_the_name_is_gone_and_no_row_leads_from_one_to_the_other(
    scene, asked, first, second, volunteer
):
    scene.do(actions.agree_who, asked, by=second)
    unlink(scene)
    assert look(scene, asked, first) is None
    assert scene.rows("SELECT participant_id, person_id FROM reidentifications") == [(None, volunteer.person_id)]
    assert told(scene, volunteer) == ["safeguarding"]


def test_a_request_expires_and_so_does_the_look(scene, opened, name, asked, first, second):
    scene.clock.moved = timedelta(days=7, minutes=1)
    with pytest.raises(Conflict, match="expired"):
        scene.do(actions.agree_who, asked, by=second)
    number = ask(scene, opened, name, first)
    scene.do(actions.agree_who, number, by=second)
    scene.clock.moved += timedelta(days=1, minutes=1)
    assert look(scene, number, first) is None


@pytest.mark.parametrize(
    "meanwhile",
    [
        "DELETE FROM roles WHERE person_id = :person RETURNING role",
        "UPDATE people SET left_at = now() WHERE id = :person RETURNING id",
        "INSERT INTO challenge_owners (challenge_id, person_id) SELECT id, :person FROM challenges RETURNING person_id",
    ],
)
def test_nobody_agrees_with_somebody_who_may_not_ask_any_more(scene, asked, first, second, meanwhile):
    scene.rows(meanwhile, person=first.person_id)
    with pytest.raises(Conflict, match="may not do so any more"):
        scene.do(actions.agree_who, asked, by=second)
    assert scene.value("SELECT decision FROM reidentifications") is None


def test_what_was_refused_or_decided_stays_so(scene, asked, first, second):
    scene.do(actions.refuse_who, asked, by=second)
    assert look(scene, asked, first) is None
    with pytest.raises(Conflict, match="decided"):
        scene.do(actions.agree_who, asked, by=scene.person("home", "admin"))


def test_of_two_who_decide_at_once_one_does(scene, asked, second):
    third = scene.person("home", "admin")
    barrier = Barrier(2)

    def decide(by: Identity) -> bool:
        barrier.wait()
        try:
            scene.do(actions.agree_who, asked, by=by)
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(decide, (second, third))) == [False, True]
    assert scene.value("SELECT count(*) FROM audit_entries WHERE action = 'reidentification.agreed'") == 1


def test_who_waits_for_a_decision_is_counted_for_those_who_may_give_it(scene, asked, first, second, volunteer):
    def count(by: Identity) -> int:
        since = scene.clock() - timedelta(days=7)
        return int(scene.do(lambda unit: identify_queries.count_waiting(unit.session, by=by, since=since)))

    assert (count(first), count(second), count(scene.person("parks", "admin"))) == (0, 1, 0)
    scene.do(actions.agree_who, asked, by=second)
    assert count(scene.person("home", "admin")) == 0
