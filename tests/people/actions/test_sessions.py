import pytest
from sqlalchemy import text

from microtask.errors import Invalid
from microtask.people import actions, queries
from microtask.people.keys import Passwords, digest

PASSWORD = "a long and simple sentence"


@pytest.fixture
def passwords() -> Passwords:
    return Passwords(64)


@pytest.fixture
def ada(units, passwords) -> int:
    with units.begin() as unit:
        person = actions.add_person(unit, email="ada@tax.example", name="Ada Reed", department="tax", roles=["owner"])
        actions.set_password(unit, person.id, PASSWORD, passwords=passwords)
        return person.id


def test_the_right_password_tells_who_it_is(units, passwords, ada):
    with units.begin() as unit:
        found = actions.check_password(unit, email="Ada@Tax.example", password=PASSWORD, passwords=passwords)
    assert (found.person_id, found.role_names) == (ada, ["volunteer", "owner"])


def test_everything_else_is_refused_in_the_same_words(units, passwords, ada):
    with units.begin() as unit:
        actions.add_person(unit, email="new@tax.example", name="No Password", department="tax")
        actions.add_person(unit, email="gone@tax.example", name="Has Left", department="tax")
        actions.set_password(unit, ada + 2, PASSWORD, passwords=passwords)
        unit.session.execute(text("UPDATE people SET left_at = now() WHERE email = 'gone@tax.example'"))
    refusals = set()
    for email, password in [
        ("ada@tax.example", "another sentence"),
        ("ada@tax.example", ""),
        ("nobody@tax.example", PASSWORD),
        ("new@tax.example", ""),
        ("gone@tax.example", PASSWORD),
    ]:
        with units.begin() as unit, pytest.raises(Invalid) as refused:
            actions.check_password(unit, email=email, password=password, passwords=passwords)
        refusals.add(str(refused.value.fields))
    assert len(refusals) == 1


def test_no_password_and_no_key_can_be_read_from_the_database(units, passwords, ada):
    with units.begin() as unit:
        _, key = actions.start_session(unit, person_id=ada, data={"next": "/"})
        stored = [
            str(row) for table in ("people", "sign_ins") for row in unit.session.execute(text(f"SELECT * FROM {table}"))
        ]
    assert not any(PASSWORD in row or key in row for row in stored)


def test_a_session_keeps_what_it_is_given_until_it_is_ended(units, ada):
    with units.begin() as unit:
        sign_in_id, key = actions.start_session(unit, person_id=ada, data={})
    with units.begin() as unit:
        actions.keep_session(unit, sign_in_id, {"strict": True, "words": "“é”"})
    with units.begin() as unit:
        found = queries.find_browser(unit.connection, digest(key), now=unit.now)
        assert found.data == {"strict": True, "words": "“é”"}
        actions.end_session(unit, sign_in_id)
        assert queries.find_browser(unit.connection, digest(key), now=unit.now) is None
        assert unit.session.scalar(text("SELECT data FROM sign_ins")) == {}


def test_who_signs_in_and_out_is_recorded_and_of_volunteers_for_themselves_alone(units, ada):
    with units.begin() as unit:
        bob = actions.add_person(unit, email="bob@tax.example", name="Bob Lamb", department="tax")
        for person_id in (ada, bob.id):
            sign_in, _ = actions.start_session(unit, person_id=person_id, data={})
            for _ in range(2):
                actions.end_session(unit, sign_in)
        rows = unit.session.execute(
            text("SELECT action, actor_id, department_id FROM audit_entries WHERE action LIKE 'person.%' ORDER BY id")
        )
        assert [tuple(row) for row in rows] == [
            ("person.signed_in", ada, bob.department_id),
            ("person.signed_out", ada, bob.department_id),
            ("person.signed_in", bob.id, None),
            ("person.signed_out", bob.id, None),
        ]


def test_a_browser_that_nobody_has_signed_in_with_leaves_no_trace(units):
    with units.begin() as unit:
        sign_in, _ = actions.start_session(unit, person_id=None, data={})
        actions.end_session(unit, sign_in)
        assert unit.session.scalar(text("SELECT count(*) FROM audit_entries")) == 0


def test_a_failure_is_recorded_with_the_account_and_not_with_what_was_typed(units, passwords, ada):
    with units.begin() as unit:
        for email in ("ada@tax.example", "nobody@tax.example"):
            with pytest.raises(Invalid):
                actions.check_password(unit, email=email, password="something else", passwords=passwords)
        failed = (
            "SELECT object_id, actor_id, detail FROM audit_entries WHERE action = 'person.sign_in_failed' ORDER BY id"
        )
        rows = unit.session.execute(text(failed))
        assert [tuple(row) for row in rows] == [(ada, None, {}), (None, None, {})]
