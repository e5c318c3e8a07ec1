import pytest

from tests.web.visitor import errors, text

LETTERS = b"key,body,from\nL1,Send us the form.,Tax\nL2,Thank you.,Parks\n"


@pytest.fixture
def letters(desk):
    challenge_id = desk.draft("options", template="next-step-letter")
    desk.load(challenge_id, LETTERS)
    return f"/challenges/{challenge_id}"


def test_without_a_file_the_page_says_what_is_wanted(owner, desk):
    page = owner.get(f"/challenges/{desk.draft()}/items")
    assert "Upload a table with one row for each thing" in text(page)


def test_the_first_items_are_shown_as_a_volunteer_sees_them(owner, letters):
    page = owner.get(f"{letters}/items")
    assert "There are 2 items." in text(page)
    assert "Colleagues cannot do without this. Say which of your columns it is" in text(page)
    assert "Send us the form." not in text(page)


def test_a_column_of_another_name_feeds_the_template_everywhere(owner, letters, scene, desk, visit):
    path = f"{letters}/items"
    page = owner.follow(owner.send(path, **{"column-letter": "body", "column-service": "", "column-subject": ""}))
    assert "Send us the form." in text(page)
    assert "Colleagues cannot do without this" not in text(page)
    assert scene.value("SELECT columns FROM stages") == {"letter": "body"}
    challenge_id = int(letters.rpartition("/")[2])
    desk.publish(challenge_id)
    desk.split(challenge_id)
    volunteer = visit(scene.person())
    page = volunteer.follow(volunteer.send("/sittings", minutes="5", challenge=str(challenge_id)))
    assert "Send us the form." in text(page)


def test_columns_are_fixed_once_colleagues_were_asked(owner, letters, scene, desk):
    challenge_id = int(letters.rpartition("/")[2])
    desk.publish(challenge_id)
    desk.split(challenge_id)
    scene.sit(scene.person(), challenge=challenge_id)
    page = owner.send(f"{letters}/items", **{"column-letter": "body"})
    assert page.status_code == 409
    assert "cannot be changed once colleagues have been asked" in errors(page)[0]


def test_nobody_else_sees_the_items_of_a_draft(visit, scene, letters):
    assert visit(scene.person("tax", "owner")).get(f"{letters}/items").status_code == 404


def test_a_challenge_whose_letters_have_no_text_is_not_sent(owner, letters, desk):
    page = owner.follow(owner.send(f"{letters}/question", template="next-step-letter", question="What is next?"))
    assert "What is next?" in text(page)
    assert "The things to look at In progress" in text(owner.get(letters))
    page = owner.send(f"{letters}/publish")
    assert page.status_code == 422
    assert "Say which of your columns is this: the text of the letter" in errors(page)
    owner.send(f"{letters}/items", **{"column-letter": "body"})
    assert "The things to look at Completed" in text(owner.get(letters))
    assert owner.send(f"{letters}/publish").status_code == 303


def test_who_saves_a_question_is_asked_which_column_it_is_about(owner, desk):
    path = f"/challenges/{(challenge_id := desk.draft('options', template='next-step-letter'))}"
    desk.load(challenge_id, LETTERS)
    advised = {"label": ["Yes", "No"], "definition": ["It does", "It does not"]}
    advised["example"] = ["Send us the form", "Thank you"]
    saved = owner.send(f"{path}/question", template="next-step-letter", question="Does it say what is next?", **advised)
    assert saved.headers["Location"] == f"{path}/items"
    owner.send(f"{path}/items", **{"column-letter": "body"})
    saved = owner.send(f"{path}/question", template="next-step-letter", question="Does it say what is next?", **advised)
    assert saved.headers["Location"] == path


def test_letters_without_a_text_are_named(owner, desk):
    challenge_id = desk.draft("options", template="next-step-letter")
    desk.load(challenge_id, b"key,letter\nL1,Send us the form.\nL2,\nL3,   \n")
    page = owner.get(f"/challenges/{challenge_id}/items")
    assert "colleagues would be asked about nothing: L2, L3." in text(page)


def test_items_with_no_text_or_the_same_as_another_are_told_also_of_a_question_of_ones_own(owner, desk):
    challenge_id = desk.draft()
    written = "We write to you about your permit. Please send us a form."
    rows = [f"L{n},{written} It is number {n}.,Parks" for n in range(4)]
    desk.load(
        challenge_id, "\n".join(("key,body,from", *rows, "L8,,Tax", f"L9,{written} It is number 1.,Tax")).encode()
    )
    shown = text(owner.get(f"/challenges/{challenge_id}/items"))
    assert "There is nothing under “body” in these items, and colleagues would be asked about nothing: L8." in shown
    assert "These items say the same under “body”" in shown
    assert "more than once: L1 = L9." in shown


def test_short_words_that_items_share_are_no_fault(owner, desk):
    challenge_id = desk.draft()
    desk.load(challenge_id, b"key,body,from\nL1,Yes,Tax\nL2,Yes,Tax\nL3,,Tax\n")
    shown = text(owner.get(f"/challenges/{challenge_id}/items"))
    assert "say the same" not in shown
    assert "There is nothing under" not in shown


def test_very_long_items_are_named_with_the_minutes_that_they_cost(owner, desk):
    challenge_id = desk.draft("options", template="next-step-letter")
    rows = ("key,letter", "L1,Send us the form.", f"L2,{'Read on. ' * 600}", f"L3,{'Read on. ' * 7_300}")
    desk.load(challenge_id, "\n".join(rows).encode())
    page = text(owner.get(f"/challenges/{challenge_id}/items"))
    assert "L3: about 47 minutes to read L2: about 4 minutes to read" in page
    assert "L1: about" not in page
