"""Where splitting has to go on: what a lost errand leaves behind. And what is printed."""

from microtask.challenges import actions
from microtask.tasks.queries import list_stages_to_split, list_to_print
from tests.desk import LETTERS, THREE_ITEMS, Desk

STAGE = {name: LETTERS[name] for name in ("template", "question", "options")}


def to_split(desk: Desk) -> list[int]:
    with desk.scene.units.begin() as unit:
        return list(list_stages_to_split(unit.session))


def test_a_published_challenge_waits_for_its_first_stage_to_be_split(desk: Desk):
    challenge_id = desk.draft(*STAGE, stages=[STAGE, STAGE])
    desk.load(challenge_id, THREE_ITEMS)
    assert to_split(desk) == []
    desk.publish(challenge_id)
    assert to_split(desk) == [desk.stage(challenge_id, 1)]
    desk.split(challenge_id)
    assert to_split(desk) == []


def test_a_later_stage_waits_once_items_have_been_passed_on_to_it(desk: Desk):
    challenge_id = desk.draft(*STAGE, stages=[STAGE, STAGE])
    desk.load(challenge_id, THREE_ITEMS)
    desk.publish(challenge_id)
    desk.split(challenge_id)
    desk.scene.do(lambda unit: unit.connection.exec_driver_sql(
        "UPDATE stages SET advanced_at = now() WHERE position = 1"))  # fmt: skip
    assert to_split(desk) == [desk.stage(challenge_id, 2)]
    desk.split(challenge_id, position=2)
    assert to_split(desk) == []


def test_items_added_to_an_open_challenge_wait_until_it_closes(desk: Desk):
    challenge_id = desk.opened()
    desk.load(challenge_id, b"key\nD\n")
    assert to_split(desk) == [desk.stage(challenge_id)]
    desk.scene.do(actions.pause, challenge_id, by=desk.owner)
    assert to_split(desk) == [desk.stage(challenge_id)]
    desk.scene.do(actions.close, challenge_id, by=desk.owner)
    assert to_split(desk) == []


def test_what_is_printed_needs_answers_and_is_in_nobodys_way(scene):
    challenge = scene.challenge(items=4, min_answers=1, max_answers=2)
    scene.rows("UPDATE tasks SET taken = 1 WHERE id = (SELECT min(id) FROM tasks) RETURNING id")
    scene.rows("UPDATE tasks SET state = 'settled' WHERE id = (SELECT max(id) FROM tasks) RETURNING id")
    scene.rows("UPDATE tasks SET hidden = true WHERE id = (SELECT max(id) - 1 FROM tasks) RETURNING id")
    with scene.units.begin() as unit:
        assert [item.key for item in list_to_print(unit.session, challenge.stage, limit=10)] == ["item-2", "item-1"]
        assert [item.key for item in list_to_print(unit.session, challenge.stage, limit=1)] == ["item-2"]
