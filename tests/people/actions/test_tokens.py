from datetime import timedelta

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from microtask.errors import Invalid, NotFound
from microtask.people import actions, queries
from microtask.people.keys import digest
from microtask.people.rules import MOST_TOKENS


@pytest.fixture
def ada(scene):
    return scene.person("tax", "owner")


def make(scene, ada, name="report", **wanted):
    return scene.do(actions.make_token, **{"name": name, "scope": "read", "days": 30, "by": ada} | wanted)


def recorded(scene):
    return [tuple(row) for row in scene.rows(
        "SELECT action, object_id, actor_id, department_id, detail FROM audit_entries ORDER BY id"
    )]  # fmt: skip


def test_only_the_digest_of_a_token_is_stored(units, scene):
    person = scene.person("tax")
    with units.begin() as unit:
        token = actions.issue_token(unit, person.person_id, name="laptop", by=person.person_id)
        row = unit.session.execute(text("SELECT * FROM tokens")).mappings().one()
    assert bytes(row["digest"]) == digest(token)
    assert (row["name"], row["created_by"]) == ("laptop", person.person_id)
    assert token not in str(dict(row))


def test_a_token_may_be_for_a_time(units, scene):
    person = scene.person("tax")
    with units.begin() as unit:
        token = actions.issue_token(unit, person.person_id, name="a day", expires_at=unit.now + timedelta(days=1))
        for hours, counts in ((23, True), (25, False)):
            found = queries.find_by_token(unit.connection, digest(token), now=unit.now + timedelta(hours=hours))
            assert (found is not None) is counts


def test_tokens_differ(units, scene):
    person = scene.person("tax")
    with units.begin() as unit:
        assert len({actions.issue_token(unit, person.person_id, name="x") for _ in range(5)}) == 5


def test_a_token_that_somebody_makes_counts_for_as_long_as_they_said(units, scene, ada):
    token = digest(make(scene, ada, days=7))
    with units.begin() as unit:
        for days, counts in ((6.9, True), (7.1, False)):
            found = queries.find_by_token(unit.connection, token, now=unit.now + timedelta(days=days))
            assert (found is not None and found.scope == "read") is counts


def test_two_tokens_of_one_person_have_two_names(scene, ada):
    make(scene, ada)
    with pytest.raises(Invalid) as refused:
        make(scene, ada)
    assert list(refused.value.fields) == ["name"]
    make(scene, scene.person("tax"))


def test_the_database_refuses_the_second_of_a_name_too(units, scene, ada):
    make(scene, ada)
    with pytest.raises(IntegrityError, match="uq_tokens_person_id_name"), units.begin() as unit:
        actions.issue_token(unit, ada.person_id, name="report", by=ada.person_id)


def test_a_name_is_free_again_when_its_token_was_taken_back(scene, ada):
    make(scene, ada)
    scene.do(actions.revoke_token, scene.value("SELECT id FROM tokens"), by=ada)
    make(scene, ada)


def test_nobody_keeps_more_tokens_than_they_can_look_after(scene, ada):
    for number in range(MOST_TOKENS):
        make(scene, ada, f"report {number}")
    with pytest.raises(Invalid, match=str(MOST_TOKENS)):
        make(scene, ada)


def test_what_an_operator_made_takes_no_name_away(units, scene, ada):
    with units.begin() as unit:
        for _ in range(2):
            actions.issue_token(unit, ada.person_id, name="report")
    make(scene, ada)


def test_a_token_that_was_taken_back_opens_nothing_from_then_on(units, scene, ada):
    token = digest(make(scene, ada))
    for _ in range(2):
        scene.do(actions.revoke_token, scene.value("SELECT id FROM tokens"), by=ada)
    with units.begin() as unit:
        assert queries.find_by_token(unit.connection, token, now=unit.now) is None
        assert queries.list_tokens(unit.session, ada.person_id) == []


def test_nobody_takes_back_the_token_of_somebody_else(scene, ada):
    make(scene, ada)
    token_id = scene.value("SELECT id FROM tokens")
    for by, number in ((scene.person("tax", "admin"), token_id), (ada, token_id + 1)):
        with pytest.raises(NotFound):
            scene.do(actions.revoke_token, number, by=by)


def test_making_and_taking_back_is_recorded_and_of_volunteers_for_themselves_alone(scene, ada):
    volunteer = scene.person("tax")
    for person in (ada, volunteer):
        make(scene, person)
        scene.do(actions.revoke_token, scene.value("SELECT max(id) FROM tokens"), by=person)
    assert recorded(scene) == [
        ("token.made", ada.person_id, ada.person_id, ada.department_id, {"token": 1, "scope": "read"}),
        ("token.revoked", ada.person_id, ada.person_id, ada.department_id, {"token": 1}),
        ("token.made", volunteer.person_id, volunteer.person_id, None, {"token": 2, "scope": "read"}),
        ("token.revoked", volunteer.person_id, volunteer.person_id, None, {"token": 2}),
    ]


def test_the_day_of_use_is_stored_and_nobody_waits_to_store_it(units, scene, ada, database_url):
    make(scene, ada)
    with psycopg.connect(database_url) as other, units.begin() as unit:
        other.execute("SELECT FROM tokens FOR UPDATE")
        actions.use_token(unit, 1, today=unit.now.date())
    assert scene.value("SELECT last_used_on FROM tokens") is None
    with units.begin() as unit:
        actions.use_token(unit, 1, today=unit.now.date())
        today = unit.now.date()
    assert scene.value("SELECT last_used_on FROM tokens") == today
