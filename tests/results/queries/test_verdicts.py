"""Rows of results: which items, in which order, and which columns they have."""

import json

from microtask.results import queries
from tests.scene import Opened, Scene


def add_items(scene: Scene, opened: Opened, payloads: list[dict[str, str]]) -> None:
    """As an import of one file does."""
    with_import = scene.value(
        "INSERT INTO imports (challenge_id, format) VALUES (:challenge, 'jsonl') RETURNING id", challenge=opened.id
    )
    for place, payload in enumerate(payloads):
        scene.rows(
            "INSERT INTO items (challenge_id, import_id, key, payload)"
            " VALUES (:challenge, :import, :key, CAST(:payload AS json)) RETURNING id",
            challenge=opened.id,
            **{"import": with_import, "key": f"{with_import}-{place}", "payload": json.dumps(payload)},
        )


def columns(scene: Scene, opened: Opened) -> list[str]:
    return scene.do(lambda unit: queries.list_item_columns(unit.session, opened.id))


def test_columns_come_in_the_order_of_the_files_and_those_of_a_growing_file_are_complete(scene: Scene):
    opened = scene.challenge(items=0)
    assert columns(scene, opened) == []
    add_items(scene, opened, [{"id": "a", "text": "A"}, {"id": "b", "text": "B", "note": "N"}])
    add_items(scene, opened, [{"code": "c", "text": "C"}])
    assert columns(scene, opened) == ["id", "text", "note", "code"]


def test_columns_are_known_of_items_that_came_without_a_file(scene: Scene):
    assert columns(scene, scene.challenge(items=1)) == ["text"]


def test_a_page_begins_after_the_item_it_is_told_and_the_stream_has_all(scene: Scene):
    opened = scene.challenge(items=5)
    page = scene.do(lambda unit: queries.list_results(unit.session, opened.stage, after=2, limit=2))
    assert [row.key for row in page] == ["item-3", "item-4"]
    scene.rows("UPDATE tasks SET hidden = true WHERE item_id = 1 RETURNING id")
    rows = scene.do(lambda unit: list(queries.stream_results(unit.session, opened.stage)))
    assert [row.key for row in rows] == ["item-2", "item-3", "item-4", "item-5"]


def test_the_page_before_an_item_ends_with_its_predecessor(scene: Scene):
    opened = scene.challenge(items=5)
    page = scene.do(lambda unit: queries.list_results_before(unit.session, opened.stage, before=5, limit=2))
    assert [row.key for row in page] == ["item-3", "item-4"]


def test_those_that_people_disagree_on_come_first(scene: Scene):
    opened = scene.challenge(items=4)
    for item, state, confidence in ((1, "settled", 0.99), (2, "undecided", 0.8), (3, "settled", 0.6)):
        scene.rows(
            "INSERT INTO results (stage_id, item_id, state, answer, confidence, answers, pass_number, rule_version)"
            " VALUES (:stage, :item, :state, 'yes', :confidence, 3, 1, 1) RETURNING item_id",
            stage=opened.stage, item=item, state=state, confidence=confidence,
        )  # fmt: skip
    rows = scene.do(lambda unit: queries.list_least_sure(unit.session, opened.stage, limit=9))
    assert [row.key for row in rows] == ["item-2", "item-3", "item-1"]
