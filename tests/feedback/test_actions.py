from datetime import timedelta

import pytest

from microtask.errors import Conflict
from microtask.feedback import actions, queries
from microtask.feedback.rules import MOST


def test_a_message_keeps_what_was_written_and_nobody(scene):
    scene.do(actions.tell, text="It works.", page="/help", reply_to="")
    assert [tuple(row) for row in scene.rows("SELECT text, page, reply_to FROM feedback")] == [
        ("It works.", "/help", "")
    ]
    columns = scene.rows("SELECT column_name FROM information_schema.columns WHERE table_name = 'feedback'")
    assert {name for (name,) in columns} == {"id", "text", "page", "reply_to", "created_at"}


def test_a_flood_is_refused_until_an_hour_has_passed(scene):
    for _ in range(MOST):
        scene.do(actions.tell, text="Again", page="", reply_to="")
    with pytest.raises(Conflict, match="in an hour"):
        scene.do(actions.tell, text="Again", page="", reply_to="")
    scene.clock.moved += timedelta(minutes=61)
    scene.do(actions.tell, text="Now", page="", reply_to="")
    with scene.units.begin() as unit:
        assert queries.list_messages(unit.session, limit=1)[0].text == "Now"
