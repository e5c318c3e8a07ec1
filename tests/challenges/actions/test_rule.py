"""The rule of a stage may change while colleagues answer; what it was, and until when, is kept."""

from tests.challenges.actions.test_create import change
from tests.desk import Desk
from tests.scene import Scene

CHANGES = (
    "SELECT version, min_answers, max_answers, confidence, changed_at IS NOT NULL FROM rule_changes ORDER BY version"
)


def test_each_change_of_an_open_challenge_ends_a_version_of_the_rule(scene: Scene):
    desk = Desk(scene)
    challenge_id = desk.opened()
    [stage] = change(desk, challenge_id, redundancy={"max": 9})["stages"]
    assert stage["redundancy"] == {"min": 2, "max": 9, "confidence": 0.95}
    change(desk, challenge_id, redundancy={"confidence": 0.9})
    assert scene.rows(CHANGES) == [(1, 2, 7, 0.95, True), (2, 2, 9, 0.95, True)]
    assert scene.rows("SELECT rule_version, reconsider_since IS NOT NULL FROM stages") == [(3, True)]


def test_the_rule_of_a_draft_and_other_words_of_an_open_challenge_end_no_version(scene: Scene):
    desk = Desk(scene)
    challenge_id = desk.draft()
    change(desk, challenge_id, redundancy={"max": 9})
    challenge_id = desk.opened()
    change(desk, challenge_id, question="Is it plain?", redundancy={"max": 7})
    assert scene.rows(CHANGES) == []
    assert scene.rows("SELECT DISTINCT rule_version, reconsider_since FROM stages") == [(1, None)]
