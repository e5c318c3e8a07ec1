from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest

from microtask.errors import Conflict, Invalid, MicrotaskError, NotAllowed, NotFound
from microtask.people import actions
from microtask.people.queries import get_identity
from microtask.people.rules import CONFIRM_EVERY

WHY = "It is needed."
ROLES = "SELECT role FROM roles WHERE person_id = :id ORDER BY role"
ENTRIES = "SELECT action, actor_id, department_id, reason, detail FROM audit_entries WHERE object_id = :id ORDER BY id"


@pytest.fixture
def admin(scene):
    return scene.person("tax", "admin")


@pytest.fixture
def clerk(scene):
    return scene.person("tax")


def give(scene, person, role, *, by, **said):
    given = {"department_id": person.department_id, "reason": WHY} | said
    scene.do(actions.give_role, person.person_id, role, by=by, **given)


def take(scene, person, role, *, by, **said):
    given = {"department_id": person.department_id, "reason": WHY} | said
    scene.do(actions.remove_role, person.person_id, role, by=by, **given)


def held(scene, person):
    return [row.role for row in scene.rows(ROLES, id=person.person_id)]


def test_a_role_is_given_and_taken_away_with_who_did_it_and_why(scene, admin, clerk):
    give(scene, clerk, "analyst", by=admin)
    give(scene, clerk, "analyst", by=admin)
    assert held(scene, clerk) == ["analyst"]
    take(scene, clerk, "analyst", by=admin, reason=" It was for a month. ")
    assert held(scene, clerk) == []
    by = (admin.person_id, clerk.department_id)
    assert [tuple(row) for row in scene.rows(ENTRIES, id=clerk.person_id)] == [
        ("role.granted", *by, WHY, {"role": "analyst"}),
        ("role.removed", *by, "It was for a month.", {"role": "analyst"}),
    ]


def test_an_expert_is_given_skills_and_other_ones_later(scene, admin, clerk):
    give(scene, clerk, "expert", by=admin, skills=["law"])
    give(scene, clerk, "expert", by=admin, skills=["plain-english", "law"])
    assert scene.value("SELECT skills FROM roles WHERE role = 'expert'") == ["law", "plain-english"]


@pytest.mark.parametrize(
    ("role", "said", "fields"),
    [
        ("", {}, ["role"]),
        ("volunteer", {}, ["role"]),
        ("boss", {}, ["role"]),
        ("service-admin", {}, ["role"]),
        ("owner", {"reason": " "}, ["reason"]),
        ("owner", {"reason": "x" * 501}, ["reason"]),
        ("owner", {"skills": ["law"]}, ["skills"]),
        ("expert", {"skills": ["Two words"]}, ["skills"]),
    ],
)
def test_what_cannot_be_given_is_refused_and_nothing_is_written(scene, admin, clerk, role, said, fields):
    with pytest.raises(Invalid) as refused:
        give(scene, clerk, role, by=admin, **said)
    assert list(refused.value.fields) == fields
    assert (held(scene, clerk), scene.rows(ENTRIES, id=clerk.person_id)) == ([], [])


def test_nobody_raises_themselves(scene, admin):
    keeper = scene.person("parks", "service-admin")
    for person, role in ((admin, "owner"), (keeper, "service-admin"), (keeper, "owner")):
        with pytest.raises(NotAllowed):
            give(scene, person, role, by=person)
    assert held(scene, admin) == ["admin"]


def test_only_an_administrator_of_the_department_or_the_service_gives_its_roles(scene, admin, clerk):
    others = [scene.person("tax", "owner"), scene.person("parks", "admin"), clerk]
    for by in others:
        with pytest.raises(NotFound):
            give(scene, scene.person("tax"), "owner", by=by)
    keeper = scene.person("parks", "service-admin")
    give(scene, clerk, "service-admin", by=keeper)
    with pytest.raises(Invalid):
        take(scene, clerk, "service-admin", by=admin)
    assert held(scene, clerk) == ["service-admin"]


def test_a_department_gives_nothing_to_people_whom_it_does_not_know(scene, admin):
    stranger = scene.person("parks")
    with pytest.raises(NotFound):
        give(scene, stranger, "owner", by=admin, department_id=admin.department_id)
    with pytest.raises(NotFound):
        give(scene, stranger, "owner", by=admin)


def test_who_has_left_is_given_nothing(scene, admin, clerk):
    scene.rows("UPDATE people SET left_at = now() WHERE id = :id RETURNING id", id=clerk.person_id)
    with pytest.raises(Conflict, match="has left"):
        give(scene, clerk, "owner", by=admin)


def test_a_role_that_they_do_not_have_cannot_be_taken_away(scene, admin, clerk):
    with pytest.raises(NotFound):
        take(scene, clerk, "owner", by=admin)
    with pytest.raises(Invalid) as refused:
        take(scene, clerk, "", by=admin, reason="")
    assert list(refused.value.fields) == ["held", "reason"]


def test_the_last_administrator_stays(scene, admin):
    keeper = scene.person("parks", "service-admin")
    with pytest.raises(Conflict, match="the department's last administrator"):
        take(scene, admin, "admin", by=keeper)
    second = scene.person("tax", "admin")
    take(scene, admin, "admin", by=second)
    assert held(scene, admin) == []
    with pytest.raises(NotAllowed):
        take(scene, keeper, "service-admin", by=keeper)
    other = scene.person("tax", "service-admin")
    take(scene, keeper, "service-admin", by=other)
    with pytest.raises(Conflict, match="last administrator of the service"):
        take(scene, other, "service-admin", by=keeper)


def test_one_who_has_left_does_not_count_as_an_administrator(scene, admin):
    gone = scene.person("tax", "admin")
    scene.rows("UPDATE people SET left_at = now() WHERE id = :id RETURNING id", id=gone.person_id)
    with pytest.raises(Conflict):
        take(scene, admin, "admin", by=scene.person("parks", "service-admin"))


def test_of_two_administrators_who_take_each_other_off_at_once_one_stays(scene):
    for number in range(6):
        pair = [scene.person(f"office-{number}", "admin") for _ in range(2)]
        begin = Barrier(2)

        def race(by, person, begin=begin):
            begin.wait()
            try:
                take(scene, person, "admin", by=by)
            except MicrotaskError as error:
                return type(error)
            return None

        with ThreadPoolExecutor(2) as pool:
            ended = list(pool.map(race, pair, reversed(pair)))
        assert sorted(map(str, ended)) == [str(Conflict), str(None)]
        assert sum(len(held(scene, each)) for each in pair) == 1


def test_the_review_confirms_and_removes_and_records_both(scene, admin, clerk):
    other = scene.person("tax", "analyst")
    give(scene, clerk, "owner", by=admin)
    scene.clock.moved += CONFIRM_EVERY + timedelta(days=1)
    decided = {(clerk.person_id, "owner"): "keep", (other.person_id, "analyst"): "remove"}
    scene.do(actions.look_again, admin.department_id, decided, reason="They moved.", by=admin)
    assert (held(scene, clerk), held(scene, other)) == (["owner"], [])
    confirmed = "SELECT confirmed_by FROM roles WHERE confirmed_at > now() + :while"
    assert scene.rows(confirmed, **{"while": CONFIRM_EVERY}) == [(admin.person_id,)]
    told = "SELECT action, object_id, reason FROM audit_entries ORDER BY id DESC LIMIT 2"
    assert {tuple(row) for row in scene.rows(told)} == {
        ("role.confirmed", clerk.person_id, None), ("role.removed", other.person_id, "They moved.")
    }  # fmt: skip


def test_a_review_is_written_whole_or_not_at_all(scene, admin, clerk):
    keeper = scene.person("parks", "service-admin")
    give(scene, clerk, "owner", by=admin)
    both = {(admin.person_id, "admin"): "remove", (clerk.person_id, "owner"): "remove"}
    with scene.units.begin() as unit, pytest.raises(Conflict):
        actions.look_again(unit, admin.department_id, both, reason=WHY, by=keeper)
    assert (held(scene, admin), held(scene, clerk)) == (["admin"], ["owner"])


@pytest.mark.parametrize(
    ("word", "reason", "fields"), [("", "", [""]), ("burn", WHY, [""]), ("remove", "", ["reason"])]
)
def test_a_review_that_says_nothing_is_refused(scene, admin, clerk, word, reason, fields):
    decided = {(clerk.person_id, "owner"): word}
    with pytest.raises(Invalid) as refused:
        scene.do(actions.look_again, admin.department_id, decided, reason=reason, by=admin)
    assert list(refused.value.fields) == fields


def test_nobody_confirms_their_own_role_or_one_that_they_may_not_give(scene, admin):
    keeper = scene.person("tax", "service-admin")
    for person, role in ((admin, "admin"), (keeper, "service-admin")):
        decided = {(person.person_id, role): "keep"}
        with pytest.raises(NotAllowed):
            scene.do(actions.look_again, admin.department_id, decided, by=admin)


def test_a_role_that_is_gone_is_not_brought_back_by_confirming_it(scene, admin, clerk):
    scene.do(actions.look_again, admin.department_id, {(clerk.person_id, "owner"): "keep"}, by=admin)
    scene.do(actions.look_again, admin.department_id, {(clerk.person_id, "owner"): "remove"}, reason=WHY, by=admin)
    assert (held(scene, clerk), scene.rows(ENTRIES, id=clerk.person_id)) == ([], [])


def test_a_role_counts_from_the_next_request_on(scene, admin, clerk):
    give(scene, clerk, "owner", by=admin)
    assert scene.do(lambda unit: get_identity(unit.session, clerk.person_id)).has("owner")
    take(scene, clerk, "owner", by=admin)
    assert not scene.do(lambda unit: get_identity(unit.session, clerk.person_id)).has("owner")
