"""Rows of results: which items, in which order, and which columns they have."""

import json

import pytest

from microtask.errors import NotFound
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


def store(scene: Scene, stage: int, item: int, said: dict[str, int], *, not_sure: int = 0) -> None:
    answers = sum(said.values())
    scene.rows(
        "INSERT INTO results (stage_id, item_id, state, answer, confidence, agreement, answers, not_sure, distribution,"
        " pass_number, rule_version) VALUES (:stage, :item, 'open', 'yes', 0.9, :agreement, :answers, :not_sure,"
        " CAST(:said AS jsonb), 1, 1) RETURNING item_id",
        stage=stage, item=item, agreement=max(said.values(), default=0) / max(answers, 1), answers=answers,
        not_sure=not_sure, said=json.dumps(said),
    )  # fmt: skip


def test_those_whose_answers_lie_furthest_apart_come_first(scene: Scene):
    opened = scene.challenge(items=5)
    for item, said in enumerate(({"yes": 3}, {"yes": 3, "no": 1}, {"yes": 2, "no": 2}, {"yes": 1}), start=1):
        store(scene, opened.stage, item, said)
    stage = scene.do(lambda unit: queries.get_stage(unit.session, opened.id))
    rows = scene.do(lambda unit: queries.list_disagreements(unit.session, stage, limit=9))
    assert [row.key for row in rows] == ["item-3", "item-2"]


def test_those_that_most_people_were_not_sure_about_come_first(scene: Scene):
    opened = scene.challenge(items=3)
    for item, not_sure in ((1, 0), (2, 1), (3, 4)):
        store(scene, opened.stage, item, {"yes": 2}, not_sure=not_sure)
    rows = scene.do(lambda unit: queries.list_most_unsure(unit.session, opened.stage, limit=9))
    assert [row.key for row in rows] == ["item-3", "item-2"]


def test_one_result_is_found_by_its_item_and_a_hidden_one_is_not(scene: Scene):
    opened = scene.challenge(items=2)
    stage = scene.do(lambda unit: queries.get_stage(unit.session, opened.id))
    assert scene.do(lambda unit: queries.get_result(unit.session, stage, 1)).key == "item-1"
    scene.rows("UPDATE tasks SET hidden = true WHERE item_id = 2 RETURNING id")
    with pytest.raises(NotFound):
        scene.do(lambda unit: queries.get_result(unit.session, stage, 2))
