import pytest

from microtask.challenges import actions
from tests.web.visitor import errors, heading, links, text


@pytest.fixture
def volunteer(scene):
    return scene.person("tax")


@pytest.fixture
def name(scene, volunteer):
    scene.challenge(items=2)
    scene.say(scene.tray(scene.sit(volunteer))[0].id, "yes", volunteer)
    return scene.value("SELECT pseudonym FROM participants")


@pytest.fixture
def asking(visit, scene):
    return visit(scene.person("home", "admin"))


@pytest.fixture
def other(visit, scene):
    return visit(scene.person("home", "admin"))


def ask(visitor, name, **other):
    return visitor.send(
        "/reidentifications",
        **{"challenge": "1", "pseudonym": name, "reason": "safeguarding", "is_told": "yes"} | other,
    )


def test_one_asks_another_agrees_both_see_it_and_the_person_is_told(visit, scene, asking, other, name, volunteer):
    path = ask(asking, name).location
    assert "Another administrator has until" in text(asking.get(path))
    assert "Do you agree" not in text(asking.get(path))
    assert "/reidentifications" in links(other.get("/to-do"))
    assert "1 request to find out who is behind a random name" in text(other.get("/to-do"))
    page = other.get(path)
    assert name in text(page)
    assert volunteer.email not in text(page)
    assert errors(other.send(path)) == ["Select whether you agree"]
    seen = other.follow(other.send(path, decision="agree"))
    assert f"Name {volunteer.name} Email address {volunteer.email} Department Tax" in text(seen)
    assert volunteer.email in text(asking.get(path))
    home = text(visit(volunteer).get("/"))
    assert "two administrators found out that a random name in “Letters” of Home is yours" in home
    assert "To keep somebody safe" in home
    assert "found_out" in visit(volunteer).get("/me/data").text


def test_whoever_has_no_part_in_it_sees_neither_name(visit, scene, asking, other, name, volunteer):
    path = ask(asking, name).location
    other.send(path, decision="agree")
    third = text(visit(scene.person("home", "admin")).get(path))
    assert name not in third
    assert volunteer.email not in third
    assert "Shown to those alone who asked and agreed" in third


def test_what_is_missing_is_asked_for_and_what_was_typed_stays(asking, name):
    page = asking.send("/reidentifications", challenge="the letters", pseudonym=name)
    assert page.status_code == 422
    reasons = ["Select why you have to know", "Select whether the person is told"]
    assert errors(page) == ["Enter the number of the challenge, as its address has it", *reasons]
    assert name in page.text
    assert errors(asking.send("/reidentifications")) == [
        "Enter the number of the challenge, as its address has it",
        "Enter the random name, as the answers have it",
        *reasons,
    ]
    page = ask(asking, "nobody", reason="", is_told="")
    assert [error.split(".")[0] for error in errors(page)] == [
        "There is no such random name in a challenge of a department that you administer",
        "Select why you have to know",
        "Select whether the person is told",
    ]


def test_a_refusal_shows_nobody_anything(visit, asking, other, name, volunteer):
    path = ask(asking, name).location
    refused = text(other.follow(other.send(path, decision="refuse")))
    assert "It was refused, so nobody saw who it is." in refused
    assert volunteer.email not in refused
    assert "found out" not in text(visit(volunteer).get("/"))
    assert other.send(path, decision="agree").status_code == 409


def test_who_asked_cannot_agree_and_another_department_finds_nothing(visit, scene, asking, name):
    path = ask(asking, name).location
    assert asking.send(path, decision="agree").status_code == 403
    stranger = visit(scene.person("parks", "admin"))
    assert stranger.get(path).status_code == stranger.send(path, decision="agree").status_code == 404
    assert "Letters" not in text(stranger.get("/reidentifications"))


def test_the_list_says_where_each_stands(asking, other, name, scene):
    first, _ = ask(asking, name).location, ask(other, name)
    other.send(first, decision="refuse")
    page = asking.get("/reidentifications")
    assert heading(page) == "Who is behind a random name"
    said = text(page)
    assert "Refused" in said
    assert "Waits for another administrator" in said


def test_once_the_link_is_destroyed_the_page_says_so(asking, other, name, scene, volunteer):
    path = ask(asking, name).location
    other.send(path, decision="agree")
    scene.do(actions.unlink, [1])
    shown = text(asking.get(path))
    assert "the link has been destroyed" in shown
    assert volunteer.email not in shown
