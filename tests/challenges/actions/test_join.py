"""Taking part under a random name."""

import re
from threading import Barrier, Thread

from microtask.challenges import actions
from microtask.challenges.actions.join import make_pseudonym
from tests.desk import Desk

KEY = "only-for-tests-" * 4


def names(desk: Desk, challenge_id: int, *given: str, key: str = KEY) -> dict[str, int]:
    found: dict[str, int] = desk.scene.do(actions.join_by_name, challenge_id, given, secret_key=key)
    return found


def test_a_person_has_one_name_in_a_challenge_and_another_in_the_next(desk: Desk):
    person = desk.scene.person("tax").person_id
    first, second = desk.draft(), desk.draft()
    here = desk.scene.do(actions.join, first, person)
    assert desk.scene.do(actions.join, first, person) == here
    assert desk.scene.do(actions.join, second, person) != here
    pseudonyms = {row.pseudonym for row in desk.scene.rows("SELECT pseudonym FROM participants")}
    assert len(pseudonyms) == 2


def test_a_pseudonym_is_random_and_can_be_read_out():
    made = {make_pseudonym() for _ in range(1000)}
    assert len(made) == 1000
    assert all(re.fullmatch(r"v-[a-z2-7]{10}", pseudonym) for pseudonym in made)


def test_somebody_who_joins_many_times_at_once_is_there_once(desk: Desk):
    person, challenge_id = desk.scene.person("tax").person_id, desk.draft()
    start, joined = Barrier(8), []

    def join() -> None:
        start.wait()
        joined.append(desk.scene.do(actions.join, challenge_id, person))

    threads = [Thread(target=join) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(joined) == 8
    assert len(set(joined)) == 1


def test_names_from_elsewhere_become_participants_once(desk: Desk):
    challenge_id = desk.draft()
    found = names(desk, challenge_id, "Ann", "Bob", "Ann")
    assert found.keys() == {"Ann", "Bob"}
    assert len(set(found.values())) == 2
    again = names(desk, challenge_id, "Bob", "Cem")
    assert again["Bob"] == found["Bob"]
    assert desk.scene.value("SELECT count(*) FROM participants WHERE person_id IS NULL") == 3
    assert names(desk, challenge_id) == {}


def test_blanks_and_the_form_of_accents_make_no_other_person_but_capitals_do(desk: Desk):
    found = names(desk, desk.draft(), "Zoé", " Zoe\u0301 ", "zoé")
    assert found["Zoé"] == found[" Zoe\u0301 "] != found["zoé"]


def test_no_name_is_stored_nor_can_it_be_followed_from_one_challenge_to_another(desk: Desk):
    first, second = desk.draft(), desk.draft()
    names(desk, first, "Ann")
    names(desk, second, "Ann")
    names(desk, second, "Ann", key="another-secret-" * 4)
    rows = desk.scene.rows("SELECT * FROM participants")
    assert len({bytes(row.name_digest) for row in rows}) == 3
    assert "Ann" not in str(rows)


def test_ten_thousand_names_take_a_few_statements(desk: Desk):
    given = [f"Person {number}" for number in range(10_000)]
    found = names(desk, desk.draft(), *given)
    assert len(set(found.values())) == 10_000
