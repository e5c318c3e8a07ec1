import pytest

from microtask.errors import Conflict, Invalid, NotAllowed, NotFound
from microtask.people import actions
from microtask.people.actions.invite import NO_ACCOUNT, NOT_HERE, Invited


@pytest.fixture
def admin(scene):
    return scene.person("tax", "admin")


def invite(scene, by, *, email="jo.park@tax.example", name="", role="owner", skills=(), reason="To help.", **said):
    wanted = Invited(email, name, role, skills, reason)
    given = {"department_id": by.department_id, "works_in": "tax", "service": "Tasks", "url": "https://tasks.example/"}
    return scene.do(actions.invite, wanted, by=by, **given | said)


def test_somebody_new_is_added_with_a_role_and_written_to(scene, admin):
    number = invite(scene, admin)
    person = scene.rows("SELECT name, email, department_id FROM people WHERE id = :id", id=number)[0]
    assert tuple(person) == ("Jo Park", "jo.park@tax.example", admin.department_id)
    assert scene.value("SELECT role FROM roles WHERE person_id = :id", id=number) == "owner"
    mail = scene.rows("SELECT to_address, subject, body, reason FROM mails")[0]
    assert (mail.to_address, mail.reason) == ("jo.park@tax.example", "invited")
    assert "Your role there is: owner." in mail.body
    assert "https://tasks.example/" in mail.body
    told = scene.rows("SELECT action, reason, detail FROM audit_entries WHERE object_id = :id ORDER BY id", id=number)
    assert [tuple(row) for row in told] == [
        ("role.granted", "To help.", {"role": "owner"}), ("person.invited", "To help.", {"role": "owner"})
    ]  # fmt: skip


def test_without_a_role_they_are_asked_to_take_part(scene, admin):
    number = invite(scene, admin, role="", name="Jo Lee")
    assert scene.rows("SELECT FROM roles WHERE person_id = :id", id=number) == []
    assert "Your role" not in scene.value("SELECT body FROM mails")


def test_somebody_of_another_department_stays_there_and_has_the_role_here(scene, admin):
    guest = scene.person("parks")
    assert invite(scene, admin, email=guest.email.upper(), works_in="parks") == guest.person_id
    assert scene.value("SELECT department_id FROM roles WHERE person_id = :id", id=guest.person_id) == (
        admin.department_id
    )
    number = invite(scene, admin, email="new@parks.example", works_in="parks")
    place = scene.value("SELECT department_id FROM people WHERE id = :id", id=number)
    assert place == guest.department_id


@pytest.mark.parametrize(
    ("said", "fields"),
    [
        ({"email": "jo"}, ["email"]),
        ({"works_in": None}, ["email"]),
        ({"name": "Jo\nPark"}, ["name"]),
        ({"role": "service-admin"}, ["role"]),
        ({"skills": ["law"]}, ["skills"]),
        ({"reason": ""}, ["reason"]),
        ({"email": "", "role": "boss", "reason": ""}, ["email", "role", "reason"]),
    ],
)
def test_what_cannot_be_used_is_refused_and_nobody_is_added(scene, admin, said, fields):
    with scene.units.begin() as unit:
        before = unit.session.connection().exec_driver_sql("SELECT count(*) FROM people").scalar()
    with pytest.raises(Invalid) as refused:
        invite(scene, admin, **said)
    assert list(refused.value.fields) == fields
    assert scene.value("SELECT count(*) FROM people") == before
    assert scene.rows("SELECT FROM mails") == []
    if said.get("works_in", "tax") is None:
        assert refused.value.fields["email"] == [NOT_HERE]


def test_neither_oneself_nor_an_account_that_is_closed_is_invited(scene, admin):
    with pytest.raises(NotAllowed):
        invite(scene, admin, email=admin.email)
    gone = scene.person("tax")
    scene.rows("UPDATE people SET left_at = now() WHERE id = :id RETURNING id", id=gone.person_id)
    with pytest.raises(Invalid) as refused:
        invite(scene, admin, email=gone.email)
    assert refused.value.fields == {"email": [NO_ACCOUNT]}


def test_an_account_that_nobody_signs_in_to_is_not_invited(scene, admin):
    pretended = scene.person("tax")
    scene.rows("UPDATE people SET simulated = true WHERE id = :id RETURNING id", id=pretended.person_id)
    with pytest.raises(Invalid):
        invite(scene, admin, email=pretended.email)


def test_only_administrators_invite(scene):
    with pytest.raises(NotFound):
        invite(scene, scene.person("tax", "owner"))


def test_nobody_is_invited_into_a_department_that_has_become_part_of_another(scene, admin):
    changed = "UPDATE departments SET successor_id = :there WHERE id = :here RETURNING id"
    scene.rows(changed, here=admin.department_id, there=scene.department("parks"))
    with pytest.raises(Conflict, match="become part of another"):
        invite(scene, admin)
    assert scene.rows("SELECT FROM mails") == []
