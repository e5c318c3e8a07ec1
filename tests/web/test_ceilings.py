import pytest

from tests.web.visitor import heading, text


@pytest.fixture
def keeper(visit, scene):
    return visit(scene.person("parks", "service-admin"))


def test_an_administrator_of_the_service_raises_and_lowers_what_a_department_may_put_in(keeper, scene):
    tax = scene.department("tax")
    page = keeper.get("/ceilings")
    assert heading(page) == "Which departments may use OFFICIAL-SENSITIVE"
    assert "This deployment takes OFFICIAL alone" in text(page)
    assert "Tax OFFICIAL Raise it for Tax" in text(page)
    page = keeper.follow(keeper.send(f"/ceilings/{tax}", ceiling="OFFICIAL-SENSITIVE"))
    assert "Tax OFFICIAL-SENSITIVE Lower it for Tax" in text(page)
    keeper.send(f"/ceilings/{tax}", ceiling="OFFICIAL-SENSITIVE")
    keeper.send(f"/ceilings/{tax}", ceiling="OFFICIAL")
    found = "SELECT department_id, detail FROM audit_entries WHERE action = 'department.ceiling' ORDER BY id"
    assert [tuple(each) for each in scene.rows(found)] == [
        (tax, {"marking": "OFFICIAL-SENSITIVE"}), (tax, {"marking": "OFFICIAL"})
    ]  # fmt: skip


def test_a_department_that_is_not_there_and_a_marking_that_is_none_change_nothing(keeper, scene):
    assert keeper.send("/ceilings/1000000", ceiling="OFFICIAL").status_code == 404
    refused = keeper.send(f"/ceilings/{scene.department('tax')}", ceiling="SECRET")
    assert refused.status_code == 422
    assert scene.value("SELECT count(*) FROM departments WHERE ceiling <> 'OFFICIAL'") == 0


def test_a_departments_own_administrator_does_not_decide_this(visit, scene):
    admin = visit(scene.person("tax", "admin"))
    assert admin.get("/ceilings").status_code == 403
    assert admin.send(f"/ceilings/{scene.department('tax')}", ceiling="OFFICIAL-SENSITIVE").status_code == 403
