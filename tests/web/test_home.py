from tests.web.visitor import heading, links, text


def test_before_signing_in_a_task_can_be_read_at_once(app, clean):
    page = app.test_client().get("/")
    assert heading(page) == "Help colleagues in other departments, a minute at a time"
    assert "What a task looks like" in text(page)
    assert "or I’m not sure" in text(page)  # noqa: RUF001 (a typographic apostrophe)
    assert "/sign-in" in links(page)
    assert "/results" not in links(page)


def test_before_signing_in_time_and_permission_are_told(app, clean):
    page = text(app.test_client().get("/"))
    assert "One like this takes about " in page
    assert "Your department says how much of your work time you may spend on it." in page
    assert page.index("What a task looks like") < page.index("Before you start") < page.index("Sign in and start")


def test_one_button_leads_to_the_next_task(visit, scene):
    scene.challenge(items=4, timed_answers=20, median_seconds=41.0)
    volunteer = visit(scene.person())
    page = volunteer.get("/")
    assert "Letters Home · 4 items left · about 40 seconds each" in text(page)
    assert "/assignments/" in volunteer.send("/sittings", minutes="5", challenge="").location
    assert links(page).count("/sittings") == 1


def test_how_long_an_answer_takes_is_said_once_it_is_known(visit, scene):
    scene.challenge(items=4, timed_answers=19)
    assert "seconds each" not in text(visit(scene.person()).get("/"))


def test_whoever_has_begun_carries_on(visit, scene):
    scene.challenge()
    volunteer = visit(scene.person())
    task = volunteer.send("/sittings", minutes="5").location
    page = volunteer.get("/")
    assert "Carry on with “Letters”." in text(page)
    assert task in links(page)


def test_a_large_challenge_is_not_counted_to_its_end(visit, scene):
    scene.challenge(items=1002)
    assert "over 1,000 items left" in text(visit(scene.person()).get("/"))


def test_where_nothing_waits_the_page_says_so(visit, scene):
    page = visit(scene.person()).get("/")
    assert "There is nothing for you to do at the moment." in text(page)
    assert "/sittings" not in links(page)


def test_what_was_given_back_is_offered_again(visit, scene):
    scene.challenge(items=2)
    person = scene.person()
    volunteer = visit(person)
    scene.stop(scene.sit(person), person)
    assert "2 items left" in text(volunteer.get("/"))
    assert "/sittings" in links(volunteer.get("/"))


def test_three_challenges_are_suggested_each_with_a_reason(visit, scene):
    person = scene.person()
    begun, *_ = [scene.challenge(items=60, median_seconds=20.0, timed_answers=timed) for timed in (0, 20, 0)]
    scene.challenge(items=2)
    sitting = scene.sit(person, challenge=begun.id)
    scene.say(scene.next(sitting, person).id, "yes", person)
    scene.stop(sitting, person)
    page = visit(person).get("/")
    assert [each for each in ("You have begun this one.", "Each takes only a moment.", "It is new to you.")
            if each not in text(page)] == []  # fmt: skip
    assert text(page).count("Do some of these") == 3
    assert "1 more challenge is open to you" in text(page)


def test_what_came_of_answers_is_told_at_the_next_visit(visit, scene):
    opened, person = scene.challenge(items=2), scene.person()
    [task, *_] = scene.tray(scene.sit(person))
    scene.say(task.id, "yes", person)
    scene.rows(
        "UPDATE challenges SET outcome = 'We rewrote both.', outcome_at = now() + interval '1 minute' RETURNING id"
    )
    page = visit(person).get("/")
    assert "Since you were last here Letters Home says what came of your answers: We rewrote both." in text(page)
    assert f"/challenges/{opened.id}/about" in links(page)
    assert "We rewrote both." not in text(visit(scene.person()).get("/"))


def test_who_was_only_dealt_tasks_has_not_begun(visit, scene):
    challenge = scene.challenge(items=60)
    person = scene.person()
    task = scene.next(sitting := scene.sit(person), person)
    assert "You have begun this one." not in text(visit(person).get("/"))
    scene.say(task.id, "yes", person)
    scene.stop(sitting, person)
    assert "You have begun this one." in text(visit(person).get("/"))
    assert f"/challenges/{challenge.id}/about" in links(visit(person).get("/"))
