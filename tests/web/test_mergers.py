"""A department becomes part of another: seen first, then done."""

import pytest

from tests.web.visitor import errors, heading, text


@pytest.fixture
def keeper(visit, scene):
    return visit(scene.person("service", "service-admin"))


def test_what_would_move_is_shown_before_it_does(keeper, visit, scene):
    tax, revenue = scene.department("tax"), scene.department("revenue")
    owner = scene.person("tax", "owner")
    scene.person("tax")
    scene.challenge(owner=owner, items=1)
    path = f"/departments/{tax}/merger"
    assert heading(keeper.get(path)) == "Tax becomes part of another department"
    page = text(keeper.send(path, into="revenue", reason="A merger.", do="preview"))
    assert "What would move to Revenue People 2 Challenges that go on 1" in page
    assert "Owner of challenges: 1" in page
    assert "Letters" in page
    assert scene.value("SELECT count(*) FROM people WHERE department_id = :id", id=revenue) == 0
    page = keeper.follow(keeper.send(path, into="revenue", reason="A merger.", do="merge"))
    assert heading(page) == "Revenue"
    assert scene.value("SELECT count(*) FROM people WHERE department_id = :id", id=revenue) == 2
    assert "Revenue" in text(visit(owner).get("/welcome"))


def test_what_is_missing_is_said_and_nothing_moves(keeper, scene):
    tax = scene.department("tax")
    scene.department("revenue")
    path = f"/departments/{tax}/merger"
    for do in ("preview", "merge"):
        missing = ["Select the department that it becomes part of", "Say in a few words why"]
        assert errors(keeper.send(path, do=do)) == missing
        assert errors(keeper.send(path, do=do, into="revenue")) == ["Say in a few words why"]
        assert errors(keeper.send(path, do=do, into="tax", reason="So.")) == ["Select another department"]
        wrong = {"on-day": "31", "on-month": "2", "on-year": "2026"}
        assert errors(keeper.send(path, do=do, into="revenue", reason="So.", **wrong)) == [
            "Enter a real date, such as 27 3 2027"
        ]
        assert set(errors(keeper.send(path, do=do, **wrong))) == {*missing, "Enter a real date, such as 27 3 2027"}
    assert scene.value("SELECT count(*) FROM departments WHERE successor_id IS NOT NULL") == 0


def test_a_marking_in_the_way_is_said(keeper, scene):
    opened = scene.challenge(owner=scene.person("tax", "owner"))
    scene.department("revenue")
    scene.rows("UPDATE challenges SET marking = 'OFFICIAL-SENSITIVE' WHERE id = :id RETURNING id", id=opened.id)
    refused = keeper.send(f"/departments/{scene.department('tax')}/merger", into="revenue", reason="So.", do="preview")
    assert refused.status_code == 409
    assert errors(refused) == ["A challenge has a higher marking than the other department may use. Raise that first."]


def test_the_administrators_of_the_other_department_look_after_what_stays(visit, keeper, scene):
    closed = scene.challenge(owner=scene.person("tax", "owner"), state="closed")
    boss = visit(scene.person("revenue", "admin"))
    tax = scene.department("tax")
    assert boss.get(f"/departments/{tax}").status_code == 404
    keeper.send(f"/departments/{tax}/merger", into="revenue", reason="So.", do="merge")
    assert boss.get(f"/departments/{tax}").status_code == 200
    assert boss.get(f"/challenges/{closed.id}").status_code == 200
    assert "Department became part of another" in text(boss.get("/audit"))
