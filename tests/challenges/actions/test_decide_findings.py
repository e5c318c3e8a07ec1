import pytest

from microtask.challenges import actions
from microtask.errors import Conflict, NotAllowed, NotFound
from tests.challenges.actions.test_scan import PRIVATE, states
from tests.desk import THREE_ITEMS, Desk


@pytest.fixture
def loaded(desk: Desk) -> tuple[int, int]:
    challenge_id = desk.draft()
    return challenge_id, desk.load(challenge_id, PRIVATE).id


def decide(desk: Desk, loaded: tuple[int, int], decision: str) -> None:
    desk.scene.do(actions.decide_findings, *loaded, decision=decision, by=desk.owner)


def test_who_decided_and_when_stands_with_the_import(desk: Desk, loaded):
    decide(desk, loaded, "keep")
    found = desk.import_(loaded[1])
    assert (found.findings_decision, found.findings_decided_by) == ("keep", desk.owner.person_id)
    assert found.findings_decided_at == found.cleared_at
    assert states(desk) == dict.fromkeys("ABCD", "live")


def test_what_is_left_out_is_deleted(desk: Desk, loaded):
    decide(desk, loaded, "leave_out")
    assert states(desk) == {"A": "live", "D": "live"}
    assert desk.scene.value("SELECT count(*) FROM item_findings") == 0
    assert (desk.import_(loaded[1]).flagged, desk.import_(loaded[1]).accepted) == (2, 4)


def test_the_same_decision_twice_is_the_same_as_once(desk: Desk, loaded):
    for _ in range(2):
        decide(desk, loaded, "leave_out")
    assert desk.keys(loaded[0]) == ["A", "D"]


def test_what_was_kept_may_be_left_out_until_the_challenge_is_published(desk: Desk, loaded):
    decide(desk, loaded, "keep")
    decide(desk, loaded, "leave_out")
    assert desk.keys(loaded[0]) == ["A", "D"]
    with pytest.raises(Conflict, match="have been left out already"):
        decide(desk, loaded, "keep")


def test_what_was_kept_and_published_is_reported_instead(desk: Desk, loaded):
    decide(desk, loaded, "keep")
    desk.publish(loaded[0])
    with pytest.raises(Conflict, match="has been published since"):
        decide(desk, loaded, "leave_out")


def test_nothing_is_decided_before_the_scan_nor_where_it_found_nothing(desk: Desk):
    challenge_id = desk.draft()
    import_id = desk.send(challenge_id, THREE_ITEMS)
    desk.read(import_id, scan=False)
    with pytest.raises(Conflict, match="still being scanned"):
        decide(desk, (challenge_id, import_id), "keep")
    desk.read(import_id)
    with pytest.raises(Conflict, match="nothing to decide"):
        decide(desk, (challenge_id, import_id), "keep")


def test_only_its_owner_decides_and_on_its_own_imports(desk: Desk, loaded):
    scene = desk.scene
    for person, error in ((scene.person("home", "admin"), NotAllowed), (scene.person("tax", "owner"), NotFound)):
        with pytest.raises(error):
            scene.do(actions.decide_findings, *loaded, decision="keep", by=person)
    with pytest.raises(NotFound):
        decide(desk, (desk.draft(), loaded[1]), "keep")
