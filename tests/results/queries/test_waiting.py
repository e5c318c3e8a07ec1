import pytest
from sqlalchemy import text

from microtask.results import queries
from tests.scene import Scene

LIVE = """
INSERT INTO results (stage_id, item_id, state, live, pass_number, rule_version)
SELECT t.stage_id, t.item_id, 'open', true, 1, 1 FROM tasks t WHERE t.stage_id = :stage
"""
STATE = """
INSERT INTO stage_states (stage_id, answers, changed_at) VALUES (:stage, :answers, now() - make_interval(secs => :ago))
"""


def gone_quiet(scene: Scene) -> list[int]:
    with scene.units.begin() as unit:
        return queries.list_stages_gone_quiet(unit.session, quiet_seconds=4, answers_a_second=2000)


@pytest.mark.parametrize(
    ("answers", "ago", "is_quiet"),
    [(100, 3, False), (100, 5, True), (8_000, 5, True), (1_000_000, 60, False), (1_000_000, 501, True)],
)
def test_a_stage_with_more_answers_must_be_quiet_for_longer(scene: Scene, answers, ago, is_quiet):
    stage = scene.challenge(items=1).stage
    with scene.units.begin() as unit:
        unit.session.execute(text(LIVE), {"stage": stage})
        unit.session.execute(text(STATE), {"stage": stage, "answers": answers, "ago": ago})
    assert gone_quiet(scene) == ([stage] if is_quiet else [])


def test_a_stage_whose_verdicts_are_final_needs_no_other_pass(scene: Scene):
    stage = scene.challenge(items=1).stage
    with scene.units.begin() as unit:
        unit.session.execute(text(STATE), {"stage": stage, "answers": 100, "ago": 60})
    assert gone_quiet(scene) == []
