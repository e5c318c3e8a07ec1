"""Reading challenges: what a person may not know of is not found, in a list as on its own."""

import itertools
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from microtask.challenges import actions, queries, rules
from microtask.challenges.models import Challenge
from microtask.errors import NotAllowed, NotFound
from microtask.people.actions import set_skills
from microtask.people.rules import Identity
from tests.desk import Desk
from tests.scene import Scene

AUDIENCES: list[dict[str, Any]] = [
    {},
    {"departments": ["tax"]},
    {"departments": ["home", "tax"], "exclude_own": True},
    {"exclude_own": True},
    {"skills": ["law", "tables"]},
    {"departments": ["tax"], "skills": ["law"]},
    {"people": ["ada@tax.example", "somebody@nowhere.example"]},
    {"departments": ["home"], "people": ["ada@tax.example"]},
]


def visible(desk: Desk, by: Identity, **asked: Any) -> list[int]:
    with desk.scene.units.begin() as unit:
        return [each.id for each in queries.list_visible(unit.session, by=by, **asked)]


def force(scene: Scene, challenge_id: int, state: str) -> None:
    scene.do(lambda unit: unit.connection.exec_driver_sql(
        "UPDATE challenges SET state = %s WHERE id = %s", (state, challenge_id)))  # fmt: skip


def test_the_list_the_page_and_the_rule_agree_on_who_may_see_what(desk: Desk):
    scene = desk.scene
    people = [scene.person(at, *roles) for at in ("home", "tax", "parks")
              for roles in ((), ("owner",), ("analyst",), ("expert",), ("admin",), ("service-admin",))]  # fmt: skip
    for department in ("home", "tax"):
        expert = scene.person(department, "expert")
        scene.do(set_skills, expert.person_id, ["letters", "law"], department_id=expert.department_id)
        people.append(replace(expert, skills=frozenset({"letters", "law"})))
    people += [desk.owner, replace(scene.person("tax"), email="Ada@tax.example")]
    made = {}
    for state, audience in itertools.product(rules.STATES, AUDIENCES):
        challenge_id = desk.draft(audience=audience)
        force(scene, challenge_id, state)
        made[challenge_id] = (state, audience)
    for person in people:
        listed = set(visible(desk, person, limit=100))
        with scene.units.begin() as unit:
            for challenge_id, what in made.items():
                standing = queries.get_standing(unit.session, unit.session.get_one(Challenge, challenge_id))
                assert (challenge_id in listed) == rules.may_see(person, standing), (person, what)


def test_the_list_of_results_has_what_was_asked_and_may_be_read(desk: Desk):
    made = {state: desk.draft() for state in rules.STATES}
    for state, challenge_id in made.items():
        force(desk.scene, challenge_id, state)
    shown = [made[state] for state in ("closed", "closing", "paused", "open")]
    for roles, expected in [(("analyst",), shown), (("expert",), []), (("admin",), []), (("owner",), [])]:
        with desk.scene.units.begin() as unit:
            found = queries.list_with_results(unit.session, by=desk.scene.person("home", *roles))
            assert [each.id for each in found] == expected
    with desk.scene.units.begin() as unit:
        assert [each.id for each in queries.list_with_results(unit.session, by=desk.owner)] == shown


def test_what_may_not_be_seen_is_not_found_and_what_may_not_be_done_is_not_allowed(desk: Desk):
    challenge_id = desk.draft()
    with desk.scene.units.begin() as unit:
        with pytest.raises(NotFound):
            queries.get_visible(unit.session, challenge_id, by=desk.scene.person("home"))
        with pytest.raises(NotFound):
            queries.get_visible(unit.session, 999, by=desk.owner)
        with pytest.raises(NotAllowed):
            queries.get_allowed(unit.session, challenge_id, rules.may_edit, by=desk.scene.person("home", "admin"))
        assert queries.get_visible(unit.session, challenge_id, by=desk.owner).id == challenge_id


def test_the_list_goes_on_after_the_last_one_shown(desk: Desk):
    made = [desk.draft() for _ in range(5)]
    first = visible(desk, desk.owner, limit=3)
    assert first == made[:1:-1]
    assert visible(desk, desk.owner, before=first[-1], limit=3) == made[1::-1]
    assert visible(desk, desk.owner, before=made[0]) == []


def test_the_list_may_be_of_one_state(desk: Desk):
    desk.draft()
    opened = desk.opened()
    assert visible(desk, desk.owner, state="open") == [opened]


def test_owned_challenges_are_those_of_the_owner_alone(desk: Desk):
    mine = desk.draft()
    other = Desk(desk.scene, desk.scene.person("home", "owner", "admin"))
    theirs = other.draft()
    with desk.scene.units.begin() as unit:
        assert [each.id for each in queries.list_owned(unit.session, by=desk.owner)] == [mine]
        assert [each.id for each in queries.list_owned(unit.session, by=other.owner)] == [theirs]
    assert visible(desk, other.owner) == [theirs, mine]


def test_an_import_belongs_to_its_challenge(desk: Desk):
    first, second = desk.draft(), desk.draft()
    import_id = desk.send(first, b"key\nA\n")
    with desk.scene.units.begin() as unit:
        assert queries.get_import(unit.session, first, import_id).id == import_id
        with pytest.raises(NotFound, match="This challenge has no import with that number"):
            queries.get_import(unit.session, second, import_id)
        assert queries.list_imports(unit.session, second) == []
        assert [each.id for each in queries.list_imports(unit.session, first)] == [import_id]


def test_rejections_are_listed_in_their_order_and_in_parts(desk: Desk):
    found = desk.load(desk.draft(), b"key,text\n,1\n,2\n,3\n,4\n")
    with desk.scene.units.begin() as unit:
        rows = [each.row for each in queries.list_rejections(unit.session, found.id, offset=1, limit=2)]
    assert rows == [3, 4]


def test_an_import_is_resumed_once_its_worker_has_been_silent(desk: Desk):
    def to_resume() -> list[int]:
        with desk.scene.units.begin() as unit:
            return list(queries.list_imports_to_resume(unit.session, now=unit.now, idle=timedelta(seconds=30)))

    challenge_id = desk.draft()
    queued, done = desk.send(challenge_id, b"key\nA\n"), desk.send(challenge_id, b"key\nB\n")
    desk.read(done)
    assert to_resume() == []
    desk.scene.clock.moved = timedelta(minutes=1)
    assert to_resume() == [queued]


def test_the_last_stage_is_the_one_that_is_asked_for_without_a_number(desk: Desk):
    stage = {"template": "review", "question": "?", "options": ["Yes", "No"]}
    challenge_id = desk.draft("template", "question", "options", stages=[stage, stage])
    assert desk.stage(challenge_id, None) == desk.stage(challenge_id, 2) != desk.stage(challenge_id, 1)
    with pytest.raises(NotFound, match="This challenge has no stage 3"):
        desk.stage(challenge_id, 3)


def test_a_challenge_has_been_asked_once_somebody_takes_part(desk: Desk):
    challenge_id = desk.opened()
    with desk.scene.units.begin() as unit:
        assert not queries.has_been_asked(unit.session, challenge_id)
        actions.join(unit, challenge_id, desk.owner.person_id)
        assert queries.has_been_asked(unit.session, challenge_id)
