from tests.house.world import finish
from tests.web.visitor import links, text


def change(scene, opened, **columns):
    sets = ", ".join(f"{name} = :{name}" for name in columns)
    scene.rows(f"UPDATE challenges SET {sets} WHERE id = :id RETURNING id", id=opened.id, **columns)


def test_the_brief_says_why_what_for_and_what_is_asked(visit, scene):
    opened = scene.challenge(timed_answers=20, median_seconds=38.0, guidance="Go by the text.")
    change(scene, opened, why="People ring us.", drop_ins="Tuesday at 10am\n\nFriday at 2pm", contact="Ask Ada")
    page = visit(scene.person()).get(f"/challenges/{opened.id}/about")
    for words in (
        "Why it matters People ring us.", "We will rewrite them.", "Is it clear?", "Go by the text.",
        "About 40 seconds each. Do as many or as few as you like.", "Tuesday at 10am Friday at 2pm", "Ask Ada",
    ):  # fmt: skip
        assert words in text(page)
    assert f"/sittings/new?challenge={opened.id}" in links(page)
    assert "/practice/review" in links(page)


def test_how_long_one_takes_is_not_said_before_twenty_answers_have_been_timed(visit, scene):
    opened = scene.challenge(timed_answers=19, median_seconds=38.0)
    assert "seconds each" not in text(visit(scene.person()).get(f"/challenges/{opened.id}/about"))


def test_a_paused_challenge_says_so_and_offers_nothing(visit, scene):
    opened = scene.challenge(state="paused")
    page = visit(scene.person()).get(f"/challenges/{opened.id}/about")
    assert "This challenge is paused." in text(page)
    assert f"/sittings/new?challenge={opened.id}" not in links(page)


def test_once_closed_it_says_what_colleagues_said_your_part_and_what_happened(visit, scene):
    opened = scene.challenge(items=2, min_answers=1)
    person = scene.person()
    sitting = scene.sit(person)
    while task := scene.next(sitting, person):
        scene.say(task.id, "yes", person)
    finish(scene, opened.id)
    volunteer, other = visit(person), visit(scene.person())
    address = f"/challenges/{opened.id}/about"
    assert "Home has not said yet. We tell everybody who helped when it does." in text(volunteer.get(address))
    scene.rows("UPDATE challenges SET outcome = 'We changed both.', outcome_at = now() RETURNING id")
    page = volunteer.get(address)
    assert "1 colleague answered." in text(page)
    assert "You answered 2." in text(page)
    assert "What happened We changed both." in text(page)
    assert "Your part" not in text(other.get(address))


def test_it_is_not_there_for_whoever_is_not_asked(visit, scene):
    opened = scene.challenge(department_ids=[scene.department("parks")])
    assert visit(scene.person()).get(f"/challenges/{opened.id}/about").status_code == 404


def test_ideas_are_asked_for_where_the_owner_takes_them(visit, scene):
    opened = scene.challenge()
    volunteer, address = visit(scene.person()), f"/challenges/{opened.id}/contributions/new"
    assert address not in links(volunteer.get(f"/challenges/{opened.id}/about"))
    change(scene, opened, takes_contributions=True)
    assert address in links(volunteer.get(f"/challenges/{opened.id}/about"))
