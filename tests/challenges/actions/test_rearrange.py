"""Departments that are merged and split: what moves, what stays, and who comes while it is done."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event

import pytest
from sqlalchemy import text

from microtask.challenges import actions
from microtask.challenges.actions import Part
from microtask.challenges.department_queries import preview_merge
from microtask.errors import Conflict, Invalid, NotAllowed
from microtask.people import actions as people
from microtask.people.actions import Names
from microtask.people.models import Department
from microtask.people.queries import find_department, get_identity


@pytest.fixture
def service(scene):
    return scene.person("service", "service-admin")


@pytest.fixture
def today(scene):
    return scene.clock().date()


def merge(scene, by, a="tax", b="revenue", **changes):
    given = {"on": scene.clock().date(), "reason": "The order of 1 April.", "by": by} | changes
    scene.do(actions.merge, scene.department(a), scene.department(b), **given)


def identity(scene, person):
    return scene.do(lambda unit: get_identity(unit.session, person.person_id))


def test_people_roles_and_challenges_that_go_on_move_and_the_past_stays(scene, service):
    tax, revenue = scene.department("tax"), scene.department("revenue")
    owner, admin = scene.person("tax", "owner"), scene.person("tax", "admin")
    volunteer = scene.person("tax")
    done = scene.challenge(owner=owner, state="closed", department_ids=[tax])
    going = scene.challenge(owner=owner, department_ids=[tax, revenue])
    sitting = scene.sit(volunteer, challenge=going.id)
    scene.say(scene.tray(sitting)[0].id, "yes", volunteer)
    merge(scene, service)
    places = "SELECT DISTINCT department_id FROM"
    assert scene.rows(f"{places} people WHERE id = ANY(:ids)", ids=[owner.person_id, volunteer.person_id]) == [
        (revenue,)
    ]
    assert scene.rows(f"{places} roles WHERE role IN ('owner', 'admin')") == [(revenue,)]
    assert dict(scene.rows("SELECT id, department_id FROM challenges")) == {done.id: tax, going.id: revenue}
    assert scene.value("SELECT department_ids FROM stages WHERE id = :id", id=going.stage) == [revenue]
    assert scene.value("SELECT department_ids FROM stages WHERE id = :id", id=done.stage) == [tax]
    assert scene.rows("SELECT department_id FROM answers") == [(tax,)]
    assert identity(scene, admin).former == {tax}
    assert identity(scene, admin).has("admin", tax)


def test_the_department_of_today_is_found_by_every_name_there_was(scene, service):
    merge(scene, service)
    merge(scene, service, "revenue", "customs")
    for slug in ("tax", "revenue", "customs"):
        assert scene.do(lambda unit, slug=slug: find_department(unit.session, slug).slug) == "customs"
    assert scene.rows("SELECT successor_id FROM departments WHERE slug IN ('tax', 'revenue')") == [
        (scene.department("customs"),),
        (scene.department("customs"),),
    ]


def test_each_who_moves_and_both_departments_read_it_in_the_audit(scene, service):
    owner = scene.person("tax", "owner")
    merge(scene, service)
    noted = scene.rows("SELECT action, object_kind, object_id, department_id, reason FROM audit_entries ORDER BY id")
    tax, revenue, why = scene.department("tax"), scene.department("revenue"), "The order of 1 April."
    assert noted == [
        ("person.moved", "person", owner.person_id, revenue, why),
        ("role.moved", "person", owner.person_id, revenue, why),
        ("department.merged", "department", tax, tax, why),
        ("department.merged", "department", tax, revenue, why),
    ]


def test_an_expert_in_both_keeps_the_skills_of_both_and_the_older_confirmation(scene, service):
    expert = scene.person("tax", "expert")
    tax, revenue = scene.department("tax"), scene.department("revenue")
    add = "INSERT INTO roles (person_id, department_id, role, skills) VALUES (:p, :d, 'expert', '{law}') RETURNING 1"
    scene.rows(add, p=expert.person_id, d=revenue)
    older = "UPDATE roles SET skills = '{maths}', confirmed_at = now() - interval '1 year' WHERE department_id = :d"
    scene.rows(f"{older} RETURNING 1", d=tax)
    merge(scene, service)
    [(place, skills, is_old)] = scene.rows(
        "SELECT department_id, skills, confirmed_at < now() - interval '1 day' FROM roles WHERE person_id = :p",
        p=expert.person_id,
    )
    assert (place, skills, is_old) == (revenue, ["law", "maths"], True)


@pytest.mark.parametrize(("changes", "field"), [({"reason": " "}, "reason"), ({"b": "tax"}, "into")])
def test_what_cannot_be_meant_is_refused(scene, service, changes, field):
    with pytest.raises(Invalid) as refused:
        merge(scene, service, **changes)
    assert list(refused.value.fields) == [field]


def test_a_day_to_come_is_refused(scene, service, today):
    with pytest.raises(Invalid) as refused:
        merge(scene, service, on=today + timedelta(days=1))
    assert list(refused.value.fields) == ["on"]


def test_a_departments_own_administrator_merges_nothing(scene):
    with pytest.raises(NotAllowed):
        merge(scene, scene.person("tax", "admin"))


def test_a_department_that_has_ended_is_not_merged_again(scene, service):
    merge(scene, service)
    with pytest.raises(Conflict):
        merge(scene, service, "tax", "customs")


def test_a_challenge_marked_higher_than_the_other_may_use_stands_in_the_way(scene, service):
    going = scene.challenge(owner=scene.person("tax", "owner"))
    scene.rows("UPDATE challenges SET marking = 'OFFICIAL-SENSITIVE' WHERE id = :id RETURNING id", id=going.id)
    with pytest.raises(Conflict):
        merge(scene, service)
    scene.rows("UPDATE departments SET ceiling = 'OFFICIAL-SENSITIVE' WHERE slug = 'revenue' RETURNING id")
    merge(scene, service)


def test_the_preview_says_what_the_merger_then_does(scene, service):
    tax, revenue = scene.department("tax"), scene.department("revenue")
    owner = scene.person("tax", "owner")
    scene.person("tax")
    scene.challenge(owner=owner, state="closed")
    scene.challenge(owner=owner)
    short = scene.challenge(department_ids=[tax, revenue], min_departments=2)

    def preview(unit):
        found = preview_merge(unit.session, unit.session.get(Department, tax), unit.session.get(Department, revenue))
        return (
            found.people,
            found.roles,
            len(found.challenges),
            found.closed,
            found.asked,
            [c.id for c in found.short],
        )

    assert scene.do(preview) == (2, {"owner": 1}, 1, 1, 1, [short.id])
    merge(scene, service)
    detail = scene.value("SELECT detail FROM audit_entries WHERE action = 'department.merged' LIMIT 1")
    assert detail == {"from": tax, "to": revenue, "people": 2, "roles": 1, "challenges": 1, "audiences": 1}


def test_the_audit_says_whose_newcomers_land_elsewhere_from_now_on(scene, service):
    tax, revenue = scene.department("tax"), scene.department("revenue")
    ways = {"domains": ["tax.example", "audit.tax.example"], "groups": [("tax", "g-1")], "providers": ["tax"]}
    scene.do(people.set_ways_in, tax, by=service, **ways)
    scene.person("tax")
    split(scene, service, Part(domain="tax.example", **OFFICE))
    merge(scene, service)
    told = "SELECT DISTINCT detail -> 'domains', detail -> 'groups' FROM audit_entries WHERE action = :action"
    assert scene.rows(told, action="department.split") == [(["tax.example"], None)]
    assert scene.rows(told, action="department.merged") == [(["audit.tax.example"], ["tax:g-1"])]
    assert scene.rows("SELECT DISTINCT department_id FROM department_groups") == [(revenue,)]


def test_whoever_signs_in_for_the_first_time_meanwhile_lands_in_the_department_of_today(scene, service):
    tax, revenue = scene.department("tax"), scene.department("revenue")
    locked = Event()

    def come():
        with scene.units.begin() as unit:
            old = find_department(unit.session, "tax")
            assert old.id == tax  # read before the merger: the database knows better
            locked.wait(5)
            person = people.add_person(unit, email="new@tax.example", name="New", department="revenue")
            unit.session.execute(
                text("UPDATE people SET department_id = :tax WHERE id = :id"), {"tax": tax, "id": person.id}
            )
            return person.id

    with ThreadPoolExecutor(1) as pool:
        coming = pool.submit(come)
        merge(scene, service)
        locked.set()
        number = coming.result(10)
    assert scene.value("SELECT department_id FROM people WHERE id = :id", id=number) == revenue


def test_answers_given_while_departments_are_merged_are_all_there_and_in_one_of_the_two(scene, service):
    volunteers = [scene.person("tax") for _ in range(4)]
    going = scene.challenge(items=20, owner=scene.person("home", "owner"), max_answers=10)

    def answer(volunteer):
        sitting = scene.sit(volunteer, challenge=going.id)
        said = 0
        while said < 8 and (task := scene.next(sitting, volunteer)):
            scene.say(task.id, "yes", volunteer)
            said += 1
        return said

    with ThreadPoolExecutor(5) as pool:
        running = [pool.submit(answer, volunteer) for volunteer in volunteers]
        merging = pool.submit(merge, scene, service)
        said = sum(each.result(30) for each in running)
        merging.result(30)
    tax, revenue = scene.department("tax"), scene.department("revenue")
    places = dict(scene.rows("SELECT department_id, count(*) FROM answers GROUP BY 1"))
    assert sum(places.values()) == said == 32
    assert places.keys() <= {tax, revenue}


def test_a_role_given_while_the_department_ends_counts_in_the_other(scene, service):
    tax, revenue = scene.department("tax"), scene.department("revenue")
    guest, admin = scene.person("parks", "analyst"), scene.person("tax", "admin")
    known = "INSERT INTO roles (person_id, department_id, role) VALUES (:p, :d, 'expert') RETURNING 1"
    scene.rows(known, p=guest.person_id, d=tax)

    def give():
        scene.do(people.give_role, guest.person_id, "owner", department_id=tax, reason="To help.", by=admin)

    with ThreadPoolExecutor(1) as pool:
        with scene.units.begin() as unit:
            actions.merge(unit, tax, revenue, on=scene.clock().date(), reason="The order of 1 April.", by=service)
            giving = pool.submit(give)
            scene.wait_for_somebody_who_waits()
        giving.result(10)
    assert (revenue, "owner") in identity(scene, guest).roles
    assert scene.rows("SELECT FROM roles WHERE department_id = :id", id=tax) == []


def test_two_departments_that_become_part_of_each_other_at_once_are_one_in_the_end(scene, service):
    tax, revenue = scene.department("tax"), scene.department("revenue")
    for here, there in (("tax", revenue), ("revenue", tax)):
        for _ in range(20):
            scene.rows(
                "INSERT INTO roles (person_id, department_id, role) VALUES (:p, :d, 'analyst') RETURNING 1",
                p=scene.person(here).person_id, d=there,
            )  # fmt: skip

    def attempt(a, b):
        try:
            merge(scene, service, a, b)
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(attempt, ("tax", "revenue"), ("revenue", "tax")))
    assert sorted(done) == [False, True]
    ended, left = (tax, revenue) if done[0] else (revenue, tax)
    assert scene.rows("SELECT DISTINCT department_id FROM roles WHERE role = 'analyst'") == [(left,)]
    assert scene.rows("SELECT id FROM departments WHERE successor_id IS NOT NULL") == [(ended,)]


def split(scene, by, part, **changes):
    given = {"on": scene.clock().date(), "reason": "A new office.", "by": by} | changes
    return scene.do(actions.split, scene.department("tax"), part, **given)


OFFICE = {"slug": "audit-office", "names": Names("Audit Office")}


def test_a_part_becomes_a_department_with_its_people_roles_and_challenges(scene, service):
    tax = scene.department("tax")
    staying, going = scene.person("tax", "admin"), scene.person("tax", "admin", "owner")
    own, other = (scene.challenge(owner=going, department_ids=[tax]) for _ in range(2))
    scene.do(people.set_permission, tax, words="An hour.", monthly_minutes=60)
    office = split(scene, service, Part(emails=(going.email.upper(),), challenges=(own.id,), **OFFICE))
    assert identity(scene, staying).department_id == tax
    assert identity(scene, going).roles == {(office, "admin"), (office, "owner")}
    assert dict(scene.rows("SELECT id, department_id FROM challenges")) == {own.id: office, other.id: tax}
    assert scene.value("SELECT department_ids FROM stages WHERE id = :id", id=other.stage) == [tax, office]
    assert scene.rows("SELECT permission_text, monthly_minutes FROM departments WHERE id = :id", id=office) == [
        ("An hour.", 60)
    ]


@pytest.mark.parametrize(
    ("part", "field"),
    [(Part(**OFFICE), "domain"), (Part(domain="nobody.example", **OFFICE), "domain"),
     (Part(domain="no", **OFFICE), "domain"), (Part(emails=("x@y.example",), **OFFICE), "emails"),
     (Part(domain="tax.example", slug="tax", names=Names("T")), "slug"),
     (Part(domain="tax.example", slug="new", names=Names("Tax")), "name")],
)  # fmt: skip
def test_a_part_that_is_nobody_or_has_no_name_of_its_own_is_refused(scene, service, part, field):
    scene.person("tax")
    with pytest.raises(Invalid) as refused:
        split(scene, service, part)
    assert list(refused.value.fields) == [field]


def test_a_domain_is_not_taken_from_a_third_department(scene, service):
    scene.person("tax")
    parks = scene.department("parks")
    domain = {"domains": ["tax.example"], "groups": [], "providers": []}
    scene.do(people.set_ways_in, parks, by=service, **domain)
    with pytest.raises(Invalid) as refused:
        split(scene, service, Part(domain="tax.example", **OFFICE))
    assert refused.value.fields == {"domain": ["Newcomers of this domain land in Parks. Take it away there first."]}
    office = split(scene, service, Part(domain="tax.example", into_id=parks))
    assert office == parks


def test_what_is_left_keeps_an_administrator(scene, service):
    scene.person("tax", "admin")
    with pytest.raises(Conflict):
        split(scene, service, Part(domain="tax.example", **OFFICE))
