import pytest

from tests.web.visitor import checked, errors, heading, links, text, title


def test_an_open_challenge_is_offered_and_a_chosen_one_is_selected(visit, scene):
    first, second = scene.challenge(), scene.challenge()
    volunteer = visit(scene.person())
    assert checked(volunteer.get("/sittings/new")) == []
    assert checked(volunteer.get(f"/sittings/new?challenge={second.id}")) == [str(second.id)]
    assert f'value="{first.id}"' in volunteer.get("/sittings/new").text


def test_what_has_no_task_for_the_person_is_not_offered(visit, scene):
    scene.challenge(department_ids=[scene.department("parks")])
    scene.challenge(state="paused")
    scene.challenge(owner=scene.person("tax", "owner"), exclude_own=True)
    done = scene.challenge(items=1)
    person = scene.person("tax")
    [task] = scene.tray(scene.sit(person, challenge=done.id))
    scene.say(task.id, "yes", person)
    assert checked(visit(person).get("/sittings/new")) == []
    assert "Letters" not in visit(person).get("/sittings/new").text


def test_without_minutes_the_form_says_what_to_select_and_keeps_the_rest(visit, scene):
    challenge = scene.challenge()
    page = visit(scene.person()).send("/sittings", challenge=str(challenge.id))
    assert page.status_code == 422
    assert errors(page) == ["Select how many minutes you have"]
    assert title(page).startswith("Error: ")
    assert checked(page) == [str(challenge.id)]


def test_a_sitting_begins_with_its_first_task(visit, scene):
    scene.challenge()
    volunteer = visit(scene.person())
    page = volunteer.follow(volunteer.send("/sittings", minutes="5", challenge=""))
    assert heading(page) == "Is it clear?"
    assert "done in this sitting" not in text(page)


@pytest.mark.parametrize("challenge", ["999", "99999999999999999999", "x"])
def test_a_sitting_about_an_unknown_challenge_is_refused(visit, scene, challenge):
    response = visit(scene.person()).send("/sittings", minutes="5", challenge=challenge)
    assert response.status_code in (404, 422)


def test_a_sitting_about_a_challenge_that_is_not_open_to_the_person_is_not_found(visit, scene):
    hidden = scene.challenge(department_ids=[scene.department("parks")])
    assert visit(scene.person()).send("/sittings", minutes="5", challenge=str(hidden.id)).status_code == 404


def test_somebody_elses_sitting_is_not_found(visit, scene):
    scene.challenge()
    sitting = scene.sit(scene.person())
    other = visit(scene.person())
    assert other.get(f"/sittings/{sitting.id}").status_code == 404
    assert other.send(f"/sittings/{sitting.id}/stop").status_code == 404
    assert scene.value("SELECT ended_at FROM sittings WHERE id = :id", id=sitting.id) is None


def test_stopping_says_what_the_sitting_achieved_for_the_work(visit, scene):
    challenge = scene.challenge(items=3)
    person = scene.person()
    sitting = scene.sit(person)
    [first, second, _] = scene.tray(sitting)
    scene.say(first.id, "yes", person)
    scene.say(second.id, "no", person)
    scene.do(lambda unit: unit.connection.exec_driver_sql(
        "UPDATE tasks SET state = 'settled' WHERE id = %s", (first.task_id,)))  # fmt: skip
    volunteer = visit(person)
    page = volunteer.follow(volunteer.send(f"/sittings/{sitting.id}/stop"))
    assert heading(page) == "Thank you"
    assert "You answered 2. 1 of those items is now settled because of you." in text(page)
    assert "We will rewrite them." in text(page)
    assert scene.value("SELECT count(*) FROM assignments WHERE state = 'live'") == 0
    assert challenge.id
    assert volunteer.follow(volunteer.send(f"/sittings/{sitting.id}/stop")).status_code == 200


def test_stopping_without_an_answer_is_fine(visit, scene):
    scene.challenge()
    person = scene.person()
    sitting = scene.sit(person)
    volunteer = visit(person)
    page = volunteer.follow(volunteer.send(f"/sittings/{sitting.id}/stop"))
    assert "You answered nothing this time. That is fine" in text(page)


def test_after_every_ten_answers_comes_a_break_that_may_be_passed_over(visit, scene):
    scene.challenge(items=30)
    volunteer = visit(scene.person())
    page = volunteer.send("/sittings", minutes="15")
    for _ in range(10):
        task = volunteer.get(page.location)
        assert heading(task) == "Is it clear?"
        page = volunteer.send(f"{page.location}/answer", value="yes")
    stop = volunteer.follow(volunteer.get(page.location))
    assert heading(stop) == "Time for a break"
    assert "You answered 10." in text(stop)
    [on] = [link for link in links(stop) if link.startswith("/assignments/")]
    task = volunteer.get(on)
    assert heading(task) == "Is it clear?"
    assert "10 done in this sitting" in text(task)
    skipped = volunteer.send(f"{on.partition('?')[0]}/skip")
    assert heading(volunteer.follow(skipped)) == "Is it clear?"


def test_a_break_comes_where_the_minutes_are_over(visit, scene):
    scene.challenge(items=30, median_seconds=45.0)
    volunteer = visit(scene.person())
    page = volunteer.send("/sittings", minutes="2")
    for _ in range(2):
        assert heading(volunteer.get(page.location)) == "Is it clear?"
        page = volunteer.send(f"{page.location}/answer", value="yes")
    stop = volunteer.follow(volunteer.get(page.location))
    assert heading(stop) == "Time for a break"
    assert "You answered 2." in text(stop)
    [on] = [link for link in links(stop) if link.startswith("/assignments/")]
    page = volunteer.send(f"{on.partition('?')[0]}/answer", value="yes")
    assert heading(volunteer.get(page.location)) == "Is it clear?"


def test_where_nothing_is_left_the_person_is_thanked_and_shown_one_way_on(visit, scene):
    chosen, other = scene.challenge(items=2), scene.challenge(items=2)
    volunteer = visit(scene.person())
    page = volunteer.send("/sittings", minutes="5", challenge=str(chosen.id))
    for _ in range(2):
        page = volunteer.send(f"{page.location}/answer", value="yes")
    end = volunteer.follow(page)
    assert heading(end) == "You have answered everything here that is open to you"
    assert "Colleagues still need to answer 2 items of “Letters”" in text(end)
    assert f"/sittings/new?challenge={other.id}" in links(end)
    assert "error" not in text(end).lower()


def test_where_nothing_is_left_anywhere_the_way_leads_home(visit, scene):
    scene.challenge(items=1)
    volunteer = visit(scene.person())
    page = volunteer.send("/sittings", minutes="5")
    end = volunteer.follow(volunteer.send(f"{page.location}/answer", value="yes"))
    assert "You answered 1 just now." in text(end)
    assert "Go to the home page" in text(end)


def test_a_sitting_with_nothing_to_deal_says_so_at_once(visit, scene):
    volunteer = visit(scene.person())
    page = volunteer.follow(volunteer.send("/sittings", minutes="5"))
    assert heading(page) == "You have answered everything here that is open to you"


def test_tasks_that_come_meanwhile_are_found_again_on_the_page_of_the_sitting(visit, scene):
    volunteer = visit(scene.person())
    nothing = volunteer.send("/sittings", minutes="5").location
    scene.challenge(items=1)
    assert any(link.startswith("/assignments/") for link in links(volunteer.get(nothing)))


def _answer(scene, person, count):
    sitting = scene.sit(person, minutes=120)
    for task in scene.tray(sitting)[:count]:
        scene.say(task.id, "yes", person)
    scene.stop(sitting, person)
    return sitting


def test_a_milestone_is_said_once_and_to_nobody_else(visit, scene):
    scene.challenge(items=30)
    person = scene.person()
    first, second, third = _answer(scene, person, 1), _answer(scene, person, 9), _answer(scene, person, 3)
    volunteer = visit(person)
    assert "That was your first answer." not in text(volunteer.get(f"/sittings/{third.id}"))
    assert "answers in all" not in text(volunteer.get(f"/sittings/{third.id}"))
    assert first.id < second.id


@pytest.mark.parametrize(("before", "now", "said"), [
    (0, 1, "That was your first answer."), (8, 2, "You have now given 10 answers in all."), (1, 2, None)])  # fmt: skip
def test_the_first_and_the_tenth_answer_are_told(visit, scene, before, now, said):
    scene.challenge(items=30)
    person = scene.person()
    if before:
        _answer(scene, person, before)
    page = text(visit(person).get(f"/sittings/{_answer(scene, person, now).id}"))
    assert said is None or said in page
    assert ("your first answer" in page, "answers in all" in page) == (said is not None and before == 0, before == 8)


def test_at_the_departments_allowance_the_person_is_told_and_may_go_on(visit, scene):
    scene.challenge(items=30, median_seconds=30.0)
    person = scene.person()
    scene.rows("UPDATE departments SET monthly_minutes = 2 WHERE slug = 'tax' RETURNING id")
    volunteer = visit(person)
    told = "you have reached the 2 minutes that your department suggests"
    assert told not in text(volunteer.get(f"/sittings/{_answer(scene, person, 3).id}"))
    assert told in text(volunteer.get(f"/sittings/{_answer(scene, person, 1).id}"))
    assert "/assignments/" in volunteer.send("/sittings", minutes="5", challenge="").location
