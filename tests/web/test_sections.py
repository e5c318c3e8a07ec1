import pytest

from microtask.challenges.rules import EXPECTED
from microtask.people.actions import set_skills
from tests.web.visitor import checked, errors, heading, text, title

PROBLEM = {
    "title": "Plain letters", "summary": "Letters that people ring us about.", "why": "Half of them ring us.",
    "benefits": "People who get them.", "sponsor": "Head of letters", "contact": "letters@home.example",
}  # fmt: skip
SHARING = {
    "marking": "OFFICIAL", "allowed_by": "The head of letters", "personal": "no", "harm": "no", "ours": "yes",
    "licence": "OGL-UK-3.0", "keep_until-day": "1", "keep_until-month": "2", "keep_until-year": "2031",
}  # fmt: skip


@pytest.fixture
def draft(owner):
    return owner.send("/challenges", title="Letters").location


def test_a_section_is_saved_and_comes_back_as_it_was(owner, draft):
    page = owner.follow(owner.send(f"{draft}/sections/problem", **PROBLEM))
    assert heading(page) == "Plain letters"
    assert "You have completed 1 of 7 sections" in text(page)
    form = owner.get(f"{draft}/sections/problem").text
    assert all(words in form for words in PROBLEM.values())


def test_a_section_may_be_left_half_done(owner, draft):
    page = owner.follow(owner.send(f"{draft}/sections/problem", title="Letters", why="Half of them ring us."))
    assert "You have completed 0 of 7 sections" in text(page)
    assert "In progress" in text(page)


def test_every_section_can_be_completed_before_any_other(owner, draft):
    owner.send(f"{draft}/sections/audience", who="everyone", min_departments="1")
    owner.send(f"{draft}/sections/rule", care="careful")
    day = {"promise_by-day": "30", "promise_by-month": "6", "promise_by-year": "2031"}
    owner.send(f"{draft}/sections/promise", promise="We will rewrite 20.", promise_most="20", **day)
    page = owner.follow(owner.send(f"{draft}/sections/sharing", **SHARING))
    assert "You have completed 4 of 7 sections" in text(page)


def test_the_promise_says_what_by_when_and_how_many(owner, draft, scene):
    day = {"promise_by-day": "30", "promise_by-month": "6", "promise_by-year": "2031"}
    owner.send(f"{draft}/sections/promise", promise="We will rewrite 20.", promise_most="20", **day)
    [row] = scene.rows("SELECT promise, promise_by::text, promise_most FROM challenges")
    assert tuple(row) == ("We will rewrite 20.", "2031-06-30", 20)
    form = owner.get(f"{draft}/sections/promise").text
    assert 'value="30"' in form
    assert 'value="2031"' in form
    refused = owner.send(f"{draft}/sections/promise", promise="", promise_most="many", **day | {"promise_by-day": "31"})
    assert errors(refused) == ["Enter a real date, such as 27 3 2027"]
    assert errors(owner.send(f"{draft}/sections/promise", promise_most="0")) == [
        "Give a whole number from 1 to 1,000,000"
    ]


def test_who_is_asked_is_everyone_until_its_owner_says_otherwise(owner, draft):
    assert "everyone" in checked(owner.get(f"{draft}/sections/audience"))


def test_who_is_asked_is_everyone_or_departments_by_name(owner, draft, scene):
    scene.department("tax")
    path = f"{draft}/sections/audience"
    assert errors(owner.send(path)) == ["Select who to ask"]
    assert errors(owner.send(path, who="listed")) == ["Select at least one department, or select everyone"]
    assert errors(owner.send(path, who="everyone", min_departments="8")) == [
        "At most 7 people answer about each item, so they cannot come from 8 departments"
    ]
    owner.send(path, who="listed", departments="tax", exclude_own="1", min_departments="1")
    assert checked(owner.get(path)) == ["listed", "tax", "1"]
    owner.send(path, who="everyone", departments="tax", min_departments="1")
    assert scene.value("SELECT department_ids FROM stages") is None


def test_how_careful_is_told_in_words_and_exactly(owner, draft, scene):
    path = f"{draft}/sections/rule"
    page = owner.get(path)
    assert checked(page) == []
    assert "Balanced: at least 3 answers, at most 7, and settled as soon as" in text(page)
    refused = owner.send(path)
    assert errors(refused) == ["Select how careful the answers must be"]
    assert title(refused).startswith("Error: ")
    owner.send(path, care="careful")
    assert checked(owner.get(path)) == ["careful"]
    assert scene.value("SELECT min_answers FROM stages") == 5


def test_a_rule_of_ones_own_is_not_lost(owner, desk, scene):
    challenge_id = desk.draft(redundancy={"min": 2, "max": 9, "confidence": 0.9})
    assert owner.send(f"/challenges/{challenge_id}/sections/rule").status_code == 303
    assert scene.value("SELECT max_answers FROM stages") == 9


def test_of_the_departments_experts_with_a_skill_may_be_asked_alone(owner, draft, scene):
    path = f"{draft}/sections/audience"
    assert "Skills" not in text(owner.get(path))
    expert = scene.person("tax", "expert")
    scene.do(set_skills, expert.person_id, ["law", "letters"], department_id=expert.department_id)
    assert "Skills (optional)" in text(owner.get(path))
    owner.send(path, who="everyone", skills="letters", min_departments="1")
    assert scene.value("SELECT skills FROM stages") == ["letters"]
    assert checked(owner.get(path)) == ["everyone", "letters"]
    assert "Everyone who uses this service, with one of these skills: letters" in text(owner.get(f"{draft}/check"))
    assert errors(owner.send(path, who="everyone", skills="Law of letters", min_departments="1"))
    owner.send(path, who="everyone", min_departments="1")
    assert scene.value("SELECT skills FROM stages") is None


def test_only_people_who_are_named_may_be_asked(owner, draft, scene):
    path = f"{draft}/sections/audience"
    owner.send(path, who="everyone", people="Ada@tax.example,\r\nbo@parks.example \r\n", min_departments="1")
    assert scene.value("SELECT people FROM stages") == ["ada@tax.example", "bo@parks.example"]
    assert "ada@tax.example\nbo@parks.example" in owner.get(path).text
    assert "Everyone who uses this service, only 2 people who are named" in text(owner.get(f"{draft}/check"))
    assert errors(owner.send(path, who="everyone", people="Ada", min_departments="1")) == [
        "“ada” is not an e-mail address"
    ]
    owner.send(path, who="everyone", people=" ", min_departments="1")
    assert scene.value("SELECT people FROM stages") is None


def test_the_markings_offered_are_those_that_may_be_chosen_and_what_is_higher_leads_elsewhere(owner, draft, scene):
    path = f"{draft}/sections/sharing"
    page = text(owner.get(path))
    assert "Higher than OFFICIAL" in page
    assert "OFFICIAL-SENSITIVE" not in page
    scene.rows("UPDATE departments SET ceiling = 'OFFICIAL-SENSITIVE' RETURNING id")
    assert "OFFICIAL-SENSITIVE" not in text(owner.get(path)), "the deployment does not take it"
    page = owner.follow(owner.send(path, **SHARING | {"marking": "higher"}))
    assert heading(page) == "This cannot be put into the service"
    assert "security team" in text(page)
    assert scene.value("SELECT sharing FROM challenges") is None


def test_nothing_above_official_is_taken(owner, draft):
    page = owner.send(f"{draft}/sections/sharing", **SHARING | {"marking": "OFFICIAL-SENSITIVE"})
    assert "This service is not set up for OFFICIAL-SENSITIVE" in errors(page)[0]
    owner.send(f"{draft}/sections/sharing", **SHARING)
    assert checked(owner.get(f"{draft}/sections/sharing")) == ["OFFICIAL", "no", "no", "yes", "OGL-UK-3.0"]


def test_what_was_right_in_simulation_is_told_apart_from_the_rule(owner, draft):
    page = text(owner.get(f"{draft}/sections/rule"))
    assert f"Usually {EXPECTED['quick'].low} to {EXPECTED['quick'].high} people answer each item Balanced" in page
    assert "right with a probability of 90%" in page
    assert "This probability is what the service works out for each item from the answers to it." in page
    assert f"Quick: {EXPECTED['quick'].right} in 100" in page


def test_marking_and_licence_are_chosen_and_never_selected_beforehand(owner, draft):
    path = f"{draft}/sections/sharing"
    assert checked(owner.get(path)) == []
    page = owner.send(path, allowed_by="The head of letters")
    assert page.status_code == 422
    assert errors(page) == ["Select how the items are marked", "Select who may use the results"]
    owner.send(path, marking="OFFICIAL", licence="internal")
    assert checked(owner.get(path)) == ["OFFICIAL", "internal"]


def test_what_may_not_change_any_more_is_said_above_the_form(owner, desk):
    challenge_id = desk.opened()
    page = owner.send(f"/challenges/{challenge_id}/sections/sharing", **SHARING)
    assert page.status_code == 409
    assert "cannot be changed once the challenge has been published" in errors(page)[0]
    assert owner.send(f"/challenges/{challenge_id}/sections/problem", **PROBLEM).status_code == 303


def test_the_last_day_is_the_challenges_and_is_asked_once(owner, desk, scene):
    stages = [{"template": "review", "question": f"Is it {each}?", "options": ["Yes", "No"]} for each in ("so", "new")]
    path = f"/challenges/{desk.draft('template', 'question', 'options', stages=stages)}/sections/rule"
    day = {"closes_at-day": "28", "closes_at-month": "2", "closes_at-year": "2027"}
    owner.send(path, care="balanced", **day)
    assert "Last day for answers" in text(owner.get(path))
    assert "Last day for answers" not in text(owner.get(f"{path}?stage=2"))
    owner.send(f"{path}?stage=2", care="quick")
    assert scene.value("SELECT closes_at FROM challenges") is not None
    owner.send(path, care="balanced", **dict.fromkeys(day, ""))
    assert scene.value("SELECT closes_at FROM challenges") is None


def test_of_several_questions_each_is_changed_by_itself(owner, desk):
    stage = {"template": "review", "question": "Is it clear?", "options": ["Yes", "No"]}
    challenge_id = desk.draft("template", "question", "options", stages=[stage, stage])
    owner.send(f"/challenges/{challenge_id}/sections/rule?stage=2", care="quick")
    redundancies = desk.scene.rows("SELECT min_answers, max_answers FROM stages ORDER BY position")
    assert [tuple(each) for each in redundancies] == [(2, 7), (2, 5)]
    assert owner.send(f"/challenges/{challenge_id}/sections/problem", **PROBLEM).status_code == 303


def test_there_are_five_such_sections_and_no_other(owner, draft):
    assert owner.get(f"{draft}/sections/items").status_code == 404
    assert owner.send(f"{draft}/sections/problem", title="").status_code == 422
