import pytest

from microtask.errors import Conflict, Invalid, NotFound
from microtask.people import actions
from microtask.people.queries import get_department


def permit(scene, department_id, words="", minutes=None):
    scene.do(actions.set_permission, department_id, words=words, monthly_minutes=minutes)
    row = scene.do(lambda unit: get_department(unit.session, department_id))
    return scene.rows("SELECT permission_text, monthly_minutes FROM departments WHERE id = :id", id=row.id)[0]


def test_a_department_says_what_it_permits(scene):
    tax = scene.department("tax")
    assert tuple(permit(scene, tax, " An hour a month. ", 60)) == ("An hour a month.", 60)
    assert tuple(permit(scene, tax)) == ("", None)


@pytest.mark.parametrize(("given", "field"), [(("x" * 2001, None), "permission_text"), (("", 0), "monthly_minutes"),
                                              (("", 601), "monthly_minutes")])  # fmt: skip
def test_what_cannot_be_meant_is_refused(scene, given, field):
    with pytest.raises(Invalid) as refused:
        permit(scene, scene.department("tax"), *given)
    assert list(refused.value.fields) == [field]


def test_a_department_that_is_not_there_permits_nothing(scene):
    with pytest.raises(NotFound):
        permit(scene, 10**9)


def test_every_version_is_kept_with_when_and_by_whom_it_was_said(scene):
    admin = scene.person("tax", "admin")
    for words, minutes in (("An hour.", 60), ("An hour.", 60), ("", None)):
        scene.do(actions.set_permission, admin.department_id, words=words, monthly_minutes=minutes, by=admin)
    said = "SELECT words, monthly_minutes, created_by FROM department_permissions ORDER BY id"
    assert [tuple(row) for row in scene.rows(said)] == [("An hour.", 60, admin.person_id), ("", None, admin.person_id)]
    assert scene.value("SELECT count(*) FROM audit_entries WHERE action = 'department.permitted'") == 2


def test_nobody_else_says_it(scene):
    tax = scene.department("tax")
    for by in (scene.person("tax", "owner"), scene.person("parks", "admin")):
        with pytest.raises(NotFound):
            scene.do(actions.set_permission, tax, words="Never.", monthly_minutes=None, by=by)


def test_a_department_that_has_become_part_of_another_permits_nothing_any_more(scene):
    tax, admin = scene.department("tax"), scene.person("parks", "service-admin")
    scene.rows("UPDATE departments SET successor_id = :other WHERE id = :id RETURNING id",
               id=tax, other=scene.department("revenue"))  # fmt: skip
    for by in (admin, None):
        with pytest.raises(Conflict, match="part of another"):
            scene.do(actions.set_permission, tax, words="An hour.", monthly_minutes=60, by=by)
    assert scene.rows("SELECT FROM department_permissions") == []
