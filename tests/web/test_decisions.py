import pytest

from microtask.results.rules import LEVEL, UNDECIDED_BECAUSE
from tests.web.visitor import errors, heading, links, text
from workers.decide import decide


@pytest.fixture
def home(scene):
    return scene.person("home", "owner")


@pytest.fixture
def disputed(scene, home):
    """Two items about which two people differ, and no third is asked."""
    challenge = scene.challenge(owner=home, items=2, min_answers=2, max_answers=2, guidance="Think twice.")
    for value in ("yes", "no"):
        person = scene.person()
        sitting = scene.sit(person)
        for task in scene.tray(sitting):
            scene.say(task.id, value, person, note=f"I say {value}")
    decide(scene.units, challenge.stage)
    return f"/challenges/{challenge.id}"


def test_an_item_is_decided_on_one_page_and_the_next_one_follows(visit, home, disputed, scene):
    owner = visit(home)
    assert f"{disputed}/decisions" in links(owner.get(disputed))
    page = owner.get(f"{disputed}/decisions")
    first, second = (link for link in links(page) if "/decisions/" in link)
    why = f"{UNDECIDED_BECAUSE['max']} {LEVEL}"
    assert text(page).count(why) == 2
    assert "2 items wait." in text(page)
    assert f"item-1 Text 1 yes 1, no 1 {why}" in text(page)
    assert text(page).count("Is it clear?") == 1, "the question stands above its items"
    page = owner.get(first)
    assert heading(page) == "Is it clear?"
    assert f"Why it is undecided: {why}" in text(page)
    assert "yes : 1 person I say yes" in text(page)
    assert "Think twice." in text(page)
    assert "2 left to decide, with this one." in text(page)
    page = owner.follow(owner.send(first, value="no", reason="The form is not named."))
    assert "item-2" in text(page)
    assert "1 left to decide: this one." in text(page)
    page = owner.follow(owner.send(second, value="|unclear", reason="It may be read both ways."))
    assert "Nothing waits for a decision." in text(page)
    states = scene.rows("SELECT state, decision, decision_reason FROM results ORDER BY item_id")
    assert [tuple(row) for row in states] == [
        ("adjudicated", "no", "The form is not named."),
        ("undecided", None, "It may be read both ways."),
    ]


def test_a_decision_needs_an_answer_and_a_reason(visit, home, disputed):
    owner = visit(home)
    first = next(link for link in links(owner.get(f"{disputed}/decisions")) if "/decisions/" in link)
    page = owner.send(first)
    assert page.status_code == 422
    assert errors(page) == [
        "Select an answer, or select that it cannot be decided",
        "Say in a sentence why you decide so. It appears in the release.",
    ]
    page = owner.send(first, value="Purple", reason="Why not")
    assert "“Purple” is not an option of this question" in errors(page)[0]


def test_nobody_is_named(visit, home, disputed, scene):
    owner = visit(home)
    first = next(link for link in links(owner.get(f"{disputed}/decisions")) if "/decisions/" in link)
    names = [row.name for row in scene.rows("SELECT name FROM people WHERE id <> :id", id=home.person_id)]
    assert not any(name in text(owner.get(first)) for name in names)


def test_an_expert_may_decide_and_an_analyst_may_not(visit, scene, disputed):
    first = f"{disputed}/decisions"
    assert visit(scene.person("home", "expert")).get(first).status_code == 200
    assert visit(scene.person("home", "analyst")).get(first).status_code == 403
