import pytest

from microtask.challenges.actions.own import NO_OWNER
from tests.desk import THREE_ITEMS
from tests.web.visitor import errors, heading, links, text


@pytest.fixture
def draft(desk):
    challenge_id = desk.draft()
    desk.load(challenge_id, THREE_ITEMS)
    return f"/challenges/{challenge_id}"


@pytest.fixture
def other(visit, scene):
    return visit(scene.person("tax", "owner"))


def test_an_owner_of_another_department_is_named_by_address_and_may_do_the_same(owner, other, draft, scene):
    assert f"{draft}/owners" in links(owner.get(draft))
    assert other.get(draft).status_code == 404
    page = owner.follow(owner.send(f"{draft}/owners", email=other.person.email.upper()))
    assert heading(page) == "Who owns it"
    assert f"{other.person.name} Tax" in text(page)
    assert other.get(draft).status_code == 200
    assert other.send(f"{draft}/sections/problem", title="Ours").status_code == 303
    assert other.send(f"{draft}/publish").status_code == 303
    assert scene.value("SELECT state FROM challenges") == "splitting"
    [entry] = scene.rows("SELECT actor_id, detail FROM audit_entries WHERE action = 'owner.added'")
    assert tuple(entry) == (owner.person.person_id, {"person": other.person.person_id})
    owner.send(f"{draft}/owners", email=other.person.email)
    assert scene.value("SELECT count(*) FROM audit_entries WHERE action = 'owner.added'") == 1


def test_both_owners_can_export(owner, other, scene, desk):
    opened = scene.challenge(owner=desk.owner)
    owner.send(f"/challenges/{opened.id}/owners", email=other.person.email)
    for each in (owner, other):
        assert each.get(f"/challenges/{opened.id}/results/csv").status_code == 200


def test_it_is_not_told_whether_somebody_has_an_account(owner, draft, scene):
    volunteer, gone = scene.person("tax"), scene.person("tax", "owner")
    scene.rows("UPDATE people SET left_at = now() WHERE id = :id RETURNING id", id=gone.person_id)
    for email in (volunteer.email, gone.email, "nobody@tax.example"):
        page = owner.send(f"{draft}/owners", email=email)
        assert (page.status_code, errors(page)) == (422, [NO_OWNER])
    assert errors(owner.send(f"{draft}/owners", email=" ")) == ["Give their work email address"]


def test_an_owner_is_taken_off_and_the_last_one_is_not(owner, other, draft):
    owner.send(f"{draft}/owners", email=other.person.email)
    numbers = owner.person.person_id, other.person.person_id
    assert owner.send(f"{draft}/owners/{10**6}/remove").status_code == 404
    assert other.follow(other.send(f"{draft}/owners/{numbers[0]}/remove")).status_code == 200
    assert owner.get(draft).status_code == 404
    assert other.send(f"{draft}/owners/{numbers[1]}/remove").status_code == 409
    assert "remove" not in "".join(links(other.get(f"{draft}/owners")))


def test_who_takes_off_themselves_goes_back_to_their_challenges(owner, other, draft):
    owner.send(f"{draft}/owners", email=other.person.email)
    assert owner.send(f"{draft}/owners/{owner.person.person_id}/remove").location == "/challenges"


def test_an_owner_cannot_make_owners_of_all_who_might_say_no(owner, draft, scene, desk):
    first, second = scene.person("home", "admin"), scene.person("home", "admin")
    assert owner.send(f"{draft}/owners", email=first.email).status_code == 303
    page = owner.send(f"{draft}/owners", email=second.email)
    assert page.status_code == 409
    assert errors(page) == [f"{second.name} is the only one who can approve this challenge, so they cannot own it"]
    owner.send(f"{draft}/publish")
    assert desk.state(int(draft.rpartition("/")[2])) == "awaiting_approval"


def test_what_is_marked_higher_is_not_shared_with_a_department_that_may_not_see_it(owner, other, draft, scene):
    scene.rows("UPDATE challenges SET marking = 'OFFICIAL-SENSITIVE' RETURNING id")
    page = owner.send(f"{draft}/owners", email=other.person.email)
    assert errors(page) == ["Their department may not be shown what is marked OFFICIAL-SENSITIVE"]
    scene.rows("UPDATE departments SET ceiling = 'OFFICIAL-SENSITIVE' WHERE slug = 'tax' RETURNING id")
    assert owner.send(f"{draft}/owners", email=other.person.email).status_code == 303
