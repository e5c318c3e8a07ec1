from datetime import timedelta

import psycopg
import pytest
from sqlalchemy import text

from microtask.errors import NotFound
from microtask.people import actions, queries
from microtask.people.keys import digest
from microtask.people.models import DepartmentAlias


def token_of(units, **person) -> tuple[int, str]:
    with units.begin() as unit:
        made = actions.add_person(
            unit, **{"email": "ada@tax.example", "name": "Ada Reed", "department": "tax"} | person
        )
        return made.id, actions.issue_token(unit, made.id, name="test")


def whose(units, token: str):
    with units.begin() as unit:
        found = queries.find_by_token(unit.connection, digest(token), now=unit.now)
        return found and found.person


def test_a_token_tells_who_its_person_is_and_all_their_roles(units):
    person_id, token = token_of(units, roles=["owner", "analyst"])
    with units.begin() as unit:
        actions.add_person(unit, email="ada@tax.example", department="health", roles=["expert"])
        health = queries.get_department_by_slug(unit.session, "health")

    found = whose(units, token)

    assert (found.person_id, found.name, found.email) == (person_id, "Ada Reed", "ada@tax.example")
    assert (found.department, found.simulated) == ("tax", False)
    assert found.role_names == ["volunteer", "owner", "analyst", "expert"]
    assert found.has("expert", health.id)
    assert not found.has("owner", health.id)


def test_a_volunteer_needs_no_role(units):
    _, token = token_of(units)
    assert whose(units, token).roles == frozenset()


@pytest.mark.parametrize(
    "fate",
    [
        "UPDATE tokens SET revoked_at = now()",
        "UPDATE tokens SET expires_at = now() - interval '1 second'",
        "UPDATE people SET left_at = now()",
        "DELETE FROM tokens",
    ],
)
def test_a_token_that_counts_no_more_tells_nothing(units, fate):
    _, token = token_of(units)
    with units.begin() as unit:
        unit.session.execute(text(fate))
    assert whose(units, token) is None


def test_a_token_with_a_day_to_go_still_counts(units):
    _, token = token_of(units)
    with units.begin() as unit:
        unit.session.execute(text("UPDATE tokens SET expires_at = now() + interval '1 day'"))
    assert whose(units, token).name == "Ada Reed"


def test_whose_token_it_is_takes_one_statement(units, monkeypatch):
    _, token = token_of(units, roles=["owner"])
    statements = []
    execute = psycopg.Cursor.execute

    def counted(cursor, statement, *arguments, **how):
        statements.append(statement)
        return execute(cursor, statement, *arguments, **how)

    with units.begin() as unit:
        monkeypatch.setattr(psycopg.Cursor, "execute", counted)
        assert queries.find_by_token(unit.connection, digest(token), now=unit.now).person.name == "Ada Reed"
    assert len(statements) == 1


@pytest.mark.parametrize("question", ["_BY_TOKEN", "_BY_SIGN_IN"])
def test_who_is_asking_is_answered_by_indexes_alone(units, question):
    with units.begin() as unit:
        unit.connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        plan = unit.connection.exec_driver_sql(f"EXPLAIN {getattr(queries, question)}", (b"x" * 32, unit.now)).scalars()
        assert "Seq Scan" not in "\n".join(plan)


def test_a_browser_that_nobody_signed_in_with_has_a_session_without_a_person(units):
    with units.begin() as unit:
        sign_in_id, key = actions.start_session(unit, person_id=None, data={"csrf_token": "x"})
    with units.begin() as unit:
        found = queries.find_browser(unit.connection, digest(key), now=unit.now)
    assert (found.sign_in_id, found.person, found.data) == (sign_in_id, None, {"csrf_token": "x"})


def test_a_browsers_session_tells_who_signed_in_until_it_is_over(units):
    person_id, _ = token_of(units, roles=["owner"])
    with units.begin() as unit:
        _, key = actions.start_session(unit, person_id=person_id, data={})

    def found():
        with units.begin() as unit:
            return queries.find_browser(unit.connection, digest(key), now=unit.now)

    units.clock.moved = timedelta(hours=20)
    assert found().person.role_names == ["volunteer", "owner"]
    units.clock.moved = timedelta(hours=20, minutes=2)
    assert found() is None


def test_a_browsers_session_ends_when_its_person_leaves(units):
    person_id, _ = token_of(units)
    with units.begin() as unit:
        _, key = actions.start_session(unit, person_id=person_id, data={})
        unit.session.execute(text("UPDATE people SET left_at = now()"))
        assert queries.find_browser(unit.connection, digest(key), now=unit.now) is None


def test_people_are_found_whatever_the_capitals_of_their_address(units):
    person_id, _ = token_of(units, email="Ada.Reed@Tax.example")
    with units.begin() as unit:
        assert queries.find_by_email(unit.session, " ada.reed@tax.EXAMPLE ").id == person_id
        assert queries.find_by_email(unit.session, "bob@tax.example") is None


def test_what_is_not_there_is_not_found(units):
    with units.begin() as unit:
        for ask in (queries.get_identity, queries.get_department):
            with pytest.raises(NotFound):
                ask(unit.session, 99)
        with pytest.raises(NotFound, match=r"nobody@tax\.example"):
            queries.get_by_email(unit.session, "nobody@tax.example")


def test_a_department_is_found_by_its_slug_an_alias_and_what_it_was_merged_into(units):
    with units.begin() as unit:
        old = actions.add_department(unit, "customs")
        new = actions.add_department(unit, "borders", name="Borders and Customs")
        unit.session.add(DepartmentAlias(department_id=old.id, name="Customs House"))
        old.successor_id = new.id
    with units.begin() as unit:
        names = ["borders", "customs", " CUSTOMS house ", "nowhere"]
        found = [queries.find_department(unit.session, name) for name in names]
        assert [place and place.slug for place in found] == ["borders", "borders", "borders", None]
        assert [place.name for place in queries.list_departments(unit.session)] == ["Borders and Customs", "Customs"]
