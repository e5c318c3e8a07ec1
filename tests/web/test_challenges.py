import pytest

from microtask.challenges import rules
from microtask.web.challenges import CARE_WORDS, COMPARISON_WORDS, SHOWN
from tests.desk import LETTERS, Desk
from tests.web.visitor import checked, errors, heading, links, text, title

FILLED = {
    "template": "review",
    "title": "Letters that say what to do next",
    "summary": "People ring us about them.",
    "promise": "We will rewrite the 20 least clear.",
    "question": "Does this letter say what to do next?",
    "options": "Yes\r\nPartly | names the form only\r\nNo",
    "min_departments": "1",
    "care": "balanced",
}
STATE = "SELECT state FROM challenges ORDER BY id DESC LIMIT 1"


@pytest.fixture
def desk(scene):
    return Desk(scene)


@pytest.fixture
def owner(visit, desk):
    return visit(desk.owner)


def force(scene, challenge_id, state):
    scene.do(lambda unit: unit.connection.exec_driver_sql(
        "UPDATE challenges SET state = %s WHERE id = %s", (state, challenge_id)))  # fmt: skip


def test_an_owner_begins_by_choosing_what_colleagues_do(owner):
    page = owner.get("/challenges/new")
    assert heading(page) == "What do you want colleagues to do?"
    assert "Does this letter say what to do next?" in text(page)
    refused = owner.get("/challenges/new?asked=yes")
    assert errors(refused) == ["Select what colleagues will do"]
    assert refused.status_code == 422
    assert owner.get("/challenges/new?asked=yes&template=nothing").status_code == 404


def test_a_template_fills_in_what_it_brings(owner):
    page = owner.get("/challenges/new?asked=yes&template=next-step-letter")
    assert heading(page) == "Describe the challenge"
    assert ">\nDoes this letter say what to do next?</textarea>" in page.text
    assert "Your file needs these columns: letter." in text(page)
    assert checked(page) == []
    assert "Not useful" in owner.get("/challenges/new?template=idea-usefulness").text


def test_a_draft_is_made_from_the_form(owner, scene):
    fields = FILLED | {"departments": ["tax", "home"], "exclude_own": "1", "min_departments": "1"}
    scene.department("tax")
    fields |= {"closes_at-day": "31", "closes_at-month": "1", "closes_at-year": "2031"}
    page = owner.follow(owner.send("/challenges", **fields))
    assert heading(page) == FILLED["title"]
    assert "Draft" in text(page)
    assert "31 January 2031" in text(page)
    [stage] = scene.rows("SELECT * FROM stages")
    assert stage.options == ["Yes", {"label": "Partly", "definition": "names the form only"}, "No"]
    assert (stage.min_answers, stage.max_answers, stage.confidence) == (3, 7, 0.95)
    assert (len(stage.department_ids), stage.exclude_own) == (2, True)


def test_a_scale_is_made_from_its_points(owner, scene):
    fields = FILLED | {"template": "rate", "options": "Hard\r\nNeither\r\nEasy"}
    assert owner.send("/challenges", **fields).status_code == 303
    scale = scene.value("SELECT scale FROM stages")
    assert scale == {"min": 1, "max": 3, "labels": {"1": "Hard", "2": "Neither", "3": "Easy"}}


def test_everything_that_is_wrong_is_said_at_once_and_kept_as_typed(owner, scene):
    fields = FILLED | {
        "title": "", "question": " ", "options": "", "min_departments": "many", "departments": "atlantis",
        "closes_at-day": "31", "closes_at-month": "2", "closes_at-year": "2031",
    }  # fmt: skip
    del fields["care"]
    page = owner.send("/challenges", **fields)
    assert page.status_code == 422
    assert errors(page) == [
        "Give the challenge a title",
        "Write the question that colleagues are asked about each item",
        "Write what colleagues choose from, one a line",
        "Give a whole number from 1 to 100",
        "Select how careful the answers must be",
        "Enter a real date, such as 27 3 2027",
    ]
    assert title(page).startswith("Error: ")
    assert 'value="many"' in page.text
    assert scene.value("SELECT count(*) FROM challenges") == 0


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"options": "Yes"}, "Give 2 to 100 options: there are 1"),
        ({"template": "rate", "options": "Hard"}, "Write at least two points of the scale, one a line"),
        ({"departments": "atlantis"}, "There is no department “atlantis”"),
        ({"min_departments": "8"}, "At most 7 people answer about each item, so they cannot come from 8 departments"),
        ({"care": "x"}, "Select how careful the answers must be"),
    ],
)
def test_each_field_says_what_is_wrong_with_it(owner, fields, sentence):
    page = owner.send("/challenges", **FILLED | fields)
    assert errors(page) == [sentence]
    assert f'#{next(name for name in fields if name != "template")}"' in page.text


def test_a_form_for_an_unknown_template_is_not_found(owner):
    assert owner.send("/challenges", **FILLED | {"template": "nothing"}).status_code == 404


@pytest.mark.parametrize("roles", [(), ("analyst",), ("expert",)])
def test_who_may_not_own_challenges_may_not_begin_one(visit, scene, roles):
    other = visit(scene.person("home", *roles))
    assert other.get("/challenges/new").status_code == 403
    assert other.send("/challenges", **FILLED).status_code == 403
    assert "/challenges/new" not in links(other.get("/challenges"))


def test_what_stands_is_in_the_form_and_saving_it_untouched_changes_nothing(owner, desk, scene):
    challenge_id = desk.draft(
        template="rate",
        options=None,
        scale={"min": 0, "max": 4, "labels": {"0": "None"}},
        closes_at="2031-01-31T09:30:00+00:00",
        redundancy={"min": 2, "max": 9, "confidence": 0.9},
    )
    before = scene.rows("SELECT s.*, c.* FROM stages s, challenges c")
    page = owner.get(f"/challenges/{challenge_id}/edit")
    assert "None\n1\n2\n3\n4</textarea>" in page.text
    fields = {
        "title": LETTERS["title"], "promise": LETTERS["promise"], "summary": "", "question": LETTERS["question"],
        "options": "None\r\n1\r\n2\r\n3\r\n4",
        "min_departments": "1", "closes_at-day": "31", "closes_at-month": "1", "closes_at-year": "2031",
    }  # fmt: skip
    assert owner.send(f"/challenges/{challenge_id}/edit", **fields).status_code == 303
    assert scene.rows("SELECT s.*, c.* FROM stages s, challenges c") == before


def test_a_draft_is_changed(owner, desk, scene):
    challenge_id = desk.draft()
    fields = FILLED | {"title": "Short letters", "options": "Yes\r\nNo", "care": "careful"}
    page = owner.follow(owner.send(f"/challenges/{challenge_id}/edit", **fields))
    assert heading(page) == "Short letters"
    assert CARE_WORDS["careful"] in text(page)
    assert scene.value("SELECT options FROM stages") == ["Yes", "No"]
    assert checked(owner.get(f"/challenges/{challenge_id}/edit")) == ["careful"]
    owner.send(f"/challenges/{challenge_id}/edit", **fields | {"closes_at-year": ""})
    assert scene.value("SELECT closes_at FROM challenges") is None


def test_what_may_not_change_any_more_is_said_above_the_form(owner, desk, scene):
    challenge_id = desk.opened()
    desk.scene.sit(scene.person(), challenge=challenge_id)
    page = owner.get(f"/challenges/{challenge_id}/edit")
    assert "the answers to choose from can no longer change" in text(page)
    refused = owner.send(f"/challenges/{challenge_id}/edit", **FILLED | {"options": "Yes\r\nNo"})
    assert refused.status_code == 409
    assert "cannot be changed once colleagues have been asked the question" in errors(refused)[0]
    assert owner.send(f"/challenges/{challenge_id}/edit", title="").status_code == 422


def test_a_challenge_of_several_questions_is_not_changed_here(owner, desk):
    stage = {"template": "review", "question": "Is it clear?", "options": ["Yes", "No"]}
    challenge_id = desk.draft("template", "question", "options", stages=[stage, stage])
    assert "It was described through the API" in text(owner.get(f"/challenges/{challenge_id}/edit"))
    assert f"/challenges/{challenge_id}/edit" not in links(owner.get(f"/challenges/{challenge_id}"))


def test_the_life_of_a_challenge_is_led_from_its_page(owner, desk, scene):
    challenge_id = desk.draft()
    path = f"/challenges/{challenge_id}"
    desk.load(challenge_id, b"key,text\nA,First\n")
    assert {f"{path}/publish", f"{path}/edit"} <= set(links(owner.get(path)))
    assert "Getting ready" in text(owner.follow(owner.send(f"{path}/publish")))
    desk.split(challenge_id)
    assert {f"{path}/pause", f"{path}/close"} <= set(links(owner.get(path)))
    assert "Paused" in text(owner.follow(owner.send(f"{path}/pause")))
    assert f"{path}/pause" not in links(owner.get(path))
    assert "Open" in text(owner.follow(owner.send(f"{path}/resume")))
    assert "Closing" in text(owner.follow(owner.send(f"{path}/close")))
    offered = set(links(owner.get(path)))
    assert not offered & {f"{path}/{verb}" for verb in ("publish", "pause", "resume", "close", "edit")}
    gone = owner.send(f"{path}/pause")
    assert gone.status_code == 409
    assert "This challenge is closing, so it cannot be paused now." in text(gone)


def test_what_is_missing_before_publishing_is_said_on_the_page(owner, desk, scene):
    challenge_id = desk.draft("promise")
    page = owner.send(f"/challenges/{challenge_id}/publish")
    assert page.status_code == 422
    assert errors(page) == [
        "Say what will be done with the answers: colleagues read it before they start",
        "Add at least one item to ask about",
    ]
    assert scene.value(STATE) == "draft"


def test_where_there_is_an_administrator_they_approve(owner, desk, visit, scene):
    admin = visit(scene.person("home", "admin"))
    challenge_id = desk.draft()
    desk.load(challenge_id, b"key,text\nA,First\n")
    page = owner.follow(owner.send(f"/challenges/{challenge_id}/publish"))
    assert "Waiting for approval" in text(page)
    assert f"/challenges/{challenge_id}/approve" not in links(page)
    assert owner.send(f"/challenges/{challenge_id}/approve").status_code == 403
    assert f"/challenges/{challenge_id}/approve" in links(admin.get(f"/challenges/{challenge_id}"))
    assert "Getting ready" in text(admin.follow(admin.send(f"/challenges/{challenge_id}/approve")))


def test_a_volunteer_sees_what_is_asked_and_promised_and_may_answer(visit, desk, scene):
    challenge_id = desk.opened()
    page = visit(scene.person()).get(f"/challenges/{challenge_id}")
    assert "We will rewrite the letters that colleagues find least clear." in text(page)
    assert f"/sittings/new?challenge={challenge_id}" in links(page)
    for link in ("edit", "publish", "pause", "close", "imports/new", "results"):
        assert f"/challenges/{challenge_id}/{link}" not in links(page)


@pytest.mark.parametrize("state", ["draft", "awaiting_approval", "splitting"])
def test_what_is_not_open_yet_is_not_found_by_others(visit, desk, scene, state):
    challenge_id = desk.draft()
    force(scene, challenge_id, state)
    others = [visit(scene.person()), visit(scene.person("tax", "owner", "analyst", "admin"))]
    for other in others:
        assert other.get(f"/challenges/{challenge_id}").status_code == 404
        assert "Letters" not in text(other.get("/challenges"))
    for verb in ("publish", "approve", "pause", "resume", "close", "edit"):
        assert others[1].send(f"/challenges/{challenge_id}/{verb}", **FILLED).status_code == 404


def test_another_owner_may_see_an_open_challenge_and_change_nothing(visit, desk, scene):
    challenge_id = desk.opened()
    other = visit(scene.person("tax", "owner"))
    for verb in ("publish", "pause", "resume", "close", "edit"):
        assert other.send(f"/challenges/{challenge_id}/{verb}", **FILLED).status_code == 403
    assert desk.state(challenge_id) == "open"


def test_the_list_says_of_each_own_challenge_who_acts_next(owner, desk, scene):
    for state in rules.STATES:
        force(scene, desk.draft(title=f"Challenge {state}"), state)
    page = owner.get("/challenges")
    assert all(f"Challenge {state}" in text(page) for state in rules.STATES)
    assert "You: publish it when it is ready" in text(page)
    assert "0 of 0" in text(page)


def test_a_list_that_is_longer_than_a_page_goes_on(visit, scene):
    for _ in range(SHOWN + 1):
        scene.challenge(items=1)
    volunteer = visit(scene.person())
    page = volunteer.get("/challenges")
    assert text(page).count("Letters") == SHOWN
    [on] = [link for link in links(page) if "before=" in link]
    assert text(volunteer.get(on)).count("Letters") == 1


def test_every_care_has_words_of_its_own():
    assert CARE_WORDS.keys() == COMPARISON_WORDS.keys() == rules.CARES.keys()
