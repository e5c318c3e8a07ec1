import pytest

from tests.web.visitor import errors, heading, links, text

DAY = {"day-day": "31", "day-month": "7", "day-year": "2030"}


@pytest.fixture
def person(scene):
    return scene.person("home", "owner")


@pytest.fixture
def owner(visit, person):
    return visit(person)


@pytest.fixture
def opened(scene, person) -> str:
    return f"/challenges/{scene.challenge(owner=person).id}"


def test_an_owner_adds_sessions_that_stand_in_their_order_and_takes_them_off(owner, opened, scene):
    assert f"{opened}/drop-ins" in links(owner.get(opened))
    page = owner.get(f"{opened}/drop-ins")
    assert (heading(page), "There are none yet." in text(page)) == ("Drop-in sessions", True)
    owner.send(f"{opened}/drop-ins", time="2:30pm", words="In the  canteen", **DAY)
    page = owner.follow(owner.send(f"{opened}/drop-ins", time="10am", words="By video", **DAY | {"day-day": "30"}))
    assert scene.value("SELECT drop_ins FROM challenges") == (
        "2030-07-30 10:00 By video\n2030-07-31 14:30 In the canteen"
    )
    assert "30 July 2030 at 10am · By video" in text(page)
    owner.send(f"{opened}/drop-ins/1/remove")
    assert scene.value("SELECT drop_ins FROM challenges") == "2030-07-31 14:30 In the canteen"


def test_what_is_missing_of_a_session_is_said(owner, opened, scene):
    refused = owner.send(f"{opened}/drop-ins", time="soon")
    assert refused.status_code == 422
    assert errors(refused) == [
        "Enter the day of the session", "Enter a time, such as 10am or 2:30pm", "Say where it is, or how to join",
    ]  # fmt: skip
    refused = owner.send(f"{opened}/drop-ins", time="10am", words="By video", **DAY | {"day-day": "32"})
    assert errors(refused) == ["Enter a real date, such as 27 3 2027"]
    assert owner.send(f"{opened}/drop-ins", time="10am", words="x" * 30_000, **DAY).status_code == 422
    assert scene.value("SELECT drop_ins FROM challenges") == ""


def test_whoever_is_asked_puts_a_session_into_their_calendar(owner, opened, visit, scene):
    scene.rows("UPDATE challenges SET drop_ins = E'2030-07-31 10:00 By video\\nEvery Friday' RETURNING id")
    volunteer = visit(scene.person())
    page = volunteer.get(f"{opened}/about")
    assert "31 July 2030 at 10am: By video" in text(page)
    assert f"{opened}/drop-ins/1.ics" in links(page)
    assert f"{opened}/drop-ins/2.ics" not in links(page)
    file = volunteer.get(f"{opened}/drop-ins/1.ics")
    assert file.mimetype == "text/calendar"
    assert "DTSTART:20300731T090000Z\r\n" in file.text
    assert "SUMMARY:Letters\r\n" in file.text
    for number in (0, 2, 3):
        assert volunteer.get(f"{opened}/drop-ins/{number}.ics").status_code == 404
    assert volunteer.get(f"{opened}/drop-ins").status_code == 403
