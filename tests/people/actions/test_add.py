import threading

import pytest

from microtask.errors import Invalid
from microtask.people import actions, queries
from microtask.people.models import Department, DepartmentAlias, Person

ADA = {"email": "ada@tax.example", "name": "Ada Reed", "department": "tax"}


def test_somebody_new_is_added_with_their_department_and_roles(units):
    with units.begin() as unit:
        person = actions.add_person(unit, **ADA, roles=["owner", "volunteer"])
        assert (person.name, person.simulated, person.password_hash) == ("Ada Reed", False, None)
        assert queries.get_department(unit.session, person.department_id).name == "Tax"
        assert queries.get_identity(unit.session, person.id).role_names == ["volunteer", "owner"]


def test_adding_somebody_again_adds_to_their_roles_and_changes_nothing_else(units):
    with units.begin() as unit:
        first = actions.add_person(unit, **ADA, roles=["owner"])
        again = actions.add_person(
            unit, email="ADA@tax.example", name="A. Reed", department="health", roles=["analyst"]
        )
        assert again.id == first.id
        assert (again.name, again.department_id) == ("Ada Reed", first.department_id)
        held = queries.get_identity(unit.session, first.id)
        assert held.role_names == ["volunteer", "owner", "analyst"]
        assert not held.has("analyst", first.department_id)


def test_somebody_who_is_there_needs_no_name_and_no_department(units):
    with units.begin() as unit:
        person = actions.add_person(unit, **ADA)
        actions.add_person(unit, email=ADA["email"], roles=["expert", "expert"])
        assert queries.get_identity(unit.session, person.id).has("expert", person.department_id)


def test_everything_that_cannot_be_used_is_said_at_once_and_nothing_is_written(units):
    with units.begin() as unit:
        with pytest.raises(Invalid) as refused:
            actions.add_person(unit, email="ada", name="A\nB", roles=["boss"])
        assert refused.value.fields == {
            "email": ["“ada” is no e-mail address. Write it as name@department.example."],
            "name": ["Give the person's name, on one line."],
            "department": ["Give the slug of the person's department."],
            "role": ["“boss” is no role. Use one of volunteer, owner, analyst, expert, admin, service-admin."],
        }
        with pytest.raises(Invalid, match="“public health” cannot name a department"):
            actions.add_person(unit, **ADA | {"department": "Public Health"})
        assert unit.session.query(Department).count() == unit.session.query(Person).count() == 0


def test_a_department_that_is_there_or_goes_by_an_alias_is_not_made_again(units):
    with units.begin() as unit:
        tax = actions.add_department(unit, "tax", name="Revenue and Taxes")
        unit.session.add(DepartmentAlias(department_id=tax.id, name="HMX"))
        unit.session.flush()
        assert actions.add_department(unit, "TAX", name="Something else").name == "Revenue and Taxes"
        assert actions.add_department(unit, "hmx").id == tax.id


def test_two_hosts_that_add_the_same_person_at_once_add_one(units):
    start = threading.Barrier(4)
    ids = []

    def add() -> None:
        start.wait()
        with units.begin() as unit:
            ids.append(actions.add_person(unit, **ADA, roles=["owner"]).id)

    threads = [threading.Thread(target=add) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ids) == 4
    assert len(set(ids)) == 1
