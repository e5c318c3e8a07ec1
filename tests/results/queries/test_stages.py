"""Stages as a reader of their results needs to know them."""

import pytest

from microtask.errors import NotFound
from microtask.kinds.kind import Question
from microtask.results import queries
from tests.scene import Scene


def test_the_last_stage_is_meant_unless_another_is_named(scene: Scene):
    opened = scene.challenge_of([{}, {"question": "Is it kind?"}], items=1)

    def stage(position: int | None) -> queries.StageView:
        return scene.do(lambda unit: queries.get_stage(unit.session, opened.id, position=position))

    assert (stage(None).question, stage(1).question) == ("Is it kind?", "Is it clear?")
    assert stage(1).of_several
    assert stage(1).asked == Question("review", ("yes", "no"))
    with pytest.raises(NotFound):
        stage(3)


def test_a_stage_that_nobody_has_answered_has_counts_of_nought(scene: Scene):
    opened = scene.challenge(items=1)
    [stage] = scene.do(lambda unit: queries.list_stages(unit.session, opened.id))
    assert (stage.settled, stage.undecided, stage.answers, stage.volunteers, stage.alpha) == (0, 0, 0, 0, None)
    assert not stage.of_several
