from datetime import timedelta

import pytest

from microtask.errors import NotFound
from microtask.people import access_queries as queries
from microtask.people.rules import CONFIRM_EVERY


@pytest.fixture
def admin(scene):
    return scene.person("tax", "admin")


def read(scene, query, *args, **said):
    return scene.do(lambda unit: query(unit.session, *args, **said))


def found(scene, department_id, words):
    return [each.name for each in read(scene, queries.search, department_id, words)]


def test_people_are_found_by_name_and_address_but_not_by_leafing_through(scene, admin):
    clerk = scene.person("tax")
    assert found(scene, admin.department_id, clerk.name.upper()) == [clerk.name]
    assert found(scene, admin.department_id, clerk.email[:9]) == [clerk.name]
    assert found(scene, admin.department_id, "pe") == []
    assert found(scene, admin.department_id, "%%%") == []
    assert found(scene, scene.department("parks"), clerk.name) == []


def test_no_more_are_found_than_a_page_holds_and_none_who_is_simulated_or_forgotten(scene, admin):
    for _ in range(queries.MOST_FOUND + 3):
        scene.person("tax")
    assert len(found(scene, admin.department_id, "person")) == queries.MOST_FOUND
    scene.rows("UPDATE people SET simulated = true RETURNING id")
    assert found(scene, admin.department_id, "person") == []
    scene.rows("UPDATE people SET simulated = false, forgotten_at = now() RETURNING id")
    assert found(scene, admin.department_id, "person") == []


def test_what_is_read_of_a_person_is_who_they_are_and_no_figure(scene, admin):
    scene.person("tax", "owner")
    rows = read(scene, queries.list_held, admin.department_id)
    assert [row.role for row in rows] == ["owner", "admin"]
    assert set(rows[0]._fields) == {
        "role", "skills", "created_at", "confirmed_at", "person_id", "name", "email", "works_in"
    }  # fmt: skip


def test_a_department_is_looked_after_by_its_own_administrators_and_those_of_the_service(scene, admin):
    parks = scene.department("parks")
    keeper = scene.person("roads", "service-admin")
    with pytest.raises(NotFound):
        read(scene, queries.get_looked_after, parks, by=admin)
    with pytest.raises(NotFound):
        read(scene, queries.get_looked_after, 10**9, by=keeper)
    assert read(scene, queries.get_looked_after, parks, by=keeper).slug == "parks"
    assert [each.slug for each in read(scene, queries.list_looked_after, by=admin)] == ["tax"]
    assert [each.slug for each in read(scene, queries.list_looked_after, by=keeper)] == ["parks", "roads", "tax"]


def test_a_review_is_due_a_year_after_the_last_look_to_those_who_may_decide(scene, admin):
    keeper = scene.person("roads", "service-admin")

    def due(by):
        return [each.slug for each in read(scene, queries.list_departments_due, by=by, now=scene.clock())]

    owner = scene.person("tax", "owner")
    assert due(admin) == []
    scene.clock.moved += CONFIRM_EVERY + timedelta(days=1)
    assert (due(admin), due(keeper), due(owner)) == (["tax"], ["tax"], [])
    scene.rows("DELETE FROM roles WHERE person_id = :id RETURNING role", id=owner.person_id)
    assert (due(admin), due(keeper)) == ([], ["tax"])  # nobody confirms their own


def test_a_year_is_over_when_it_is_and_not_before(scene, admin):
    scene.person("tax", "owner")
    for moved, waits in ((timedelta(minutes=-5), False), (timedelta(minutes=5), True)):
        now = scene.clock() + CONFIRM_EVERY + moved
        assert bool(read(scene, queries.list_departments_due, by=admin, now=now)) is waits
