"""Who said what, as downloads have it; and which answers no pass has seen."""

import pytest

from microtask.answers import queries
from tests.scene import Opened, Scene


@pytest.fixture
def opened(scene: Scene) -> Opened:
    """Two items, which two people have answered."""
    opened = scene.challenge(items=2)
    for value in ("yes", "no"):
        person = scene.person()
        sitting = scene.sit(person)
        while task := scene.next(sitting, person):
            scene.say(task.id, value, person)
    return opened


def stream(scene: Scene, opened: Opened) -> list:
    return scene.do(lambda unit: list(queries.stream_said(unit.session, opened.stage)))


def test_answers_come_in_the_order_they_were_given_with_key_and_pseudonym(scene: Scene, opened):
    rows = stream(scene, opened)
    names = [name for [name] in scene.rows("SELECT pseudonym FROM participants ORDER BY id")]
    assert [(row.pseudonym, row.value, row.position) for row in rows] == [
        (names[0], "yes", 1),
        (names[0], "yes", 1),
        (names[1], "no", 1),
        (names[1], "no", 1),
    ]
    assert {row.key for row in rows} == {"item-1", "item-2"}


def test_a_page_goes_on_after_an_answer(scene: Scene, opened):
    page = scene.do(lambda unit: queries.list_said(unit.session, opened.stage, after=1, limit=2))
    assert list(page) == stream(scene, opened)[1:3]


def test_the_day_of_an_answer_is_that_of_utc(scene: Scene, opened):
    scene.rows("UPDATE answers SET answered_at = '2026-01-31 23:30-02:00' RETURNING id")
    assert {str(row.answered_on) for row in stream(scene, opened)} == {"2026-02-01"}


def test_what_was_taken_back_or_hidden_is_not_among_them(scene: Scene, opened):
    scene.rows("UPDATE answers SET withdrawn_at = now(), value = NULL WHERE id = 1 RETURNING id")
    scene.rows("UPDATE tasks SET hidden = true WHERE id = (SELECT task_id FROM answers WHERE id = 2) RETURNING id")
    assert [row.id for row in stream(scene, opened)] == [
        answer for [answer] in scene.rows("SELECT id FROM answers WHERE id > 2 AND task_id <> (SELECT task_id FROM"
        " answers WHERE id = 2) ORDER BY id")
    ]  # fmt: skip


def test_stages_with_answers_that_no_pass_has_seen_are_found(scene: Scene, opened):
    def dirty() -> list[int]:
        return scene.do(lambda unit: queries.list_dirty_stages(unit.session))

    assert dirty() == opened.stages
    scene.rows("UPDATE tasks SET hidden = true RETURNING id")
    assert dirty() == []
    scene.rows("UPDATE tasks SET hidden = false RETURNING id")
    scene.rows("UPDATE answers SET decided_at = now() RETURNING id")
    assert dirty() == []
    assert scene.do(lambda unit: queries.read_pass_number(unit.session, opened.stage)) == 0
