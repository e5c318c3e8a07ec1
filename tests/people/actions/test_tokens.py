from datetime import timedelta

from sqlalchemy import text

from microtask.people import actions, queries
from microtask.people.keys import digest


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
