import pytest

from tests.web.visitor import errors, heading, links, text


def test_all_that_was_said_is_on_one_page_with_a_way_to_change_each(owner, desk):
    challenge_id = desk.draft(guidance="Think twice.", glossary=[{"term": "SLA", "meaning": "how fast"}])
    desk.load(challenge_id, b"key,text\nA,First\nB,Second\n")
    page = owner.get(f"/challenges/{challenge_id}/check")
    assert heading(page) == "Check your answers"
    for words in ("We will rewrite the letters", "Yes, Partly, No", "Think twice.", "SLA: how fast", "How many 2"):
        assert words in text(page)
    changes = {f"/challenges/{challenge_id}/{part}" for part in ("items", "question", "sections/sharing")}
    assert changes <= set(links(page))
    assert "You have completed 2 of 7 sections" in text(page)
    assert "Still to do: The problem, " in text(page)


def test_what_is_known_of_the_items_is_told_to_whoever_checks_and_whoever_approves(owner, desk, visit, scene):
    admin = visit(scene.person("home", "admin"))
    challenge_id = desk.draft("options", template="next-step-letter")
    rows = ("key,letter", "A,Send us the form.", "B,", "C,Send us the form.", f"D,{'Read on. ' * 600}")
    desk.load(challenge_id, "\n".join(rows).encode())
    checked = text(owner.get(f"/challenges/{challenge_id}/check"))
    desk.publish(challenge_id)
    for page in (checked, text(admin.get(f"/challenges/{challenge_id}/approval"))):
        assert "Nothing under “letter” B" in page
        assert "The same under “letter” A = C" in page
        assert "Very long under “letter” D" in page
        assert "may hold private data" not in page


@pytest.mark.parametrize(
    ("decision", "said"), [("keep", "1 kept, after the owner had looked"), ("leave_out", "1 left out")]
)
def test_private_data_that_was_found_is_told_with_what_was_decided(owner, desk, scene, decision, said):
    challenge_id = desk.draft()
    desk.load(challenge_id, b"key,text\nA,First\nB,Second\n")
    scene.rows(f"UPDATE imports SET flagged = 1, findings_decision = '{decision}' RETURNING id")
    assert f"Items that may hold private data {said}" in text(owner.get(f"/challenges/{challenge_id}/check"))


def test_without_an_administrator_it_is_published_at_once(owner, desk):
    challenge_id = desk.draft()
    desk.load(challenge_id, b"key,text\nA,First\n")
    assert "nobody has to approve it" in text(owner.get(f"/challenges/{challenge_id}/check"))
    page = owner.follow(owner.send(f"/challenges/{challenge_id}/publish"))
    assert heading(page) == "Published"
    assert desk.state(challenge_id) == "splitting"


def test_with_an_administrator_it_is_sent_and_the_page_says_what_happens_next(owner, desk, scene):
    admin = scene.person("home", "admin")
    challenge_id = desk.draft()
    desk.load(challenge_id, b"key,text\nA,First\n")
    assert f"Send to {admin.name} for approval" in text(owner.get(f"/challenges/{challenge_id}/check"))
    page = owner.follow(owner.send(f"/challenges/{challenge_id}/publish"))
    assert heading(page) == "Sent for approval"
    assert f"{admin.name} was asked on" in text(page)
    assert owner.get(f"/challenges/{challenge_id}/check").location == f"/challenges/{challenge_id}"


def test_what_is_missing_is_said_above_the_summary(owner, scene):
    draft = owner.send("/challenges", title="Letters").location
    page = owner.send(f"{draft}/publish")
    assert page.status_code == 422
    assert errors(page) == [
        "Write the question that colleagues are asked about each item",
        "Say what will be done with the answers: colleagues read it before they start",
        "Add at least one item to ask about",
    ]
    assert scene.value("SELECT state FROM challenges") == "draft"
    owner.send(f"{draft}/question", template="review", question="Is it clear?")
    assert "Give the answers that colleagues choose from" in errors(owner.send(f"{draft}/publish"))


def test_several_questions_are_all_in_the_summary(owner, desk):
    stages = [{"template": "review", "question": f"Is it {each}?", "options": ["Yes", "No"]} for each in ("so", "new")]
    challenge_id = desk.draft("template", "question", "options", stages=stages)
    page = text(owner.get(f"/challenges/{challenge_id}/check"))
    assert "Question 1 Is it so?" in page
    assert "Question 2 Is it new?" in page
