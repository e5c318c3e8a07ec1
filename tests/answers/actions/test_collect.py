"""Collecting: a table of answers given elsewhere, stored as any other answer is, bad rows apart."""

import io
from concurrent.futures import ThreadPoolExecutor

import pytest

from microtask.analysis.sent_rows import LIMITS, MOST_ROWS
from microtask.answers import actions as answers
from microtask.answers.actions.collect import Collected
from microtask.errors import Conflict, Invalid, NotAllowed, NotFound
from microtask.people.rules import Identity
from microtask.tables.formats import Format
from microtask.tables.reading import open_rows
from tests.scene import Opened, Scene

SECRET = "a secret of the tests alone, 32 long"


@pytest.fixture
def owner(scene: Scene) -> Identity:
    return scene.person("home", "owner")


@pytest.fixture
def opened(scene: Scene, owner: Identity) -> Opened:
    return scene.challenge(items=3, owner=owner, max_answers=3)


def collect(scene: Scene, opened: Opened, body: str, *, by: Identity, stage: int | None = None) -> Collected:
    with scene.units.begin() as unit:
        rows = open_rows(io.BytesIO(body.encode()), Format.CSV, limits=LIMITS)
        return answers.collect(unit, opened.id, rows, stage=stage, by=by, secret_key=SECRET)


def reasons(collected: Collected) -> dict[int, str]:
    return {each.row: each.reason for each in collected.rejected}


def stored(scene: Scene) -> list[tuple]:
    return [
        tuple(row)
        for row in scene.rows(
            "SELECT i.key, x.value, x.not_sure, a.slot, a.state, x.channel FROM answers x"
            " JOIN assignments a ON a.id = x.assignment_id JOIN tasks t ON t.id = x.task_id"
            " JOIN items i ON i.id = t.item_id ORDER BY x.id"
        )
    ]


def test_each_row_becomes_an_answer_that_holds_a_slot(scene: Scene, owner, opened):
    found = collect(scene, opened, "key,volunteer,answer\nitem-1,Ann,yes\nitem-2,Ann,no\nitem-1,Ben,yes\n", by=owner)
    assert found == Collected(accepted=3, repeated=0, rejected=[])
    assert stored(scene) == [
        ("item-1", "yes", False, 1, "answered", "elsewhere"),
        ("item-2", "no", False, 1, "answered", "elsewhere"),
        ("item-1", "yes", False, 2, "answered", "elsewhere"),
    ]
    assert scene.rows("SELECT taken FROM tasks ORDER BY id") == [(2,), (1,), (0,)]


def test_the_names_are_not_kept_and_the_same_name_is_the_same_volunteer(scene: Scene, owner, opened):
    collect(scene, opened, "key,volunteer,answer\nitem-1,Ann Other,yes\n", by=owner)
    collect(scene, opened, "key,volunteer,answer\nitem-2, Ann Other ,yes\n", by=owner)
    [participant] = scene.rows("SELECT person_id, pseudonym, name_digest FROM participants")
    assert participant.person_id is None
    assert "ann" not in participant.pseudonym
    assert b"Ann" not in bytes(participant.name_digest)
    assert scene.value("SELECT count(*) FROM answers") == 2


def test_the_same_row_twice_counts_once(scene: Scene, owner, opened):
    body = "key,volunteer,answer\nitem-1,Ann,yes\nitem-1,Ann,yes\n"
    assert collect(scene, opened, body, by=owner) == Collected(1, 1, [])
    assert collect(scene, opened, body, by=owner) == Collected(0, 2, [])
    assert len(stored(scene)) == 1


def test_another_answer_of_the_same_volunteer_is_rejected_and_the_first_stays(scene: Scene, owner, opened):
    found = collect(scene, opened, "key,volunteer,answer\nitem-1,Ann,yes\nitem-1,Ann,no\n", by=owner)
    assert reasons(found) == {3: "This volunteer has given another answer to this item. The first one counts."}
    again = collect(scene, opened, "key,volunteer,answer\nitem-1,Ann,no\n", by=owner)
    assert reasons(again).keys() == {2}
    assert [row[1] for row in stored(scene)] == ["yes"]


def test_a_row_beyond_the_maximum_is_rejected_whoever_holds_the_slots(scene: Scene, owner, opened):
    volunteer = scene.person()
    dealt = scene.tray(scene.sit(volunteer))
    assert len(dealt) == 3
    rows = "".join(f"item-1,V{number},yes\n" for number in range(3))
    found = collect(scene, opened, f"key,volunteer,answer\n{rows}", by=owner)
    assert found.accepted == 2
    assert reasons(found) == {4: "This item has all the 3 answers that it takes."}
    assert sorted(row[3] for row in stored(scene)) == [2, 3]
    assert scene.say(dealt[0].id, "yes", volunteer).created
    assert scene.rows("SELECT taken, max_answers FROM tasks ORDER BY id LIMIT 1") == [(3, 3)]


def test_a_bad_row_never_loses_the_good_ones_and_each_says_why(scene: Scene, owner, opened):
    rows = [
        "key,volunteer,answer,not_sure",
        "item-1,Ann,perhaps,",
        "item-9,Ann,yes,",
        ",Ann,yes,",
        "item-1,,yes,",
        "item-1,Ann,,",
        "item-1,Ann,yes,maybe",
        "item-1,Ann,yes,true",
        "item-1,Ann",
        f"item-1,{'A' * 201},yes,",
        "item-2,Ann,yes,false",
    ]
    found = collect(scene, opened, "\n".join(rows), by=owner)
    assert found.accepted == 1
    assert reasons(found) == {
        2: "“perhaps” is not an option of this question. Choose “yes”, “no”.",
        3: "This challenge has no item with the key “item-9”.",
        4: "The key of the item is empty. Fill it in.",
        5: "The name of the volunteer is empty. Fill it in.",
        6: "The answer is empty. Fill it in, or write true in a column “not_sure”.",
        7: "“maybe” in “not_sure” is neither true nor false. Write one of the two.",
        8: "This row has an answer and says not sure. Keep one of the two.",
        9: "This row has 2 cells, but the header has 4 columns. Add the cells that are missing.",
        10: "The name of the volunteer has 201 characters, and at most 200 are taken.",
    }
    assert scene.value("SELECT count(*) FROM participants") == 1


def test_not_sure_is_an_answer_and_the_headers_of_aggregate_are_understood(scene: Scene, owner, opened):
    found = collect(scene, opened, "Task_ID,worker,label,not_sure\nitem-1,Ann,,true\nitem-1,Ben,no,\n", by=owner)
    assert found.accepted == 2
    assert [row[1:4] for row in stored(scene)] == [(None, True, 1), ("no", False, 2)]


def test_a_rating_is_taken_in_any_writing_and_an_empty_tag_answer_says_that_none_applies(scene: Scene, owner):
    scale = {"min": 1, "max": 5, "labels": {}}
    rated = scene.challenge(items=1, owner=owner, kind="rate", options=[], scale=scale)
    tagged = scene.challenge(items=1, owner=owner, kind="tag", options=["cost", "time"])
    assert collect(scene, rated, "key,volunteer,answer\nitem-1,Ann,4.0\nitem-1,Ben,6\n", by=owner).accepted == 1
    both = "key,volunteer,answer\nitem-1,Ann,\nitem-1,Ben,time|cost\n"
    assert collect(scene, tagged, both, by=owner).accepted == 2
    assert [row[1] for row in stored(scene)] == ["4", "", "cost|time"]


def test_answers_go_to_the_last_stage_or_to_the_one_that_is_named(scene: Scene, owner):
    opened = scene.challenge_of([{}, {}], items=1, owner=owner)
    row = "key,volunteer,answer\nitem-1,Ann,yes\n"
    assert reasons(collect(scene, opened, row, by=owner)) == {2: "The item “item-1” is not asked about at this stage."}
    assert collect(scene, opened, row, by=owner, stage=1).accepted == 1
    with pytest.raises(NotFound):
        collect(scene, opened, row, by=owner, stage=3)


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("key,answer\nitem-1,yes\n", "“volunteer”"),
        ("key,volunteer,answer\n" + "item-1,Ann,yes\n" * (MOST_ROWS + 1), "more than 50,000 rows"),
        ("", "empty"),
    ],
)
def test_a_table_that_cannot_be_used_as_a_whole_is_refused(scene: Scene, owner, opened, body, sentence):
    with pytest.raises(Invalid, match=sentence):
        collect(scene, opened, body, by=owner)
    assert stored(scene) == []


@pytest.mark.parametrize("state", ["draft", "splitting", "closed"])
def test_a_challenge_that_is_not_running_takes_none(scene: Scene, owner, opened, state):
    scene.rows("UPDATE challenges SET state = :state RETURNING id", state=state)
    with pytest.raises(Conflict):
        collect(scene, opened, "key,volunteer,answer\nitem-1,Ann,yes\n", by=owner)


def test_only_an_owner_may_add_answers(scene: Scene, opened):
    for person, refusal in [(scene.person("home", "analyst"), NotAllowed), (scene.person("tax", "owner"), NotAllowed)]:
        with pytest.raises(refusal):
            collect(scene, opened, "key,volunteer,answer\nitem-1,Ann,yes\n", by=person)


def test_two_senders_and_dealing_at_once_never_pass_the_maximum(scene: Scene, owner):
    opened = scene.challenge(items=20, owner=owner, min_answers=3, max_answers=4)
    volunteers = [scene.person() for _ in range(4)]
    bodies = [
        "key,volunteer,answer\n" + "".join(f"item-{item},{sender}{n},yes\n" for item in range(1, 21) for n in range(2))
        for sender in "ab"
    ]
    work = [lambda body=body: collect(scene, opened, body, by=owner) for body in bodies]
    work += [lambda by=by: scene.sit(by, minutes=60) for by in volunteers]
    with ThreadPoolExecutor(len(work)) as threads:
        found = [each.result() for each in [threads.submit(each) for each in work]]
    assert scene.rows("SELECT id FROM tasks WHERE taken > max_answers") == []
    held = "SELECT count(*) FROM assignments a WHERE a.task_id = t.id AND slot IS NOT NULL"
    assert scene.rows(f"SELECT id FROM tasks t WHERE taken <> ({held})") == []
    tables = [each for each in found if isinstance(each, Collected)]
    assert sum(each.accepted for each in tables) == scene.value("SELECT count(*) FROM answers")
    assert sum(each.accepted + len(each.rejected) for each in tables) == 80
