"""A part of a department becomes another one: seen first, then done."""

import pytest

from tests.web.visitor import errors, heading, text


@pytest.fixture
def keeper(visit, scene):
    return visit(scene.person("service", "service-admin"))


def test_a_part_that_was_looked_at_moves_to_a_new_department(keeper, scene):
    scene.person("tax", "admin")
    going, tax = scene.person("tax", "owner"), scene.department("tax")
    opened = scene.challenge(owner=going)
    path = f"/departments/{tax}/split"
    sent = {
        "emails": going.email,
        "slug": "audit",
        "name": "Audit Office",
        "reason": "So.",
        "challenges": str(opened.id),
    }
    assert heading(keeper.get(path)) == "A part of Tax becomes another department"
    page = text(keeper.send(path, do="preview", **sent))
    assert "What would move to Audit Office People 1 Challenges that go on 1" in page
    assert scene.value("SELECT count(*) FROM departments WHERE slug = 'audit'") == 0
    page = keeper.follow(keeper.send(path, do="split", **sent))
    assert heading(page) == "Audit Office"
    assert "We were a part of Tax until this day." in text(page)
    assert scene.rows("SELECT department_id FROM roles WHERE person_id = :id", id=going.person_id) == [
        (scene.department("audit"),)
    ]


def test_a_part_may_go_to_a_department_that_is_there(keeper, scene):
    going = scene.person("tax")
    parks = scene.department("parks")
    scene.rows("UPDATE departments SET permission_text = 'Ours.' WHERE id = :id RETURNING id", id=parks)
    page = keeper.send(
        f"/departments/{going.department_id}/split", do="split", domain="@tax.example", into="parks", reason="So."
    )
    assert heading(keeper.follow(page)) == "Parks"
    assert scene.value("SELECT department_id FROM people WHERE id = :id", id=going.person_id) == parks
    assert scene.value("SELECT permission_text FROM departments WHERE id = :id", id=parks) == "Ours."


def test_what_is_missing_is_said_and_nothing_moves(keeper, scene):
    boss = scene.person("tax", "admin")
    path = f"/departments/{boss.department_id}/split"
    for do in ("preview", "split"):
        assert len(errors(keeper.send(path, do=do))) == 4
        wrong = {"on-day": "31", "on-month": "2", "on-year": "2026"}
        assert len(errors(keeper.send(path, do=do, **wrong))) == 5
        alone = {"domain": "tax.example", "slug": "audit", "name": "Audit", "reason": "So."}
        refused = keeper.send(path, do=do, **alone)
        assert refused.status_code == 409
        assert errors(refused) == [
            "Every administrator of this department would move. Give somebody who stays the role first."
        ]
    assert scene.value("SELECT count(*) FROM departments WHERE slug = 'audit'") == 0


def test_newcomers_of_the_domain_land_where_its_people_went_and_where_that_one_goes(keeper, scene):
    scene.person("tax")
    scene.department("parks")
    split = f"/departments/{scene.department('tax')}/split"
    keeper.send(split, do="split", domain="tax.example", into="parks", reason="So.")
    whose = "SELECT d.slug FROM department_domains x JOIN departments d ON d.id = x.department_id"
    assert scene.value(whose) == "parks"
    scene.department("roads")
    keeper.send(f"/departments/{scene.department('parks')}/merger", do="merge", into="roads", reason="So.")
    assert scene.value(whose) == "roads"
