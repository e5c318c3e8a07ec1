from dataclasses import replace
from datetime import timedelta

import pytest

from microtask.challenges.actions import Part, split
from microtask.people.actions import Names
from microtask.people.actions.invite import NOT_HERE
from microtask.people.rules import CONFIRM_EVERY
from tests.scene import Meeting
from tests.web.visitor import Visitor, errors, heading, links, text


@pytest.fixture
def admin(visit, scene):
    return visit(scene.person("tax", "admin"))


@pytest.fixture
def path(admin):
    return f"/departments/{admin.person.department_id}/people"


def test_an_administrator_comes_from_what_they_have_to_do_to_the_people_of_their_department(admin, path):
    assert "/people" in links(admin.get("/to-do"))
    page = admin.follow(admin.get("/people"))
    assert heading(page) == "People and roles: Tax"
    assert f"Administrator of the department Name Works in Since Last confirmed {admin.person.name} Tax" in text(page)


def test_who_looks_after_several_departments_chooses_one(visit, scene, path):
    page = visit(scene.person("parks", "service-admin")).get("/people")
    assert heading(page) == "Departments that you look after"
    assert {path, path.replace("people", "access"), path.replace("people", "permission")} <= set(links(page))


def test_people_are_looked_up_by_name_and_address_and_volunteers_are_not_listed(admin, path, scene):
    clerk, stranger = scene.person("tax"), scene.person("parks")
    assert clerk.name not in text(admin.get(path))
    for words in (clerk.name.lower(), clerk.email):
        page = admin.get(f"{path}?q={words}")
        assert f"{path}/{clerk.person_id}" in links(page)
    assert "Nobody of this department is known by that." in text(admin.get(f"{path}?q={stranger.email}"))
    assert "Nobody of this department is known by that." in text(admin.get(f"{path}?q=pe"))


def test_a_page_about_somebody_says_what_they_may_do_and_never_what_they_did(admin, path, scene):
    clerk = scene.person("tax", "owner")
    scene.challenge(items=3)
    sitting = scene.sit(clerk)
    before = text(admin.get(f"{path}/{clerk.person_id}"))
    while task := scene.next(sitting, clerk):
        scene.say(task.id, "yes", clerk)
    scene.stop(sitting, clerk)
    assert text(admin.get(f"{path}/{clerk.person_id}")) == before
    assert "Owner of challenges" in before


def test_the_people_of_others_are_not_there(admin, path, visit, scene):
    stranger = scene.person("parks")
    assert admin.get(f"{path}/{stranger.person_id}").status_code == 404
    assert admin.get(f"/departments/{stranger.department_id}/people").status_code == 404
    assert admin.get(f"{path}/{10**9}").status_code == 404
    assert visit(scene.person("tax", "owner")).get(path).status_code == 403


def test_somebody_is_invited_with_a_role(admin, path, scene):
    page = admin.send(path, email="jo@tax.example", role="expert", skills="law, plain-english", reason="To decide.")
    page = admin.follow(page)
    assert heading(page) == "Jo"
    assert "We have written to them." in text(page)
    assert "Expert (law, plain-english)" in text(page)
    assert scene.value("SELECT body FROM mails").count("http://localhost/") == 1


def test_an_invitation_that_cannot_be_sent_says_why(admin, path):
    page = admin.send(path, email="jo", role="service-admin", reason="")
    assert page.status_code == 422
    assert errors(page) == [
        "Give their work email address, such as name@department.example",
        "Select a role",
        "Say in a few words why",
    ]


@pytest.fixture
def app_by_mail(settings):
    """A service whose people sign in by e-mail."""
    from microtask.app import create_app

    app = create_app(replace(settings, domains={"parks.example": "parks", "tax.example": "tax"}))
    yield app
    with app.extensions["microtask"].units.sessions() as session:
        session.get_bind().dispose()


def test_who_signs_in_elsewhere_is_added_there(app_by_mail, scene):
    parks = scene.department("parks")
    admin = Visitor(app_by_mail, scene, scene.person("tax", "admin"))
    path = f"/departments/{admin.person.department_id}/people"
    admin.follow(admin.send(path, email="jo@parks.example", role="analyst", reason="To help."))
    page = admin.follow(admin.send(path, email="sam@parks.example", role="", reason="To help."))
    assert heading(page) == "People and roles: Tax"
    assert "We have written to them." in text(page)
    assert scene.value("SELECT department_id FROM people WHERE email = 'jo@parks.example'") == parks
    refused = admin.send(path, email="jo@elsewhere.example", role="analyst", reason="To help.")
    assert errors(refused) == [NOT_HERE]


def test_who_is_invited_while_their_department_is_split_is_put_into_its_part(app_by_mail, scene):
    keeper, admin = scene.person("service", "service-admin"), Visitor(app_by_mail, scene, scene.person("tax", "admin"))
    path, tax = f"/departments/{admin.person.department_id}/people", admin.person.department_id
    for number in (1, 2):
        scene.rows("INSERT INTO people (email, name, department_id) VALUES (:email, 'Jo', :tax) RETURNING id",
                   email=f"jo{number}@parks.example", tax=tax)  # fmt: skip
    part = Part(domain="parks.example", slug="audit-office", names=Names("Audit Office"))
    inviting = {"email": "sam@parks.example", "role": "analyst", "reason": "To help."}
    admin.send(path)
    with Meeting(scene, lambda: admin.send(path, **inviting)) as invitation:
        office = split(invitation.unit, tax, part, on=scene.clock().date(), reason="A new office.", by=keeper)
        invitation.begin()
    assert invitation.answer.status_code == 303
    assert scene.value("SELECT department_id FROM people WHERE email = 'sam@parks.example'") == office


def test_an_administrator_sees_nothing_to_do_about_themselves(admin, path):
    page = admin.get(f"{path}/{admin.person.person_id}")
    assert "This is you." in text(page)
    assert not [link for link in links(page) if link.endswith(("/roles/new", "/roles/remove", "/leaving"))]


def test_when_the_review_is_due_it_is_said_at_home_and_among_what_is_to_do(admin, path, scene):
    scene.person("tax", "owner")
    assert "access review" not in text(admin.get("/")).lower()
    scene.rows("UPDATE roles SET confirmed_at = now() - :old RETURNING role", old=CONFIRM_EVERY + timedelta(days=1))
    for page in ("/", "/to-do"):
        assert "The access review of Tax is due" in text(admin.get(page))
        assert path.replace("people", "access") in links(admin.get(page))


def test_of_who_has_a_role_it_is_said_that_they_have_not_signed_in_and_of_a_volunteer_never(admin, path, visit, scene):
    owner, volunteer = scene.person("tax", "owner"), scene.person("tax")
    never = "Invited, has not signed in yet"
    assert f"Account {never}" in text(admin.get(f"{path}/{owner.person_id}"))
    assert text(admin.get(f"{path}?q=person")).count(never) == 1
    assert "Account Open" in text(admin.get(f"{path}/{volunteer.person_id}"))
    visit(owner)
    assert "Account Open" in text(admin.get(f"{path}/{owner.person_id}"))


def test_what_somebody_owns_without_the_role_waits_for_another_owner(admin, path, scene):
    clerk = scene.person("tax", "owner")
    opened = scene.challenge(owner=clerk)
    heir = f"/challenges/{opened.id}/heir"
    assert heir not in links(admin.get(f"{path}/{clerk.person_id}"))
    removing = {"held": "owner", "reason": "They do something else now."}
    assert admin.send(f"{path}/{clerk.person_id}/roles/remove", **removing).status_code == 303
    for page in (f"{path}/{clerk.person_id}", "/to-do"):
        assert heir in links(admin.get(page))
