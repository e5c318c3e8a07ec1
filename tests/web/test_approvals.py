import re

import pytest

from microtask.challenges.brief_rules import CHECKLIST
from tests.web.visitor import checked, errors, heading, links, text


@pytest.fixture
def admin(visit, scene):
    return visit(scene.person("home", "admin"))


@pytest.fixture
def sent(desk, admin):
    challenge_id = desk.draft("options", template="next-step-letter")
    desk.load(challenge_id, b"key,letter\nA,Send us the form.\nB,We will write.\nC,Ring us.\nD,Thank you.\n")
    desk.publish(challenge_id)
    return f"/challenges/{challenge_id}"


def approve(admin, sent, *ticked):
    return admin.send(f"{sent}/approve", checks=list(ticked or CHECKLIST))


def test_an_administrator_sees_the_challenge_as_volunteers_will(admin, owner, sent, desk):
    assert f"{sent}/approval" in links(admin.get(sent))
    page = admin.get(f"{sent}/approval")
    assert heading(page) == "Approve this challenge?"
    said = text(page)
    for words in (desk.owner.name, "Send us the form.", "We will rewrite", "Who said these departments may see it"):
        assert words in said
    assert "Does this letter say what to do next?" in said
    assert "They choose from these, or say that they are not sure: Yes" in said
    assert "The marking, OFFICIAL, is right" in said
    assert "Getting ready" in text(admin.follow(approve(admin, sent)))
    moved_on = admin.get(f"{sent}/approval")
    assert moved_on.status_code == 409
    assert heading(moved_on) == "This cannot be done now"
    assert sent in links(moved_on)
    assert f"{sent}/approval" not in links(admin.get(f"{sent}/trial"))


def test_the_page_has_a_box_for_all_that_is_looked_at(admin, sent):
    boxes = re.findall(r'name="checks" type="checkbox" value="(\w+)"', admin.get(f"{sent}/approval").text)
    assert tuple(boxes) == CHECKLIST


def test_what_is_not_ticked_is_not_approved_and_what_is_ticked_is_kept(admin, sent, desk, scene):
    page = approve(admin, sent, "marking", "promise")
    assert (page.status_code, errors(page)) == (
        422,
        ["Tick each of these once you have looked at it, or ask for changes"],
    )
    assert checked(page) == ["marking", "promise"]
    assert admin.send(f"{sent}/approve").status_code == 422
    assert desk.state(int(sent.rpartition("/")[2])) == "awaiting_approval"
    assert scene.rows("SELECT checks FROM approvals") == []
    approve(admin, sent)
    [row] = scene.rows("SELECT checks, created_by FROM approvals")
    assert tuple(row) == (list(CHECKLIST), admin.person.person_id)


def test_an_administrator_tries_three_items_and_keeps_none(admin, owner, sent, scene):
    assert f"{sent}/trial" in links(admin.get(f"{sent}/approval"))
    page = admin.get(f"{sent}/trial")
    tried = 0
    while found := re.search(rf'href="({sent}/trial/\d+)" role="button"', page.text):
        page = admin.follow(admin.send(found[1], value="Yes"))
        tried += 1
        while action := re.search(rf'action="({sent}/trial/\d+)"', page.text):
            page = admin.follow(admin.send(action[1], value="Yes"))
            tried += 1
    assert tried == 3
    assert f"{sent}/approval" in links(page)
    assert f"{sent}/trial/keep" not in links(page)
    assert admin.send(f"{sent}/trial/keep").status_code == 403
    assert "You have tried 3 of 3 items" in text(admin.get(f"{sent}/approval"))
    assert scene.value("SELECT count(*) FROM answers") == 0


def test_an_administrator_sends_it_back_with_comments_that_its_owner_reads_by_section(admin, owner, sent, desk):
    refused = admin.send(f"{sent}/send-back", problem="  ")
    assert (refused.status_code, errors(refused)) == (422, ["Say under at least one section what should change"])
    admin.send(f"{sent}/send-back", question="Say relevant to what.", promise="By when?")
    page = owner.get(sent)
    assert f"{admin.person.name} asks for changes." in text(page)
    assert "The question To change: Say relevant to what." in text(page)
    assert "What you will do with the answers To change: By when?" in text(page)
    owner.send(f"{sent}/publish")
    assert desk.state(int(sent.rpartition("/")[2])) == "awaiting_approval"


def test_what_has_come_to_be_missing_is_said(admin, sent, scene):
    scene.rows("UPDATE items SET state = 'hidden' RETURNING id")
    page = approve(admin, sent)
    assert (page.status_code, errors(page)) == (422, ["Add at least one item to ask about"])
    assert scene.rows("SELECT id FROM approvals") == []


def test_nobody_approves_their_own_challenge(owner, sent):
    assert owner.get(f"{sent}/approval").status_code == 403
    assert approve(owner, sent).status_code == 403
    assert owner.send(f"{sent}/send-back", problem="x").status_code == 403
    assert f"{sent}/approval" not in links(owner.get(sent))
