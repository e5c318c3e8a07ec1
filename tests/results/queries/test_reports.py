from datetime import timedelta

import pytest

from microtask.people.rules import Identity, may_check_reports
from microtask.results import actions, queries
from tests.results.actions.test_decide_report import report
from tests.scene import Scene


def keys(scene: Scene, by: Identity) -> list[str]:
    with scene.units.begin() as unit:
        assert queries.count_reports(unit.session, by=by) == len(queries.list_reports(unit.session, by=by, limit=50))
        return [row.key for row in queries.list_reports(unit.session, by=by, limit=50)]


def test_the_oldest_comes_first_and_an_item_waits_once_however_often_it_was_reported(scene: Scene):
    admin, opened = scene.person("home", "admin"), scene.challenge(items=3)
    report(scene, opened, key="item-2", reason="broken")
    report(scene, opened, key="item-1")
    scene.rows("INSERT INTO reports (challenge_id, item_id, reason) SELECT challenge_id, item_id, 'offensive'"
               " FROM reports WHERE reason = 'broken' RETURNING id")  # fmt: skip
    assert keys(scene, admin) == ["item-2", "item-1"]
    with scene.units.begin() as unit:
        first = queries.list_reports(unit.session, by=admin, limit=1)[0]
        assert sorted(first.reasons) == ["broken", "offensive"]
        assert (first.title, first.department, first.payload) == ("Letters", "Home", {"text": "Text 2"})
        assert unit.now - first.reported_at < timedelta(minutes=1)
        assert queries.count_hidden_items(unit.session, opened.id) == 2


def test_nothing_tells_who_reported(scene: Scene):
    report(scene, scene.challenge(items=1))
    [row] = scene.rows("SELECT * FROM reports")
    assert [name for name in row._fields if name.endswith(("_by", "person_id", "participant_id"))] == ["decided_by"]
    with scene.units.begin() as unit:
        [listed] = queries.list_reports(unit.session, by=scene.person("home", "admin"), limit=1)
    assert not [name for name in listed._fields if "person" in name or "participant" in name or "by" in name]


def test_what_was_decided_is_listed_with_its_reason(scene: Scene):
    admin = scene.person("home", "admin")
    report_id = report(scene, scene.challenge(items=1))
    scene.do(actions.decide_report, report_id, decision="remove", reason="It names a man.", by=admin)
    assert keys(scene, admin) == []
    with scene.units.begin() as unit:
        [decided] = queries.list_decided_reports(unit.session, by=admin, limit=10)
        assert (decided.key, decided.decision, decided.decision_reason) == ("item-1", "remove", "It names a man.")
        assert decided.decided_by == admin.name
        assert queries.list_decided_reports(unit.session, by=scene.person("tax", "admin"), limit=10) == []


@pytest.mark.parametrize("role", ["volunteer", "owner", "analyst", "expert", "admin", "service-admin"])
@pytest.mark.parametrize("department", ["home", "tax"])
def test_a_report_waits_for_whom_the_rule_lets_decide(scene: Scene, role: str, department: str):
    opened = scene.challenge(items=1)
    report(scene, opened)
    person = scene.person(department, role)
    assert (keys(scene, person) == ["item-1"]) == may_check_reports(person, scene.department("home"))
