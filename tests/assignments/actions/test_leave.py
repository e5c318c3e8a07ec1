from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from microtask.assignments import actions
from microtask.challenges.actions.hand_over import NOBODY_NAMED, THEMSELVES
from microtask.challenges.actions.own import NO_OWNER
from microtask.errors import Conflict, Invalid

WHY = "They retire."
OWNERS = "SELECT person_id FROM challenge_owners WHERE challenge_id = :id ORDER BY person_id"


@pytest.fixture
def admin(scene):
    return scene.person("home", "admin")


def leave(scene, person, *, by, new_owner=""):
    """As a page does: what is refused is caught inside the unit, which is then committed."""
    with scene.units.begin() as unit:
        try:
            given = {"department_id": person.department_id, "reason": WHY, "new_owner": new_owner}
            actions.leave(unit, person.person_id, by=by, **given)
        except (Conflict, Invalid) as error:
            return error
    return None


def owners(scene, challenge):
    return [row.person_id for row in scene.rows(OWNERS, id=challenge.id)]


def has_left(scene, person):
    return scene.value("SELECT left_at IS NOT NULL FROM people WHERE id = :id", id=person.person_id)


def test_what_they_were_about_to_answer_is_offered_to_others_and_what_they_said_stays(scene, admin):
    scene.challenge(items=5, min_answers=1)
    clerk, other = scene.person("home"), scene.person("tax")
    sitting = scene.sit(clerk)
    scene.say(scene.tray(sitting)[0].id, "yes", clerk)
    assert scene.value("SELECT count(*) FROM assignments WHERE state = 'live'") == 4
    assert leave(scene, clerk, by=admin) is None
    assert scene.value("SELECT count(*) FROM assignments WHERE state = 'live'") == 0
    assert scene.value("SELECT count(*) FROM answers WHERE withdrawn_at IS NULL") == 1
    assert scene.value("SELECT ended_at IS NOT NULL FROM sittings")
    assert len(scene.tray(scene.sit(other))) == 4


def test_what_they_own_goes_on_with_its_other_owners_or_with_a_new_one(scene, admin):
    leaver, second, heir = (scene.person("home", "owner") for _ in range(3))
    shared, alone = scene.challenge(owner=leaver), scene.challenge(owner=leaver)
    scene.rows("INSERT INTO challenge_owners (challenge_id, person_id) VALUES (:id, :person) RETURNING person_id",
               id=shared.id, person=second.person_id)  # fmt: skip
    assert leave(scene, leaver, by=admin, new_owner=f" {heir.email.upper()} ") is None
    assert (owners(scene, shared), owners(scene, alone)) == ([second.person_id], [heir.person_id])
    told = "SELECT action, object_id, actor_id, detail FROM audit_entries WHERE object_kind = 'challenge' ORDER BY id"
    assert [tuple(row) for row in scene.rows(told)] == [
        ("owner.removed", shared.id, admin.person_id, {"person": leaver.person_id}),
        ("owner.added", alone.id, admin.person_id, {"person": heir.person_id}),
        ("owner.removed", alone.id, admin.person_id, {"person": leaver.person_id}),
    ]


def test_without_somebody_to_take_over_nothing_happens_at_all(scene, admin):
    leaver, volunteer = scene.person("home", "owner"), scene.person("home")
    alone = scene.challenge(owner=leaver)
    scene.sit(leaver)
    named = {"": NOBODY_NAMED, volunteer.email: NO_OWNER, "nobody@home.example": NO_OWNER}
    for email, sentence in named.items():
        assert leave(scene, leaver, by=admin, new_owner=email).fields == {"email": [sentence]}
        assert (owners(scene, alone), has_left(scene, leaver)) == ([leaver.person_id], False)
        assert scene.value("SELECT role FROM roles WHERE person_id = :id", id=leaver.person_id) == "owner"
        assert scene.value("SELECT ended_at IS NULL FROM sittings")
    assert scene.rows("SELECT action FROM audit_entries") == []


def test_they_cannot_be_named_to_follow_themselves(scene, admin):
    leaver = scene.person("home", "owner")
    scene.challenge(owner=leaver)
    refused = leave(scene, leaver, by=admin, new_owner=leaver.email)
    assert refused.fields["email"] in ([THEMSELVES], [NO_OWNER])
    assert not has_left(scene, leaver)


@pytest.mark.parametrize(
    "gone", ["UPDATE people SET left_at = now() WHERE id = :id", "DELETE FROM roles WHERE person_id = :id"]
)
def test_a_colleague_who_has_left_too_or_lost_the_role_does_not_take_over(scene, admin, gone):
    first, second = scene.person("home", "owner"), scene.person("home", "owner")
    shared = scene.challenge(owner=first)
    scene.rows("INSERT INTO challenge_owners (challenge_id, person_id) VALUES (:id, :person) RETURNING person_id",
               id=shared.id, person=second.person_id)  # fmt: skip
    scene.rows(f"{gone} RETURNING 1", id=second.person_id)
    assert leave(scene, first, by=admin).fields == {"email": [NOBODY_NAMED]}


def test_the_last_administrator_does_not_leave(scene, admin):
    keeper = scene.person("parks", "service-admin")
    assert isinstance(leave(scene, admin, by=keeper), Conflict)
    assert not has_left(scene, admin)


def test_the_paper_of_a_challenge_is_not_left_with_them(scene, admin):
    clerk = scene.person("home")
    opened = scene.challenge()
    scene.rows(
        "INSERT INTO challenge_coordinators (challenge_id, person_id) VALUES (:id, :person) RETURNING person_id",
        id=opened.id, person=clerk.person_id,
    )  # fmt: skip
    assert leave(scene, clerk, by=admin) is None
    assert scene.rows("SELECT FROM challenge_coordinators") == []
    assert scene.value("SELECT count(*) FROM audit_entries WHERE action = 'coordinator.removed'") == 1


def test_of_two_owners_who_leave_at_once_one_has_to_name_another(scene, admin):
    pair = [scene.person("home", "owner") for _ in range(2)]
    shared = scene.challenge(owner=pair[0])
    scene.rows("INSERT INTO challenge_owners (challenge_id, person_id) VALUES (:id, :person) RETURNING person_id",
               id=shared.id, person=pair[1].person_id)  # fmt: skip
    begin = Barrier(2)

    def race(person):
        begin.wait()
        return leave(scene, person, by=admin)

    with ThreadPoolExecutor(2) as pool:
        ended = list(pool.map(race, pair))
    assert sorted(each is None for each in ended) == [False, True]
    assert owners(scene, shared) == [person.person_id for person, end in zip(pair, ended, strict=True) if end]
