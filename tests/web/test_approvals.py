import pytest

from tests.desk import Desk
from tests.web.visitor import errors, heading, links, text


@pytest.fixture
def desk(scene):
    return Desk(scene)


@pytest.fixture
def owner(visit, desk):
    return visit(desk.owner)


@pytest.fixture
def admin(visit, scene):
    return visit(scene.person("home", "admin"))


@pytest.fixture
def sent(desk, admin):
    challenge_id = desk.draft("options", template="next-step-letter")
    desk.load(challenge_id, b"key,letter\nA,Send us the form.\n")
    desk.publish(challenge_id)
    return f"/challenges/{challenge_id}"


def test_an_administrator_sees_the_challenge_as_volunteers_will(admin, owner, sent, desk):
    assert f"{sent}/approval" in links(admin.get(sent))
    page = admin.get(f"{sent}/approval")
    assert heading(page) == "Approve this challenge?"
    for words in (desk.owner.name, "Send us the form.", "We will rewrite", "Who said these departments may see it"):
        assert words in text(page)
    assert "Getting ready" in text(admin.follow(admin.send(f"{sent}/approve")))
    assert admin.get(f"{sent}/approval").status_code == 409


def test_an_administrator_sends_it_back_with_comments_that_its_owner_reads(admin, owner, sent, desk):
    refused = admin.send(f"{sent}/send-back", problem="  ")
    assert (refused.status_code, errors(refused)) == (422, ["Say under at least one section what should change"])
    admin.send(f"{sent}/send-back", question="Say relevant to what.")
    page = owner.get(sent)
    assert "What should change before it is approved The question Say relevant to what." in text(page)
    owner.send(f"{sent}/publish")
    assert desk.state(int(sent.rpartition("/")[2])) == "awaiting_approval"


def test_what_has_come_to_be_missing_is_said(admin, sent, scene):
    scene.rows("UPDATE items SET state = 'hidden' RETURNING id")
    page = admin.send(f"{sent}/approve")
    assert (page.status_code, errors(page)) == (422, ["Add at least one item to ask about"])


def test_nobody_approves_their_own_challenge(owner, sent):
    assert owner.get(f"{sent}/approval").status_code == 403
    assert owner.send(f"{sent}/approve").status_code == 403
    assert owner.send(f"{sent}/send-back", problem="x").status_code == 403
    assert f"{sent}/approval" not in links(owner.get(sent))
