import pytest

from tests.web.visitor import links, text
from workers.decide import decide


@pytest.fixture
def home(scene):
    return scene.person("home", "owner")


def answer(scene, value, *, people, **said):
    for _ in range(people):
        person = scene.person()
        sitting = scene.sit(person, minutes=60)
        while task := scene.next(sitting, person):
            scene.say(task.id, value, person, **said)
        scene.stop(sitting, person)


def test_a_challenge_that_has_just_opened_says_that_it_is_too_early(visit, scene, home):
    challenge = scene.challenge(owner=home, items=4)
    page = visit(home).get(f"/challenges/{challenge.id}")
    assert "Being looked at 4" in text(page)
    assert "It is too early to say when it will be done" in text(page)
    assert "<svg" not in page.text.partition("<main")[2]


def test_progress_is_told_in_figures_and_charts_with_their_tables(visit, scene, home):
    challenge = scene.challenge(owner=home, items=4, min_answers=4)
    answer(scene, "yes", people=4)
    decide(scene.units, challenge.stage)
    page = visit(home).get(f"/challenges/{challenge.id}")
    assert "Settled 4" in text(page)
    assert "Answers in the last 7 days 16" in text(page)
    for chart in ("Progress over time", "What colleagues say", "How much people agree"):
        assert chart in text(page)
    assert "Everyone agrees" in text(page)


def test_what_people_are_not_sure_of_and_skip_is_worth_a_look(visit, scene, home):
    from microtask.assignments import actions as assignments

    challenge = scene.challenge(owner=home, items=1, min_answers=5, max_answers=9)
    for _ in range(3):
        person = scene.person()
        sitting = scene.sit(person)
        task = scene.next(sitting, person)
        scene.do(assignments.skip, task.id, reason=None, by=person)
        scene.stop(sitting, person)
    for _ in range(3):
        person = scene.person()
        task = scene.next(scene.sit(person), person)
        scene.say(task.id, None, person, not_sure=True)
    decide(scene.units, challenge.stage)
    page = visit(home).get(f"/challenges/{challenge.id}")
    assert "1 item has had 3 “not sure” answers or more" in text(page)
    assert "Skipped most often: item-1 : 3 times" in text(page)
    item = scene.value("SELECT id FROM items")
    assert f"/challenges/{challenge.id}/decisions/{item}" in links(page)


def test_an_answer_that_nobody_gives_is_named_once_there_are_enough(visit, scene, home):
    challenge = scene.challenge(owner=home, items=50)
    answer(scene, "yes", people=2)
    decide(scene.units, challenge.stage)
    assert "Nobody has chosen no." in text(visit(home).get(f"/challenges/{challenge.id}"))


def test_answers_that_are_not_sure_stand_among_those_given(visit, scene, home):
    challenge = scene.challenge(owner=home, items=2, min_answers=5, max_answers=9)
    answer(scene, "yes", people=1)
    answer(scene, None, people=1, not_sure=True)
    decide(scene.units, challenge.stage)
    assert "yes 2 no 0 Not sure 2" in text(visit(home).get(f"/challenges/{challenge.id}"))


def test_while_others_still_answer_the_owner_hears_that_something_waits_for_them(visit, scene, home):
    challenge = scene.challenge(owner=home, items=3, min_answers=4)
    answer(scene, "yes", people=1)
    decide(scene.units, challenge.stage)
    visitor, path = visit(home), f"/challenges/{challenge.id}"
    assert "Colleagues: they answer the tasks Why" in text(visitor.get(path)).replace("What it is", "Why")
    scene.rows("UPDATE tasks SET state = 'undecided' WHERE item_id < 3 RETURNING 1")
    scene.rows("UPDATE results SET state = 'undecided', reason = 'max' WHERE item_id < 3 RETURNING 1")
    scene.rows("UPDATE stage_states SET undecided = 2 RETURNING 1")
    assert "And you: decide on what they did not agree about" in text(visitor.get(path))
    scene.rows("UPDATE results SET decision_reason = 'It has no text.' WHERE item_id < 3 RETURNING 1")
    page = text(visitor.get(path))
    assert "Being looked at 1 Need a decision 0 Cannot be decided 2" in page
    assert "And you: decide" not in page


def test_a_forecast_is_a_range_of_days(visit, scene, home):
    challenge = scene.challenge(owner=home, items=40, min_answers=5, max_answers=5)
    answer(scene, "yes", people=2)
    spread = "UPDATE answers SET answered_at = now() - (1 + id % 6) * interval '1 day' RETURNING id"
    scene.rows(spread)
    decide(scene.units, challenge.stage)
    page = text(visit(home).get(f"/challenges/{challenge.id}"))
    assert "it may be done, if people go on as they did." in page


def test_others_see_the_progress_and_no_dashboard(visit, scene, home):
    challenge = scene.challenge(owner=home, items=4)
    page = text(visit(scene.person()).get(f"/challenges/{challenge.id}"))
    assert "Being looked at" not in page
    assert "Settled 0" in page


def test_where_nothing_is_left_to_answer_the_owner_acts_next(visit, scene, home):
    challenge = scene.challenge(owner=home, items=2, min_answers=4)
    answer(scene, "yes", people=4)
    decide(scene.units, challenge.stage)
    page = text(visit(home).get(f"/challenges/{challenge.id}"))
    assert "Colleagues have nothing left to answer here." in page
    assert "You: close it and publish the results" in page
    assert "You: close it and publish the results" in text(visit(home).get("/challenges"))
    scene.rows("UPDATE tasks SET state = 'undecided' WHERE item_id = 1 RETURNING 1")
    scene.rows("UPDATE results SET state = 'undecided' WHERE item_id = 1 RETURNING 1")
    scene.rows("UPDATE stage_states SET settled = 1, undecided = 1 RETURNING 1")
    page = text(visit(home).get(f"/challenges/{challenge.id}"))
    assert "You: decide on what colleagues did not agree about, or close it" in page
    assert "Decide about 1 item " in page


def test_the_charts_of_a_stage_are_of_that_stage_alone(visit, scene, home):
    passing = {"min_answers": 3, "effect": {"pass": ["yes"]}}
    challenge = scene.challenge_of([passing, {"min_answers": 3}], owner=home, items=4)
    answer(scene, "yes", people=3)
    decide(scene.units, challenge.stage)
    first, second = (visit(home).get(f"/challenges/{challenge.id}?stage={at}") for at in (1, 2))
    assert "Progress over time" in text(first)
    assert "Answers in the last 7 days 12" in text(first)
    assert "Progress over time" not in text(second), "nothing of it has settled yet"
    assert "Answers in the last 7 days 0" in text(second)


def test_a_question_that_nobody_has_been_asked_yet_has_no_forecast(visit, scene, home):
    challenge = scene.challenge_of([{"effect": {"pass": ["yes"]}}, {}], owner=home, items=4)
    first, second = (text(visit(home).get(f"/challenges/{challenge.id}?stage={at}")) for at in (1, 2))
    told = "Nobody has been asked this question yet: items go on to it once question 1 is settled for all of them."
    assert told not in first
    assert told in second
    assert "it may be done" not in second


def test_pairs_that_settle_are_not_drawn_as_items(visit, scene, home):
    challenge = scene.challenge(owner=home, items=4, kind="compare", template="compare", options=[])
    person = scene.person()
    scene.next(scene.sit(person), person)
    path = f"/challenges/{challenge.id}"
    settled = "UPDATE tasks SET state = 'settled', settled_at = now() RETURNING id"
    assert scene.rows(settled), "pairs have been dealt"
    assert "Progress over time" not in text(visit(home).get(path))
