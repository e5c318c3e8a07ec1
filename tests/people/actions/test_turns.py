"""Who comes and goes, and departments that change, at the same moment: nobody waits crosswise, nobody gone is named."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from microtask.assignments import actions as assignments
from microtask.catalogue import FOLDER, load_catalogue
from microtask.challenges import actions as challenges
from microtask.challenges.actions import Part
from microtask.challenges.schemas import NewChallenge
from microtask.errors import Conflict, Invalid, NotAllowed
from microtask.oidc.claims import Claims
from microtask.oidc.provider import Provider
from microtask.people import actions
from microtask.people.actions import Names
from microtask.people.keys import digest
from microtask.unit_of_work import UnitOfWork
from tests.scene import Meeting
from tests.web.visitor import Visitor

WHY = "They retire."
DOMAINS = {"audit.example": "tax", "tax.example": "tax"}
NAMED = {"owner": challenges.add_owner, "coordinator": challenges.add_coordinator}


@pytest.fixture
def service(scene):
    return scene.person("service", "service-admin")


@pytest.fixture
def admin(scene):
    return scene.person("home", "admin")


def leave(unit: UnitOfWork, person, *, by, new_owner=""):
    assignments.leave(
        unit, person.person_id, department_id=person.department_id, reason=WHY, new_owner=new_owner, by=by
    )


def named(scene):
    rows = scene.rows("SELECT person_id FROM challenge_owners UNION ALL SELECT person_id FROM challenge_coordinators")
    return {row.person_id for row in rows}


@pytest.mark.parametrize("what", NAMED)
def test_who_is_named_while_they_leave_is_not_named_in_the_end(scene, admin, what):
    owner, leaver = scene.person("home", "owner"), scene.person("home", "owner")
    opened = scene.challenge(owner=owner)
    with Meeting(scene, lambda: scene.do(NAMED[what], opened.id, email=leaver.email, by=owner)) as naming:
        leave(naming.unit, leaver, by=admin)
        naming.begin()
    assert isinstance(naming.error, Invalid)
    assert named(scene) == {owner.person_id}


@pytest.mark.parametrize("what", NAMED)
def test_who_leaves_while_they_are_named_is_taken_off_again(scene, admin, what):
    owner, leaver = scene.person("home", "owner"), scene.person("home", "owner")
    opened = scene.challenge(owner=owner)
    with Meeting(scene, lambda: scene.do(leave, leaver, by=admin)) as leaving:
        NAMED[what](leaving.unit, opened.id, email=leaver.email, by=owner)
        leaving.begin()
    assert leaving.error is None
    assert named(scene) == {owner.person_id}


def test_who_loses_the_role_while_they_are_named_an_owner_is_not_named(scene, admin):
    owner, other = scene.person("home", "owner"), scene.person("home", "owner")
    opened = scene.challenge(owner=owner)
    removing = {"department_id": admin.department_id, "reason": WHY, "by": admin}
    with Meeting(scene, lambda: scene.do(challenges.add_owner, opened.id, email=other.email, by=owner)) as naming:
        actions.remove_role(naming.unit, other.person_id, "owner", **removing)
        naming.begin()
    assert isinstance(naming.error, Invalid)
    assert named(scene) == {owner.person_id}


def test_who_is_reviewed_while_they_are_named_an_owner_loses_the_role_after_that(scene, admin):
    owner, other = scene.person("home", "owner"), scene.person("home", "owner")
    opened = scene.challenge(owner=owner)
    decided, said = {(other.person_id, "owner"): "remove"}, {"reason": WHY, "by": admin}
    with Meeting(scene, lambda: scene.do(actions.look_again, admin.department_id, decided, **said)) as review:
        challenges.add_owner(review.unit, opened.id, email=other.email, by=owner)
        review.begin()
    assert review.error is None
    assert scene.rows("SELECT FROM roles WHERE person_id = :id", id=other.person_id) == []


def test_who_leaves_while_they_begin_a_challenge_owns_none(scene, admin):
    leaver = scene.person("home", "owner")
    body = {"title": "Letters", "template": "review", "question": "Is it?", "options": ["yes", "no"]}

    def create():
        scene.do(challenges.create, NewChallenge().load(body), catalogue=load_catalogue(FOLDER), by=leaver)

    with Meeting(scene, create) as creating:
        leave(creating.unit, leaver, by=admin)
        creating.begin()
    assert isinstance(creating.error, NotAllowed)
    assert scene.rows("SELECT FROM challenges") == []


def test_an_account_that_has_just_been_closed_is_given_no_role_by_an_import(scene, admin):
    leaver = scene.person("home")
    given = {"email": leaver.email, "department": "home", "roles": ["expert"]}
    with Meeting(scene, lambda: scene.do(actions.add_person, **given)) as adding:
        leave(adding.unit, leaver, by=admin)
        adding.begin()
    assert isinstance(adding.error, Invalid)
    assert scene.rows("SELECT FROM roles WHERE person_id = :id", id=leaver.person_id) == []


def test_who_leaves_names_a_colleague_while_their_department_becomes_part_of_another(scene, admin, service):
    heir, leaver = scene.person("home", "owner"), scene.person("home", "owner")
    opened = scene.challenge(owner=leaver)
    home, works = scene.department("home"), scene.department("works")
    merging = {"on": scene.clock().date(), "reason": "The order.", "by": service}
    with Meeting(scene, lambda: scene.do(challenges.merge, home, works, **merging)) as merger:
        actions.close_account(merger.unit, leaver.person_id, department_id=home, reason=WHY, by=admin)
        merger.begin()
        challenges.hand_over(merger.unit, leaver.person_id, email=heir.email, by=admin)
    assert merger.error is None
    assert named(scene) == {heir.person_id}
    assert scene.value("SELECT department_id FROM challenges WHERE id = :id", id=opened.id) == works


def test_two_who_leave_at_once_may_name_each_other_and_one_of_them_is_asked_again(scene, admin):
    pair = [scene.person("home", "owner") for _ in range(2)]
    for person in pair:
        scene.challenge(owner=person)
    first, second = pair
    with Meeting(scene, lambda: scene.do(leave, second, by=admin, new_owner=first.email)) as leaving:
        actions.close_account(leaving.unit, first.person_id, department_id=admin.department_id, reason=WHY, by=admin)
        leaving.begin()
        challenges.hand_over(leaving.unit, first.person_id, email=second.email, by=admin)
    assert isinstance(leaving.error, Invalid)
    assert named(scene) == {second.person_id}


def test_of_two_administrators_whose_roles_are_taken_at_once_one_stays(scene, service):
    pair = [scene.person("home", "admin") for _ in range(2)]
    removing = {"department_id": scene.department("home"), "reason": WHY, "by": service}
    decided = {(pair[1].person_id, "admin"): "remove"}
    reviewing = {"reason": WHY, "by": service}
    home = removing["department_id"]
    with Meeting(scene, lambda: scene.do(actions.look_again, home, decided, **reviewing)) as review:
        actions.remove_role(review.unit, pair[0].person_id, "admin", **removing)
        review.begin()
    assert isinstance(review.error, Conflict)
    assert scene.rows("SELECT person_id FROM roles WHERE role = 'admin'") == [(pair[1].person_id,)]


def test_an_account_is_closed_while_its_person_opens_a_page_that_locks_them(scene, admin, app):
    volunteer = scene.person("home")
    scene.challenge()
    browser = Visitor(app, scene, volunteer)
    browser.send("/welcome", next="home")
    seen = "UPDATE sign_ins SET last_seen_at = now() - interval '5 minutes' WHERE person_id = :id RETURNING id"
    scene.rows(seen, id=volunteer.person_id)
    with Meeting(scene, lambda: browser.send("/sittings", minutes="5", challenge="")) as page:
        page.unit.session.execute(
            text("SELECT FROM people WHERE id = :id FOR NO KEY UPDATE"), {"id": volunteer.person_id}
        )
        page.begin()
        leave(page.unit, volunteer, by=admin)
    assert page.answer.status_code == 303
    assert scene.value("SELECT left_at IS NOT NULL FROM people WHERE id = :id", id=volunteer.person_id)


def test_an_account_is_closed_while_its_program_calls_for_the_first_time_today(scene, admin):
    volunteer = scene.person("home")
    scene.challenge()
    token = digest(scene.do(actions.issue_token, volunteer.person_id, name="reports"))
    number = scene.value("SELECT id FROM tokens WHERE digest = :digest", digest=token)
    with Meeting(scene, lambda: scene.do(leave, volunteer, by=admin)) as leaving:
        actions.use_token(leaving.unit, number, today=scene.clock().date())
        leaving.begin()
        assignments.open_sitting(leaving.unit, minutes=5, challenge_id=None, by=volunteer)
    assert leaving.error is None
    assert scene.value("SELECT revoked_at IS NOT NULL FROM tokens")
    assert scene.value("SELECT ended_at IS NOT NULL FROM sittings")


@pytest.mark.parametrize("what", ["a session", "a token"])
def test_what_is_made_while_an_account_closes_does_not_count_once_its_person_is_back(scene, admin, what):
    volunteer = scene.person("home")

    def make():
        if what == "a session":
            scene.do(actions.start_session, person_id=volunteer.person_id, data={})
        else:
            scene.do(actions.make_token, name="reports", scope="read", days=30, by=volunteer)

    with Meeting(scene, make) as making:
        leave(making.unit, volunteer, by=admin)
        making.begin()
    assert isinstance(making.error, NotAllowed)
    assert scene.rows("SELECT FROM sign_ins") == scene.rows("SELECT FROM tokens") == []


@pytest.mark.parametrize("at", ["a link", "the same browser"])
def test_an_account_is_closed_while_its_person_signs_in(scene, admin, at):
    volunteer = scene.person("tax")
    leaver = {"department_id": volunteer.department_id, "reason": WHY, "by": scene.person("tax", "admin")}
    before, _ = scene.do(actions.start_session, person_id=volunteer.person_id, data={})
    link = "INSERT INTO sign_in_links (digest, email, next, expires_at) VALUES (:d, :e, '/', now() + interval '1 h')"
    scene.rows(f"{link} RETURNING 1", d=digest("key"), e=volunteer.email)
    with Meeting(scene, lambda: scene.do(actions.close_account, volunteer.person_id, **leaver)) as leaving:
        if at == "a link":
            actions.use_link(leaving.unit, "key", domains=DOMAINS)
        else:
            actions.end_session(leaving.unit, before)
        leaving.begin()
        actions.start_session(leaving.unit, person_id=volunteer.person_id, data={})
    assert leaving.error is None
    assert scene.rows("SELECT FROM sign_ins WHERE ended_at IS NULL") == []


PROVIDER = Provider("tax", "Tax Office", "https://tax.example", "client", "secret", bool, domains=DOMAINS)


def by_link(scene, number):
    key = f"key-{number}"
    link = "INSERT INTO sign_in_links (digest, email, next, expires_at) VALUES (:d, :e, '/', now() + interval '1 h')"
    scene.rows(f"{link} RETURNING 1", d=digest(key), e=f"new{number}@audit.example")
    return scene.do(actions.use_link, key, domains=DOMAINS)[0].person_id


def by_provider(scene, number):
    claims = Claims("https://tax.example", f"subject-{number}", f"new{number}@audit.example", True, None)
    return scene.do(actions.recognise, claims, provider=PROVIDER).person_id


@pytest.mark.parametrize("come", [by_link, by_provider])
def test_who_comes_for_the_first_time_while_a_department_is_split_lands_in_its_part(scene, service, come):
    tax = scene.department("tax")
    come(scene, 1)
    part = Part(domain="audit.example", slug="audit-office", names=Names("Audit Office"))
    with Meeting(scene, lambda: come(scene, 2)) as coming:
        office = challenges.split(coming.unit, tax, part, on=scene.clock().date(), reason="A new office.", by=service)
        coming.begin()
    assert coming.error is None
    assert scene.rows("SELECT DISTINCT department_id FROM people WHERE email LIKE '%@audit.example'") == [(office,)]


def test_however_many_come_while_a_department_is_split_all_are_in_its_part(scene, service):
    tax = scene.department("tax")
    by_link(scene, 0)
    part = Part(domain="audit.example", slug="audit-office", names=Names("Audit Office"))
    splitting = {"on": scene.clock().date(), "reason": "A new office.", "by": service}
    with ThreadPoolExecutor(5) as pool:
        come = [pool.submit((by_link, by_provider)[number % 2], scene, number) for number in range(1, 13)]
        office = pool.submit(scene.do, challenges.split, tax, part, **splitting).result(20)
        come += [pool.submit(by_link, scene, number) for number in range(13, 17)]
        people = {each.result(20) for each in come}
    assert len(people) == 16
    assert scene.rows("SELECT DISTINCT department_id FROM people WHERE email LIKE '%@audit.example'") == [(office,)]
