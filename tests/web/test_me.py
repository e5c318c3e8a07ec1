import json

import pytest

from tests.web.visitor import heading, links, text
from workers.decide import decide


@pytest.fixture
def opened(scene):
    return scene.challenge(items=3)


@pytest.fixture
def person(scene, opened):
    person = scene.person()
    sitting = scene.sit(person)
    first, second, _ = scene.tray(sitting)
    scene.say(first.id, "yes", person, note="Well put.")
    scene.say(second.id, "no", person)
    scene.stop(sitting, person)
    return person


def settle_first(scene):
    scene.rows("UPDATE tasks SET state = 'settled' WHERE id = (SELECT min(task_id) FROM answers) RETURNING id")


def test_what_was_given_is_counted_by_challenge(visit, scene, opened, person):
    settle_first(scene)
    page = visit(person).get("/me/contributions")
    assert "Only you can see this page." in text(page)
    assert "Letters Home 2 1 Colleagues are still answering" in text(page)
    assert f"/me/contributions/{opened.id}" in links(page)


def test_page_letter_and_data_count_alike(visit, scene, opened, person):
    settle_first(scene)
    volunteer = visit(person)
    [given] = volunteer.get("/me/data").json["given"]
    assert given == {"challenge": opened.id, "title": "Letters", "answers": 2, "settled": 1, "withdrawn": 0}
    letter = text(volunteer.get("/me/letter"))
    assert f"{person.name} has given 2 answers to help colleagues." in letter
    assert "2 answers, of which 1 settled." in text(volunteer.get(f"/me/contributions/{opened.id}"))


def test_what_an_item_is_called_is_said_once(visit, scene, opened, person):
    renamed = 'UPDATE items SET key = \'L1\', payload = \'{"ref": "L1", "body": "Send us the form."}\''
    scene.rows(f"{renamed} WHERE id = (SELECT min(id) FROM items) RETURNING id")
    assert "L1 Send us the form." in text(visit(person).get(f"/me/contributions/{opened.id}"))


def test_the_letter_says_neither_how_long_nor_how_well(visit, person):
    page = text(visit(person).get("/me/letter"))
    letter = page.partition("Contribution letter")[2].partition("About this service")[0]
    assert "does not measure how long anybody took or how well they answered" in letter
    assert not any(word in letter for word in ("minute", "hour", "second", "%", "agree"))


def test_an_answer_may_be_changed_until_its_item_is_settled(visit, scene, opened, person):
    volunteer = visit(person)
    settle_first(scene)
    page = volunteer.get(f"/me/contributions/{opened.id}")
    changes = [url for url in links(page) if url.startswith("/assignments/")]
    assert len(changes) == 1
    assert heading(volunteer.get(changes[0])) == "Is it clear?"


def test_a_long_list_is_read_page_by_page(visit, scene, monkeypatch, opened, person):
    monkeypatch.setattr("microtask.web.me.SHOWN", 1)
    volunteer = visit(person)
    first = volunteer.get(f"/me/contributions/{opened.id}")
    [onward] = [url for url in links(first) if "before=" in url]
    second = volunteer.get(onward)
    assert ("item-2" in text(first), "item-1" in text(second)) == (True, True)
    assert not [url for url in links(second) if "before=" in url]


def test_a_comparison_is_told_as_it_was_seen(visit, scene):
    opened = scene.challenge(items=2, template="compare", kind="compare", options=[])
    scene.rows("DELETE FROM tasks RETURNING id")
    scene.rows("INSERT INTO tasks (stage_id, item_id, other_item_id, wanted, max_answers)"
               " SELECT :stage, min(id), max(id), 1, 4 FROM items RETURNING id", stage=opened.stage)  # fmt: skip
    person = scene.person()
    [task] = scene.tray(scene.sit(person))
    scene.say(task.id, "a", person)
    shown = ["Text 2", "Text 1"] if task.swapped else ["Text 1", "Text 2"]
    page = text(visit(person).get(f"/me/contributions/{opened.id}"))
    assert f"{shown[0]} or {shown[1]}" in page
    assert f"{shown[0]} Open" in page


def test_the_data_are_everything_and_are_a_file(visit, scene, person):
    response = visit(person).get("/me/data")
    assert response.headers["Content-Disposition"] == "attachment; filename=my-data.json"
    held = json.loads(response.text)
    assert held["account"]["email"] == person.email
    assert [each["answer"] for each in held["answers"]] == ["no", "yes"]
    assert held["answers"][1]["note"] == "Well put."
    assert [each["state"] for each in held["unanswered"]] == ["returned"]
    assert len(held["sittings"]) == 1
    assert not any("digest" in name or "password" in name for name in held["account"])


def test_nobody_sees_what_somebody_else_gave(visit, scene, opened, person):
    other = visit(scene.person())
    assert other.get(f"/me/contributions/{opened.id}").status_code == 404
    assert other.get(f"/me/withdraw?challenge={opened.id}").status_code == 404
    assert other.get("/me/data").json["answers"] == []
    assert "You have not answered anything yet." in text(other.get("/me/contributions"))


def test_answers_are_taken_back_after_it_was_said_what_that_means(visit, scene, opened, person):
    volunteer = visit(person)
    asked = volunteer.get(f"/me/withdraw?challenge={opened.id}")
    assert "2 answers are blanked." in text(asked)
    page = volunteer.follow(volunteer.send("/me/withdraw", challenge=str(opened.id)))
    assert "We have taken your answers out." in text(page)
    assert "0 2 taken back" in text(page)
    assert scene.value("SELECT count(*) FROM answers WHERE value IS NOT NULL") == 0
    assert "Taken back" in text(volunteer.get(f"/me/contributions/{opened.id}"))


def test_everything_can_be_taken_back_at_once(visit, scene, person):
    volunteer = visit(person)
    assert "2 answers are blanked." in text(volunteer.get("/me/withdraw"))
    volunteer.send("/me/withdraw", challenge="")
    assert scene.value("SELECT count(*) FROM answers WHERE withdrawn_at IS NULL") == 0
    left = text(volunteer.get("/me/withdraw"))
    assert "No answer of yours is left here to take back." in left
    assert "0 answers" not in left
    assert "no answer of yours, so there is nothing to say here" in text(volunteer.get("/me/letter"))
    assert "nothing to say here" in text(volunteer.get("/me/letter"))


def test_what_colleagues_said_is_told_once_an_item_has_settled(visit, scene, opened, person):
    decide(scene.units, opened.stage)
    page = visit(person).get(f"/me/contributions/{opened.id}")
    assert "Colleagues said" not in text(page)
    settle_first(scene)
    scene.rows("UPDATE results SET answer = 'no' WHERE item_id = 1 RETURNING 1")
    assert "Settled Colleagues said: no" in text(visit(person).get(f"/me/contributions/{opened.id}"))
