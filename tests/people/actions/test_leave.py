import pytest

from microtask.errors import Conflict, Invalid, NotAllowed, NotFound
from microtask.outbox import actions as outbox
from microtask.people import actions
from microtask.people.keys import digest
from microtask.people.queries import find_browser, find_by_token

WHY = "They retire."


@pytest.fixture
def admin(scene):
    return scene.person("tax", "admin")


def close(scene, person, *, by, reason=WHY, **said):
    given = {"department_id": person.department_id} | said
    scene.do(actions.close_account, person.person_id, reason=reason, by=by, **given)


def back(scene, person, *, by, reason="They are back."):
    scene.do(actions.come_back, person.person_id, department_id=person.department_id, reason=reason, by=by)


def test_every_way_in_ends_at_once(scene, admin):
    clerk = scene.person("tax", "owner")
    token = scene.do(actions.issue_token, clerk.person_id, name="reports")
    _, key = scene.do(actions.start_session, person_id=clerk.person_id, data={})
    scene.rows(
        "INSERT INTO sign_in_links (digest, email, next, expires_at) VALUES ('x', :email, '/', now() + interval '1 h')"
        " RETURNING id",
        email=clerk.email.upper(),
    )
    close(scene, clerk, by=admin)
    with scene.units.begin() as unit:
        assert find_by_token(unit.connection, digest(token), now=unit.now) is None
        assert find_browser(unit.connection, digest(key), now=unit.now) is None
    assert scene.rows("SELECT FROM sign_in_links") == []
    assert scene.rows("SELECT FROM roles WHERE person_id = :id", id=clerk.person_id) == []
    told = scene.rows("SELECT action, actor_id, reason FROM audit_entries WHERE actor_id = :id", id=admin.person_id)
    assert [tuple(row) for row in told] == [
        ("person.signed_out_everywhere", admin.person_id, None),
        ("role.removed", admin.person_id, WHY),
        ("token.revoked", admin.person_id, None),
        ("person.left", admin.person_id, WHY),
    ]


def test_webhooks_of_who_has_left_are_gone_with_what_waited_for_them(scene, admin):
    clerk = scene.person("tax", "owner")
    kept = {"url": "https://example.com/", "events": ["release.made"]}
    webhook = scene.do(lambda unit: outbox.add_webhook(unit, person_id=clerk.person_id, **kept).id)
    challenge = scene.challenge(owner=clerk)
    scene.do(outbox.write_call, webhook, event="release.made", challenge_id=challenge.id, body="{}")
    close(scene, clerk, by=admin)
    assert scene.rows("SELECT FROM webhook_calls") == scene.rows("SELECT FROM webhooks") == []


def test_who_comes_back_is_a_volunteer_without_the_tokens_of_before(scene, admin):
    clerk = scene.person("tax", "owner")
    token = scene.do(actions.issue_token, clerk.person_id, name="reports")
    close(scene, clerk, by=admin)
    scene.rows("UPDATE people SET signed_in_at = now() - interval '2 years' WHERE id = :id RETURNING id",
               id=clerk.person_id)  # fmt: skip
    back(scene, clerk, by=admin)
    _, key = scene.do(actions.start_session, person_id=clerk.person_id, data={})
    with scene.units.begin() as unit:
        assert find_by_token(unit.connection, digest(token), now=unit.now) is None
        assert find_browser(unit.connection, digest(key), now=unit.now).person.role_names == ["volunteer"]
    assert scene.value("SELECT reason FROM audit_entries WHERE action = 'person.returned'") == "They are back."
    with pytest.raises(Conflict, match="has not left"):
        back(scene, clerk, by=admin)


def test_an_account_of_another_department_is_not_closed_here(scene, admin):
    guest = scene.person("parks")
    scene.rows(
        "INSERT INTO roles (person_id, department_id, role) VALUES (:id, :place, 'analyst') RETURNING role",
        id=guest.person_id, place=admin.department_id,
    )  # fmt: skip
    with pytest.raises(NotAllowed, match="another department"):
        close(scene, guest, by=admin, department_id=admin.department_id)
    with pytest.raises(NotFound):
        close(scene, guest, by=admin)
    close(scene, guest, by=scene.person("roads", "service-admin"))
    assert scene.rows("SELECT FROM roles WHERE person_id = :id", id=guest.person_id) == []


def test_nobody_closes_their_own_account_or_that_of_the_last_administrator(scene, admin):
    keeper = scene.person("parks", "service-admin")
    with pytest.raises(NotAllowed):
        close(scene, admin, by=admin)
    with pytest.raises(Conflict, match="last administrator"):
        close(scene, admin, by=keeper)
    scene.person("tax", "admin")
    close(scene, admin, by=keeper)


def test_it_takes_a_reason_and_happens_once(scene, admin):
    clerk = scene.person("tax")
    with pytest.raises(Invalid):
        close(scene, clerk, by=admin, reason="")
    close(scene, clerk, by=admin)
    with pytest.raises(Conflict, match="has left"):
        close(scene, clerk, by=admin)
    with pytest.raises(Invalid):
        back(scene, clerk, by=admin, reason="")
    with pytest.raises(NotAllowed):
        back(scene, admin, by=admin)


def test_an_account_that_was_forgotten_stays_closed(scene, admin):
    clerk = scene.person("tax")
    scene.do(actions.forget, [clerk.person_id])
    with pytest.raises(NotFound):
        back(scene, clerk, by=admin)


def test_a_departments_administrator_does_not_close_the_account_of_who_administers_the_service(scene, admin):
    keeper, other = scene.person("tax", "service-admin"), scene.person("parks", "service-admin")
    with pytest.raises(NotAllowed, match="administer the service"):
        close(scene, keeper, by=admin)
    assert scene.value("SELECT left_at FROM people WHERE id = :id", id=keeper.person_id) is None
    close(scene, keeper, by=other)
