"""Releasing: numbers without gaps, files that are whole, checked and frozen, from one snapshot, whoever is killed."""

import csv
import hashlib
import io
import json
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import psycopg
import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import IntegrityError, OperationalError

from microtask.challenges import actions as challenges
from microtask.errors import Conflict, NotAllowed, NotFound
from microtask.people import actions as departments
from microtask.people.rules import Identity
from microtask.results import actions, queries
from microtask.storage import actions as storage
from microtask.storage.queries import list_chunks
from tests.scene import Opened, Scene
from workers.close import close
from workers.release import release as run

CLOSED = "4 undecided (closed 4)"
NAMES = [
    "items.csv",
    "results.csv",
    "answers.csv",
    "gold.csv",
    "departments.csv",
    "notes.csv",
    "README.txt",
    "data-dictionary.csv",
    "datapackage.json",
]


@pytest.fixture
def owner(scene: Scene) -> Identity:
    return scene.person("home", "owner")


@pytest.fixture
def closed(scene: Scene, owner: Identity) -> Opened:
    """Four items that three people have answered, one of them not sure throughout."""
    opened = scene.challenge(items=4, owner=owner, min_answers=3)
    answer(scene, ["yes", "no", None])
    shut(scene, opened)
    return opened


def answer(scene: Scene, values: list[str | None], *, department: str = "tax") -> None:
    for value in values:
        person = scene.person(department)
        sitting = scene.sit(person, minutes=60)
        while task := scene.next(sitting, person):
            scene.say(task.id, value, person, not_sure=value is None, note="I know the writer of this letter")


def shut(scene: Scene, opened: Opened) -> None:
    scene.rows(
        "UPDATE challenges SET state = 'closing', closing_at = now() - interval '1 hour' WHERE id = :id RETURNING id",
        id=opened.id,
    )
    close(scene.units, opened.id)


def release(scene: Scene, opened: Opened, by: Identity) -> dict[str, bytes]:
    """Make a release, and answer its files."""
    number = scene.do(actions.release, opened.id, by=by)
    run(scene.units, id_of(scene, number))
    return files(scene, number)


def id_of(scene: Scene, number: int) -> int:
    return scene.value("SELECT id FROM releases WHERE number = :number", number=number)


def files(scene: Scene, number: int) -> dict[str, bytes]:
    with scene.units.begin() as unit:
        found = queries.list_release_files(unit.session, id_of(scene, number))
        return {file.name: b"".join(list_chunks(unit.session, file.blob_id)) for file in found}


def table(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


def test_a_release_has_every_file_with_its_rows_bytes_and_digest(scene: Scene, owner, closed):
    made = release(scene, closed, owner)
    assert list(made) == NAMES
    with scene.units.begin() as unit:
        told = queries.list_release_files(unit.session, id_of(scene, 1))
        assert queries.get_release(unit.session, closed.id, 1).state == "ready"
    for file in told:
        assert file.bytes == len(made[file.name])
        assert file.sha256 == hashlib.sha256(made[file.name]).hexdigest()
        assert file.rows == (len(table(made[file.name])) if file.name.endswith(".csv") else None)
    assert [file.rows for file in told][:4] == [4, 4, 12, 0]


def test_the_tables_say_what_was_asked_and_what_came_out(scene: Scene, owner, closed):
    made = release(scene, closed, owner)
    assert table(made["items.csv"])[0] == {"key": "item-1", "text": "Text 1"}
    first = table(made["results.csv"])[0]
    assert (first["key"], first["answer"], first["answers"], first["not_sure"]) == ("item-1", "yes", "2", "1")
    assert (first["state"], first["tie"], first["live"], first["text"]) == ("undecided", "true", "false", "Text 1")
    assert json.loads(first["distribution"]) == {"yes": 1, "no": 1}
    said = table(made["answers.csv"])
    assert list(said[0]) == ["task", "volunteer", "answer", "not_sure", "stage", "answered_on", "department"]
    assert {(row["answer"], row["not_sure"]) for row in said} == {("yes", "false"), ("no", "false"), ("", "true")}
    assert len({row["volunteer"] for row in said}) == 3
    assert all(len(row["answered_on"]) == len("2026-01-31") for row in said)


def test_nobodys_name_or_address_is_in_any_file_and_notes_stand_by_themselves(scene: Scene, owner, closed):
    made = release(scene, closed, owner)
    everything = b"".join(made.values()).decode().casefold()
    people = scene.rows("SELECT name, email FROM people")
    assert len(people) == 4
    for person in people:
        assert person.name.casefold() not in everything
        assert person.email.casefold() not in everything
    assert [name for name, content in made.items() if b"I know the writer" in content] == ["notes.csv"]
    assert table(made["notes.csv"])[0] == {
        "key": "item-1", "stage": "1", "note": "I know the writer of this letter", "state": "undecided",
    }  # fmt: skip
    assert len(table(made["notes.csv"])) == 12


def test_notes_leave_the_public_sector_in_no_file(scene: Scene, owner, closed):
    scene.rows("UPDATE challenges SET licence = 'OGL-UK-3.0' RETURNING id")
    made = release(scene, closed, owner)
    assert [*made] == [name for name in NAMES if name != "notes.csv"]
    assert b"I know the writer" not in b"".join(made.values())
    assert b"Notes that volunteers wrote and their names are in no file." in made["README.txt"]


def test_a_note_that_was_taken_back_or_is_of_a_hidden_item_is_left_out(scene: Scene, owner, closed):
    scene.rows("UPDATE tasks SET hidden = true WHERE item_id = (SELECT min(id) FROM items) RETURNING id")
    scene.rows(
        "UPDATE answers SET withdrawn_at = now(), value = NULL WHERE id = (SELECT max(id) FROM answers) RETURNING id"
    )
    notes = table(release(scene, closed, owner)["notes.csv"])
    assert len(notes) == 8
    assert {row["key"] for row in notes} == {"item-2", "item-3", "item-4"}


def test_notes_come_in_an_order_that_tells_nothing_of_who_wrote_them(scene: Scene, owner):
    opened = scene.challenge(items=1, owner=owner, min_answers=3)
    for note in ("Zeal", "", "Apt"):
        person = scene.person("tax")
        scene.say(scene.next(scene.sit(person), person).id, "yes", person, note=note)
    shut(scene, opened)
    assert [row["note"] for row in table(release(scene, opened, owner)["notes.csv"])] == ["Apt", "Zeal"]


def test_the_data_package_describes_every_file_and_column(scene: Scene, owner, closed):
    made = release(scene, closed, owner)
    package = json.loads(made["datapackage.json"])
    assert package["marking"] == "OFFICIAL"
    assert [resource["path"] for resource in package["resources"]] == NAMES[:-1]
    dictionary = table(made["data-dictionary.csv"])
    for resource in package["resources"]:
        content = made[resource["path"]]
        assert resource["bytes"] == len(content)
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        if resource["path"].endswith(".csv"):
            [header] = list(csv.reader(io.StringIO(content.decode(), newline="")))[:1]
            assert [field["name"] for field in resource["schema"]["fields"]] == header
        if resource["path"] in NAMES[:4]:
            rows = [row for row in dictionary if row["file"] == resource["path"]]
            assert [row["column"] for row in rows] == header
            assert all(row["meaning"] for row in rows)


def test_the_readme_tells_counts_marking_licence_rule_method_and_how_to_check(scene: Scene, owner, closed):
    readme = release(scene, closed, owner)["README.txt"].decode()
    for told in (
        "OFFICIAL\n\nLetters: release 1\n==================\n",
        "Asked by:  Home",
        "Licence:   For internal use in the public sector only",
        "Promise:   We will rewrite them.",
        "Question: “Is it clear?”",
        "Rule (version 1): 3 to 5 answers an item, until the confidence is 0.95",
        f"Items: 0 settled by the crowd, 0 decided by owners, 0 decided by experts, 0 known beforehand, {CLOSED}",
        "           spread   No more people may be asked, and too few departments have answered.",
        "Answers given: 12 by 3 volunteers, 4 of them not sure",
        'microtask aggregate answers.csv --type review --options "yes|no" --output checked.csv',
        "# How answers are combined",
    ):
        assert told in readme


def test_items_that_are_hidden_or_withdrawn_are_left_out_and_counted(scene: Scene, owner, closed):
    for key, state in (("item-1", "hidden"), ("item-2", "withdrawn")):
        scene.rows("UPDATE items SET state = :state WHERE key = :key RETURNING id", state=state, key=key)
        scene.rows(
            "UPDATE tasks SET hidden = true WHERE item_id = (SELECT id FROM items WHERE key = :key) RETURNING id",
            key=key,
        )
    made = release(scene, closed, owner)
    assert [row["key"] for row in table(made["items.csv"])] == ["item-3", "item-4"]
    assert [row["key"] for row in table(made["results.csv"])] == ["item-3", "item-4"]
    assert {row["task"] for row in table(made["answers.csv"])} == {"item-3", "item-4"}
    readme = made["README.txt"].decode()
    assert "Items: 2 are here; 1 are hidden for a check, and 1 were withdrawn." in readme
    assert "6 are about items that are hidden" in readme


def test_known_answers_and_decisions_of_experts_are_marked_as_such(scene: Scene, owner):
    opened = scene.challenge(items=3, owner=owner)
    scene.rows(
        "INSERT INTO gold (stage_id, item_id, answer) SELECT :stage, id, 'no' FROM items WHERE key = 'item-1'"
        " RETURNING item_id",
        stage=opened.stage,
    )
    answer(scene, ["yes", "yes"])
    scene.do(actions.adjudicate, opened.id, "item-2", answer="no", reason="The law changed.", stage=None, by=owner)
    shut(scene, opened)
    made = release(scene, opened, owner)
    assert table(made["gold.csv"]) == [{"task": "item-1", "answer": "no"}]
    rows = [(row["answer"], row["state"], row["decided_by"]) for row in table(made["results.csv"])]
    assert rows[:2] == [("no", "settled", "gold"), ("no", "adjudicated", "owner")]
    second = table(made["results.csv"])[1]
    assert (second["crowd_answer"], second["decision_reason"]) == ("yes", "The law changed.")
    assert "1 decided by owners, 0 decided by experts, 1 known beforehand" in made["README.txt"].decode()


def test_several_stages_have_files_of_their_own(scene: Scene, owner):
    opened = scene.challenge_of([{}, {"question": "Is it kind?"}], items=1, owner=owner)
    answer(scene, ["yes"])
    shut(scene, opened)
    tables = ("results", "answers", "gold", "departments", "notes")
    assert list(release(scene, opened, owner))[:11] == [
        "items.csv", *(f"{table}-stage-{place}.csv" for place in (1, 2) for table in tables),
    ]  # fmt: skip


def test_departments_of_few_people_are_not_told_apart(scene: Scene, owner):
    opened = scene.challenge(items=2, owner=owner, min_answers=20, max_answers=20)
    for department, people in (("tax", 6), ("parks", 7), ("roads", 2), ("rail", 1), ("sport", 3)):
        answer(scene, ["yes"] * people, department=department)
    shut(scene, opened)
    made = release(scene, opened, owner)
    told = Counter(row["department"] for row in table(made["answers.csv"]))
    assert told == {"Tax": 12, "Parks": 14, "suppressed": 12}
    figures = {(row["department"], row["what"], row["answer"]): row for row in table(made["departments.csv"])}
    assert figures["Tax", "answer", "yes"]["answers"] == "12"
    assert figures["suppressed", "all", ""]["answers"] == "12"
    assert figures["Parks", "not sure", ""]["answers"] == "0"


def test_departments_are_called_what_they_were_when_their_people_answered(scene: Scene, owner):
    """Tax is renamed and Parks becomes part of it: nothing that was answered before moves."""
    opened = scene.challenge(items=2, owner=owner, min_answers=20, max_answers=20)
    for department in ("tax", "parks", "roads"):
        answer(scene, ["yes"] * 6, department=department)
    shut(scene, opened)
    before = release(scene, opened, owner)
    service = scene.person("service", "service-admin")
    scene.clock.moved += timedelta(days=1)
    today, tax = scene.clock().date(), scene.department("tax")
    revenue = departments.Names("Revenue Office")
    scene.do(departments.describe, tax, revenue, since=today, reason="A new name.", by=service)
    scene.do(challenges.merge, scene.department("parks"), tax, on=today, reason="A merger.", by=service)
    after = release(scene, opened, owner)
    told = Counter(row["department"] for row in table(after["answers.csv"]))
    assert told == {"Tax": 12, "Parks": 12, "Roads": 12}
    for name in ("answers.csv", "departments.csv", "results.csv"):
        assert after[name] == before[name]


def test_a_challenge_that_closed_is_of_the_department_as_it_was_called_then(scene: Scene, owner, closed):
    service = scene.person("service", "service-admin")
    scene.clock.moved += timedelta(days=1)
    names = departments.Names("Interior Office")
    scene.do(departments.describe, scene.department("home"), names, reason="A new name.", by=service)
    readme = release(scene, closed, owner)["README.txt"].decode()
    assert "Home" in readme
    assert "Interior Office" not in readme


def test_after_somebody_took_their_answers_back_no_department_is_told_apart_and_the_readme_says_so(scene, owner):
    opened = scene.challenge(items=2, owner=owner, min_answers=20, max_answers=20)
    for department, people in (("tax", 6), ("parks", 7)):
        answer(scene, ["yes"] * people, department=department)
    shut(scene, opened)
    first = release(scene, opened, owner)
    again = release(scene, opened, owner)
    assert again["departments.csv"] == first["departments.csv"]
    assert again["answers.csv"] == first["answers.csv"]
    scene.rows("UPDATE answers SET value = NULL, withdrawn_at = now() WHERE participant_id = 1 RETURNING id")
    later = release(scene, opened, owner)
    assert {row["department"] for row in table(later["answers.csv"])} == {"suppressed"}
    assert table(later["departments.csv"]) == []
    assert "No department is told apart here" in later["README.txt"].decode()
    assert "No department is told apart here" not in again["README.txt"].decode()


def test_a_table_of_one_department_would_tell_nothing_and_is_empty(scene: Scene, owner, closed):
    assert table(release(scene, closed, owner)["departments.csv"]) == []


def test_the_tables_are_bound_by_keys(scene: Scene, owner, closed):
    package = json.loads(release(scene, closed, owner)["datapackage.json"])
    schemas = {each["name"]: each["schema"] for each in package["resources"] if "schema" in each}
    to_items = [{"fields": "key", "reference": {"resource": "items", "fields": "key"}}]
    assert schemas["items"]["primaryKey"] == ["key"]
    assert (schemas["results"]["primaryKey"], schemas["results"]["foreignKeys"]) == (["key"], to_items)
    assert schemas["answers"]["primaryKey"] == ["task", "volunteer"]
    assert schemas["gold"]["foreignKeys"][0]["fields"] == "task"


def test_one_simulated_answer_marks_every_file_name_and_the_readme(scene: Scene, owner, closed):
    scene.rows("UPDATE answers SET channel = 'simulated' WHERE id = 1 RETURNING id")
    made = release(scene, closed, owner)
    assert list(made) == [f"DEMONSTRATION-{name}" for name in NAMES]
    readme = made["DEMONSTRATION-README.txt"].decode()
    assert readme.startswith("OFFICIAL · DEMONSTRATION\n")
    assert "made by a program, not by people" in readme
    assert json.loads(made["DEMONSTRATION-datapackage.json"])["demonstration"] is True
    assert scene.value("SELECT demonstration FROM releases")


def test_there_is_no_release_before_the_challenge_has_closed(scene: Scene, owner):
    opened = scene.challenge(owner=owner)
    for state in ("open", "paused", "closing"):
        scene.rows("UPDATE challenges SET state = :state RETURNING id", state=state)
        with pytest.raises(Conflict):
            scene.do(actions.release, opened.id, by=owner)


def test_only_an_owner_may_release(scene: Scene, closed):
    with pytest.raises(NotAllowed):
        scene.do(actions.release, closed.id, by=scene.person("home", "analyst"))
    with pytest.raises(NotFound):
        scene.do(actions.release, 999, by=scene.person("home", "owner"))


def ask(scene: Scene, opened: Opened, owner: Identity) -> int:
    return int(scene.do(actions.release, opened.id, by=owner))


def test_a_release_that_many_ask_for_at_once_is_made_once(scene: Scene, owner, closed):
    barrier = threading.Barrier(6)

    def work(_: int) -> int:
        barrier.wait()
        return ask(scene, closed, owner)

    with ThreadPoolExecutor(6) as threads:
        assert set(threads.map(work, range(6))) == {1}
    assert scene.value("SELECT count(*) FROM releases") == 1
    assert scene.value("SELECT count(*) FROM audit_entries WHERE action = 'release.made'") == 1


def test_a_release_that_was_asked_for_before_another_was_ready_is_that_one(scene: Scene, owner, closed):
    with scene.units.begin() as slow:
        assert slow.now
        release(scene, closed, owner)
        assert actions.release(slow, closed.id, by=owner) == 1
    assert ask(scene, closed, owner) == 2


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE results SET decision = 'no', changed_at = now() WHERE item_id = 1 RETURNING item_id",
        "UPDATE answers SET value = NULL, withdrawn_at = now() WHERE id = 1 RETURNING id",
        "INSERT INTO reports (challenge_id, item_id, reason) SELECT challenge_id, id, 'other' FROM items RETURNING id",
    ],
)
def test_a_release_of_something_else_is_another_one_even_while_the_first_is_being_made(scene, owner, closed, change):
    assert ask(scene, closed, owner) == 1
    scene.rows(change)
    assert ask(scene, closed, owner) == 2


def test_numbers_have_no_gaps_whoever_takes_back_what_they_asked_for(scene: Scene, owner, closed):
    with scene.units.begin() as unit:
        assert actions.release(unit, closed.id, by=owner) == 1
        unit.session.rollback()
    release(scene, closed, owner)
    assert ask(scene, closed, owner) == 2


def test_the_releases_of_a_challenge_are_made_in_their_order(scene: Scene, owner, closed):
    ask(scene, closed, owner)
    scene.rows("UPDATE results SET changed_at = now() RETURNING item_id")
    ask(scene, closed, owner)
    run(scene.units, id_of(scene, 2))
    assert scene.rows("SELECT number, state FROM releases ORDER BY 1") == [(1, "making"), (2, "making")]
    for number in (1, 2):
        run(scene.units, id_of(scene, number))
    assert scene.rows("SELECT number, state FROM releases ORDER BY 1") == [(1, "ready"), (2, "ready")]


def test_what_a_killed_worker_left_behind_is_thrown_away(scene: Scene, owner, closed):
    number = scene.do(actions.release, closed.id, by=owner)
    release_id = id_of(scene, number)
    with scene.units.begin() as unit:
        blob_id = storage.create(unit, by=None)
        storage.append(unit, blob_id, number=0, data=b"half of a fi")
        unit.session.execute(
            text(
                "INSERT INTO release_files (release_id, name, position, blob_id, bytes, sha256)"
                " VALUES (:release, 'items.csv', 1, :blob, 0, '')"
            ),
            {"release": release_id, "blob": blob_id},
        )
    assert files(scene, number) == {}
    run(scene.units, release_id)
    assert list(files(scene, number)) == NAMES
    assert scene.value("SELECT count(*) FROM blobs") == len(NAMES)


def test_two_workers_at_once_make_it_once(scene: Scene, owner, closed):
    release_id = id_of(scene, scene.do(actions.release, closed.id, by=owner))
    barrier = threading.Barrier(3)

    def work() -> None:
        barrier.wait()
        actions.write_release(scene.units, release_id)

    with ThreadPoolExecutor(3) as threads:
        for each in [threads.submit(work) for _ in range(3)]:
            each.result()
    assert list(files(scene, 1)) == NAMES
    assert scene.value("SELECT count(*) FROM blobs") == len(NAMES)


def test_a_database_that_goes_away_leaves_the_release_to_the_next_run(scene: Scene, owner, closed, database_url):
    release_id = id_of(scene, scene.do(actions.release, closed.id, by=owner))
    engine = scene.units.sessions().get_bind()

    def cut(connection, cursor, statement, *_) -> None:
        if "INTO chunks" in statement:
            event.remove(engine, "before_cursor_execute", cut)
            with psycopg.connect(database_url, autocommit=True) as other:
                other.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )

    event.listen(engine, "before_cursor_execute", cut)
    with pytest.raises(OperationalError):
        run(scene.units, release_id)
    assert scene.value("SELECT state FROM releases") == "making"
    run(scene.units, release_id)
    assert list(files(scene, 1)) == NAMES
    assert scene.value("SELECT count(*) FROM blobs") == len(NAMES)


def test_a_ready_release_is_frozen_and_made_again_changes_nothing(scene: Scene, owner, closed):
    before = release(scene, closed, owner)
    scene.rows("UPDATE answers SET value = 'no' WHERE value = 'yes' RETURNING id")
    run(scene.units, id_of(scene, 1))
    assert files(scene, 1) == before
    for statement in (
        "UPDATE release_files SET sha256 = '' RETURNING name",
        "DELETE FROM release_files RETURNING name",
    ):
        with pytest.raises(IntegrityError, match="frozen"):
            scene.rows(statement)


def test_a_release_that_cannot_be_made_says_so_and_leaves_nothing(scene: Scene, owner, closed):
    scene.rows("UPDATE stages SET kind = 'poem' RETURNING id")
    number = scene.do(actions.release, closed.id, by=owner)
    with pytest.raises(KeyError):
        run(scene.units, id_of(scene, number))
    assert scene.rows("SELECT state, finished_at IS NOT NULL FROM releases") == [("failed", True)]
    assert scene.rows("SELECT name FROM release_files") == []
    assert scene.value("SELECT count(*) FROM blobs") == 0
    run(scene.units, id_of(scene, number))
    assert scene.value("SELECT state FROM releases") == "failed"


def test_answers_that_came_late_are_decided_with_before_the_files_are_made(scene: Scene, owner, closed):
    scene.rows("UPDATE answers SET value = 'no', decided_at = NULL, revision = 1 WHERE value = 'yes' RETURNING id")
    made = release(scene, closed, owner)
    assert {row["answer"] for row in table(made["results.csv"])} == {"no"}
