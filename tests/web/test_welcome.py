import pytest

from microtask.errors import Invalid
from microtask.people import actions
from tests.web.visitor import heading, links, text


@pytest.fixture
def newcomer(scene):
    person = scene.person()
    scene.rows("UPDATE people SET charter_version = 0 WHERE id = :id RETURNING id", id=person.person_id)
    return person


def permit(scene, person, words="", minutes=None):
    scene.do(actions.set_permission, person.department_id, words=words, monthly_minutes=minutes)


def test_the_first_page_is_the_charter_in_five_lines_and_the_next_one_is_home(visit, newcomer):
    volunteer = visit(newcomer)
    page = volunteer.get("/")
    assert heading(page) == "Before you start"
    assert "You take part for this department: Tax." in text(page)
    assert page.text.count("<li>") >= 5
    assert heading(volunteer.follow(volunteer.send("/welcome", next="home"))) == "Home"
    assert heading(volunteer.get("/")) == "Home"


def test_practice_is_offered_and_may_be_skipped(visit, newcomer):
    volunteer = visit(newcomer)
    assert volunteer.send("/welcome", next="practice").location == "/practice"
    assert volunteer.send("/welcome", next="home").location == "/"
    assert volunteer.send("/welcome", next="https://elsewhere.example").location == "/"


def test_practice_begins_with_what_would_be_asked_first(visit, newcomer, scene):
    scene.challenge(template="next-step-letter", options=["Yes", "No"])
    page = visit(newcomer).follow(visit(newcomer).send("/welcome", next="practice"))
    assert page.request.path == "/practice/next-step-letter"


def test_from_signing_in_to_the_first_task_takes_three_clicks(visit, newcomer, scene):
    scene.challenge()
    volunteer = visit(newcomer)
    assert "/welcome" in links(volunteer.get("/"))
    home = volunteer.follow(volunteer.send("/welcome", next="home"))  # one: skip practice
    assert "/sittings" in links(home)
    task = volunteer.follow(volunteer.send("/sittings", minutes="5", challenge=""))  # two: do the next task
    assert heading(task) == "Is it clear?"  # and the third is the answer


def test_whoever_has_not_been_welcomed_is_led_there_from_the_tasks(visit, newcomer):
    assert visit(newcomer).get("/sittings/new").location == "/welcome"


def test_what_the_department_permits_is_shown_in_its_own_words(visit, newcomer, scene):
    assert "Tax has not said yet" in text(visit(newcomer).get("/welcome"))
    permit(scene, newcomer, minutes=60)
    assert "Tax says you can spend up to 60 minutes a month on this in work time." in text(visit(newcomer).get("/"))
    permit(scene, newcomer, "An hour a month, whenever it is quiet.", 60)
    assert "An hour a month, whenever it is quiet." in text(visit(newcomer).get("/welcome"))


def test_who_has_read_an_earlier_charter_is_told_what_is_new_and_a_newcomer_is_not(visit, newcomer, scene):
    new = "What we promise you has changed since you last read it."
    assert new not in text(visit(newcomer).get("/"))
    reader = scene.person()
    scene.rows("UPDATE people SET charter_version = 1 WHERE id = :id RETURNING id", id=reader.person_id)
    volunteer = visit(reader)
    assert new in text(volunteer.get("/"))
    assert heading(volunteer.follow(volunteer.send("/welcome", next="home"))) == "Home"


def test_both_charters_say_that_two_administrators_may_find_out_and_that_the_person_is_told(visit, newcomer):
    for path in ("/welcome", "/charter"):
        page = text(visit(newcomer).get(path))
        assert "Colleagues see answers, not names." in page
        assert "two administrators together can find out" in page
        assert "you are told, unless the law forbids it" in page


def test_a_manager_can_be_shown_what_is_permitted_and_what_not_to_ask_for(visit, newcomer, scene):
    permit(scene, newcomer, "An hour a month.", 60)
    page = visit(newcomer).get("/welcome/permission")
    assert "An hour a month." in text(page)
    assert "You will not receive reports. Please do not ask for them." in text(page)
    assert newcomer.name not in page.text.partition("<main")[2]


def test_who_has_no_provider_is_told_whom_to_ask_about_their_department(visit, newcomer):
    volunteer = visit(newcomer)
    page = volunteer.get("/welcome/department")
    assert "it cannot be changed here" in text(page)
    assert volunteer.send("/welcome/department", department="home", reason="I want to").status_code == 422


def test_a_department_is_changed_among_those_of_the_provider_with_a_reason_that_both_can_read(scene, newcomer):
    other = scene.department("home")
    about = {"among": ["tax", "home"], "by": newcomer}
    for slug, reason in [("parks", "I moved"), ("home", " "), ("home", "x" * 501)]:
        with pytest.raises(Invalid):
            scene.do(actions.move, slug, reason=reason, **about)
    scene.do(actions.move, "home", reason="I moved", **about)
    assert scene.value("SELECT department_id FROM people WHERE id = :id", id=newcomer.person_id) == other
    found = "SELECT department_id, reason FROM audit_entries WHERE action = 'person.moved' ORDER BY id"
    assert [tuple(row) for row in scene.rows(found)] == [(newcomer.department_id, "I moved"), (other, "I moved")]
