"""Departments as their administrators see them: names, history, and whose domains and groups are whose."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from microtask.errors import Invalid
from microtask.people import actions, department_queries
from microtask.people.actions import Names
from microtask.people.queries import find_department
from tests.web.visitor import errors, heading, text


@pytest.fixture
def keeper(visit, scene):
    return visit(scene.person("service", "service-admin"))


@pytest.fixture
def admin(visit, scene):
    return visit(scene.person("tax", "admin"))


def day(when, name="since"):
    return {f"{name}-day": when.day, f"{name}-month": when.month, f"{name}-year": when.year}


def find(scene, name):
    return scene.do(lambda unit: getattr(find_department(unit.session, name), "slug", None))


def test_a_department_is_added_and_found_by_its_other_names(keeper, scene):
    page = keeper.follow(
        keeper.send(
            "/departments", slug="revenue", name="Revenue Office", name_cy="Swyddfa Refeniw", aliases="RO\nDues"
        )
    )
    assert heading(page) == "Revenue Office"
    assert "Swyddfa Refeniw" in text(page)
    assert find(scene, "ro") == find(scene, "dues") == "revenue"
    assert scene.value("SELECT count(*) FROM audit_entries WHERE action = 'department.added'") == 1


def test_a_name_that_another_department_has_is_refused_and_what_was_typed_stays(keeper, scene):
    scene.department("tax")
    page = keeper.send("/departments", slug="tax", name="Taxes", aliases="Tax")
    assert page.status_code == 422
    assert errors(page) == ["Another department has this short name, or is also called so"]
    page = keeper.send("/departments", slug="taxes", name="Taxes", aliases="Tax")
    assert errors(page) == ["Another department is called “Tax”"]
    assert 'value="taxes"' in page.text


def test_its_own_administrator_renames_it_from_a_day_on_and_the_old_name_is_kept(admin, scene):
    tax = scene.department("tax")
    yesterday = scene.clock() - timedelta(days=1)
    sent = admin.send(
        f"/departments/{tax}/names", name="Revenue", name_cy="", aliases="", reason="So decided.", **day(yesterday)
    )
    page = admin.follow(sent)
    assert heading(page) == "Revenue"
    assert "It was called Tax until this day." in text(page)
    assert find(scene, "Tax") == "tax"
    assert scene.rows("SELECT kind, name_before, happened_on FROM department_changes") == [
        ("renamed", "Tax", yesterday.date())
    ]
    assert scene.value("SELECT reason FROM audit_entries WHERE action = 'department.renamed'") == "So decided."


def test_a_new_name_wants_a_reason_and_no_day_to_come(admin, scene):
    path = f"/departments/{scene.department('tax')}/names"
    assert errors(admin.send(path, name="Revenue")) == ["Say in a few words why"]
    tomorrow = day(scene.clock() + timedelta(days=2))
    refused = admin.send(path, name="Revenue", reason="So decided.", **tomorrow)
    assert errors(refused) == ["Give today, or a day that has been. Come back on the day itself."]
    assert errors(admin.send(path, name=" ")) == [
        "Give the name of the department, on one line",
        "Say in a few words why",
    ]


def test_names_in_welsh_and_other_ones_change_without_a_reason(admin, scene):
    tax = scene.department("tax")
    admin.follow(admin.send(f"/departments/{tax}/names", name="Tax", name_cy="Treth", aliases="Dues"))
    admin.follow(admin.send(f"/departments/{tax}/names", name="Tax", name_cy="Treth", aliases="Fees\nDues"))
    assert find(scene, "fees") == find(scene, "dues") == "tax"
    assert scene.value("SELECT count(*) FROM department_changes") == 0
    assert scene.value("SELECT count(*) FROM audit_entries WHERE action = 'department.described'") == 2


def test_what_is_another_departments_is_not_there_for_an_administrator(admin, scene):
    parks = scene.department("parks")
    for path in ("", "/names", "/figures"):
        assert admin.get(f"/departments/{parks}{path}").status_code == 404
    assert admin.send(f"/departments/{parks}/names", name="Ours", reason="Ha.").status_code == 404
    tax = scene.department("tax")
    for path in ("ways-in", "merger", "split"):
        assert admin.get(f"/departments/{tax}/{path}").status_code == 403
    page = text(admin.get("/departments"))
    assert "Tax" in page
    assert "Parks" not in page


def test_domains_are_a_departments_own(keeper, scene):
    tax, parks = scene.department("tax"), scene.department("parks")
    page = keeper.follow(keeper.send(f"/departments/{tax}/ways-in", domains="@Tax.Example\ndues.example"))
    assert "dues.example, tax.example" in text(page)
    refused = keeper.send(f"/departments/{parks}/ways-in", domains="tax.example")
    assert errors(refused) == ["“tax.example” is another department's. Take it away there first."]
    assert errors(keeper.send(f"/departments/{parks}/ways-in", domains="parks")) == [
        "“parks” is no domain. Write it as tax.example, without what comes before the @."
    ]
    assert errors(keeper.send(f"/departments/{parks}/ways-in", groups="nobody: rangers")) == [
        "“nobody” is no provider of this deployment. Write the provider, a colon, the group."
    ]
    found = scene.do(lambda unit: department_queries.find_by_domain(unit.session, "x@DUES.example").slug)
    assert found == "tax"


def test_of_two_who_take_one_name_at_once_one_has_it(scene, keeper):
    def establish(slug):
        try:
            return scene.do(actions.establish, slug, Names("Office", aliases=("OFF",)), by=keeper.person)
        except Invalid:
            return None

    with ThreadPoolExecutor(4) as pool:
        made = [each for each in pool.map(establish, ("one", "two", "three", "four")) if each is not None]
    assert len(made) == 1
    assert scene.value("SELECT count(*) FROM departments WHERE name = 'Office'") == 1


def test_a_department_that_ended_is_read_and_not_changed(keeper, scene):
    tax, parks = scene.department("tax"), scene.department("parks")
    today = scene.clock()
    keeper.send(f"/departments/{tax}/merger", into="parks", reason="A merger.", do="merge", **day(today, "on"))
    page = text(keeper.get(f"/departments/{tax}"))
    assert "We became part of Parks on this day." in page
    assert "Change its names" not in page
    assert "Tax became part of us on this day." in text(keeper.get(f"/departments/{parks}"))
    assert keeper.get(f"/departments/{tax}/names").status_code == 409
    assert keeper.send(f"/departments/{tax}/merger", into="parks", reason="Again.", do="merge").status_code == 409
