from microtask.results.queries import health
from workers.decide import decide


def ask(scene, function, *arguments, **keywords):
    with scene.units.begin() as unit:
        return function(unit.session, *arguments, **keywords)


def test_every_item_stands_somewhere_and_hidden_ones_nowhere(scene):
    challenge = scene.challenge(items=5)
    scene.rows("UPDATE items SET state = 'hidden' WHERE key = 'item-5' RETURNING id")
    scene.rows(
        "UPDATE tasks SET hidden = true WHERE item_id IN (SELECT id FROM items WHERE state = 'hidden') RETURNING 1"
    )
    for number, state in ((1, "settled"), (2, "adjudicated"), (3, "undecided")):
        scene.rows(
            "INSERT INTO results (stage_id, item_id, state, pass_number, rule_version)"
            " SELECT :stage, id, :state, 1, 1 FROM items WHERE key = :key RETURNING 1",
            stage=challenge.stage, state=state, key=f"item-{number}",
        )  # fmt: skip
    standing = ask(scene, health.count_standing, challenge.stage)
    assert (standing.settled, standing.decided, standing.undecided, standing.open) == (1, 1, 1, 1)
    assert standing.rows == 4
    waiting = ask(scene, health.list_to_decide, challenge.stage, limit=5)
    assert [row.key for row in waiting] == ["item-3"]
    assert standing.waiting == 1
    assert ask(scene, health.count_to_decide, challenge.id) == 1
    ruled = "UPDATE results SET route = 'expert', decided_as = 'owner', decision_reason = 'No text'"
    scene.rows(f"{ruled} WHERE state = 'undecided' RETURNING 1")
    standing = ask(scene, health.count_standing, challenge.stage)
    assert (standing.undecided, standing.unclear, standing.waiting) == (1, 1, 0)
    assert ask(scene, health.count_to_decide, challenge.id) == 0


def test_what_was_said_is_told_by_value_with_notes(scene):
    challenge = scene.challenge(items=1, min_answers=3)
    for value, note in (("no", None), ("yes", "It is."), ("yes", None)):
        person = scene.person()
        task = scene.next(scene.sit(person), person)
        scene.say(task.id, value, person, note=note)
    item = scene.value("SELECT id FROM items")
    said = ask(scene, health.list_said_about, challenge.stage, item)
    assert [row.value for row in said] == ["no", "yes", "yes"]
    assert {row.note for row in said} == {None, "It is."}
    assert set(said[0]._fields) == {"value", "not_sure", "note"}


def test_votes_are_counted_over_all_items(scene):
    challenge = scene.challenge(items=3)
    for value in ("yes", "no"):
        person = scene.person()
        for task in scene.tray(scene.sit(person)):
            scene.say(task.id, value, person)
    decide(scene.units, challenge.stage)
    assert ask(scene, health.count_votes, challenge.stage) == {"yes": 3, "no": 3}
    assert ask(scene, health.count_answers_to_open, challenge.stage) == 6
