"""The facts of a release, and the rows that are in no other file."""

from datetime import date

import pytest

from microtask.results import actions, queries
from microtask.results.queries import EarlierRule, ReleaseFacts
from tests.scene import Opened, Scene


@pytest.fixture
def closed(scene: Scene) -> Opened:
    """Three items and two volunteers, of whom the second is not sure and takes one answer back."""
    owner = scene.person("home", "owner")
    opened = scene.challenge(items=3, owner=owner, department_ids=[scene.department("tax")], exclude_own=True)
    for value in ("yes", None):
        person = scene.person("tax")
        sitting = scene.sit(person)
        while task := scene.next(sitting, person):
            scene.say(task.id, value, person, not_sure=value is None)
    scene.rows("UPDATE answers SET withdrawn_at = now(), not_sure = false WHERE id = 6 RETURNING id")
    scene.rows("UPDATE challenges SET state = 'closed', closed_at = '2026-02-03' RETURNING id")
    scene.do(actions.release, opened.id, by=owner)
    return opened


def facts(scene: Scene) -> ReleaseFacts:
    return scene.do(lambda unit: queries.read_facts(unit.session, 1))


def test_a_release_is_told_with_its_challenge_and_dates(scene: Scene, closed):
    told = facts(scene)
    assert (told.challenge_id, told.number, told.title, told.department) == (closed.id, 1, "Letters", "Home")
    assert (told.marking, told.licence, str(told.closed_on)) == ("OFFICIAL", "internal", "2026-02-03")
    assert (told.items, told.hidden, told.withdrawn, told.demonstration) == (3, 0, 0, False)


def test_a_stage_is_told_in_figures(scene: Scene, closed):
    [told] = facts(scene).stages
    assert (told.departments, told.exclude_own) == (["Tax"], True)
    assert (told.answers, told.not_sure, told.volunteers, told.withdrawn, told.hidden) == (5, 2, 2, 1, 0)


def test_verdicts_are_counted_by_how_they_were_reached(scene: Scene, closed):
    rows = (("settled", "crowd", 1), ("settled", "gold", 2), ("adjudicated", "expert", 2))
    scene.rows("UPDATE stages SET rule_version = 2 RETURNING id")
    scene.rows(
        "INSERT INTO rule_changes (stage_id, version, min_answers, max_answers, confidence, changed_at)"
        " VALUES (:stage, 1, 2, 4, 0.9, '2026-01-20') RETURNING version",
        stage=closed.stage,
    )
    for item, (state, route, version) in enumerate(rows, start=1):
        scene.rows(
            "INSERT INTO results (stage_id, item_id, state, route, decided_as, pass_number, rule_version)"
            " VALUES (:stage, :item, :state, :route, CASE :route WHEN 'expert' THEN 'owner' END, 1, :version)"
            " RETURNING item_id",
            stage=closed.stage, item=item, state=state, route=route, version=version,
        )  # fmt: skip
    [told] = facts(scene).stages
    assert (told.settled, told.gold, told.adjudicated, told.by_owners, told.undecided) == (1, 1, 1, 1, 0)
    assert told.earlier_rules == [EarlierRule(1, 2, 4, 0.9, None, date(2026, 1, 20), settled=1)]


def test_what_is_hidden_is_counted_apart_and_is_in_no_row(scene: Scene, closed):
    scene.rows(
        "INSERT INTO gold (stage_id, item_id, answer) SELECT stage_id, item_id, 'no' FROM tasks RETURNING item_id"
    )
    scene.rows("UPDATE items SET state = 'hidden' WHERE id = 1 RETURNING id")
    scene.rows("UPDATE tasks SET hidden = true WHERE item_id = 1 RETURNING id")
    told = facts(scene)
    assert (told.items, told.hidden) == (2, 1)
    assert (told.stages[0].answers, told.stages[0].hidden) == (3, 2)
    assert [row.key for row in scene.do(lambda unit: list(queries.stream_items(unit.session, closed.id)))] == [
        "item-2",
        "item-3",
    ]
    gold = scene.do(lambda unit: list(queries.stream_gold(unit.session, closed.stage)))
    assert [tuple(row) for row in gold] == [("item-2", "no"), ("item-3", "no")]


def test_one_simulated_answer_makes_it_a_demonstration(scene: Scene, closed):
    scene.rows("UPDATE answers SET channel = 'simulated' WHERE id = 1 RETURNING id")
    assert facts(scene).demonstration
