import re

import pytest

from microtask.text import load
from microtask.web.languages import texts_of
from tests.web.conftest import PASSWORD, send
from tests.web.visitor import heading, text


@pytest.fixture
def welsh(visit, scene):
    """A volunteer who has chosen Welsh, with a task to do."""
    visitor = visit(scene.person())
    assert visitor.get("/language/cy?next=/help").location == "/help"
    return visitor


def _lang(page):
    return re.search(r'<html lang="(\w+)"', page.text)[1]


def test_a_page_that_has_been_translated_is_shown_in_the_language_that_was_chosen(welsh):
    page = welsh.get("/")
    assert _lang(page) == "cy"
    assert heading(page) == "Hafan"
    assert 'href="/language/en?next=/" hreflang="en" lang="en">English</a>' in page.text


def test_a_page_that_has_not_is_english_as_a_whole_and_says_so(welsh):
    page = welsh.get("/help")
    assert _lang(page) == "en"
    assert "Help" in heading(page)
    assert "Hafan" not in page.text


def test_the_task_itself_stays_as_it_was_written_and_is_marked(welsh, scene):
    scene.challenge(items=2)
    page = welsh.follow(welsh.send("/sittings", minutes="5", challenge=""))
    assert _lang(page) == "cy"
    assert '<span lang="en">Is it clear?</span>' in page.text
    assert '<span lang="en">yes</span>' in page.text
    assert "Dydw i ddim yn siŵr" in text(page)
    address = re.search(r'action="(/assignments/\d+/answer)"', page.text)[1]
    refused = welsh.send(address)
    assert refused.status_code == 422
    assert "Dewiswch ateb, neu dewiswch" in text(refused)
    assert "<title>Gwall: " in refused.text


def test_before_signing_in_the_choice_holds_too_and_costs_no_second_cookie(app, clean):
    client = app.test_client()
    assert client.get("/").headers.get("Set-Cookie") is None
    assert "Cymraeg" in client.get("/").text
    client.get("/language/cy?next=/")
    assert [cookie.key for cookie in client._cookies.values()] == ["session"]
    assert heading(client.get("/")) == "Helpu cydweithwyr mewn adrannau eraill, un funud ar y tro"
    client.get("/language/en?next=/")
    assert _lang(client.get("/")) == "en"


def test_the_language_is_kept_when_somebody_signs_in(browser, person):
    browser.get("/language/cy")
    assert send(browser, "/sign-in", email=person(), password=PASSWORD).status_code == 303
    assert _lang(browser.get("/")) == "cy"


@pytest.mark.parametrize(("asked", "led_to"), [("/sittings/new?challenge=7", None), ("//elsewhere.example", "/")])
def test_a_link_leads_back_and_nowhere_else(app, clean, asked, led_to):
    assert app.test_client().get("/language/cy", query_string={"next": asked}).location == (led_to or asked)


def test_there_is_no_language_that_nobody_speaks_here(app, clean):
    assert app.test_client().get("/language/xx").status_code == 404


def test_the_texts_of_a_page_are_those_of_its_frame_and_its_macros_too():
    texts = texts_of("sittings/new.html")
    assert {"Do some tasks", "Skip to main content", "There is a problem"} <= texts
    assert "Getting ready" not in texts, "a macro that it does not import"


PAGES_OF_A_VOLUNTEER = (
    "/practice", "/practice/next-step-letter/1", "/me/contributions", "/me/letter", "/me/contributions/{id}",
    "/me/withdraw", "/challenges/{id}/about", "/challenges/{id}/contributions/new",
)  # fmt: skip


@pytest.fixture
def answered(welsh, scene):
    """The number of a challenge of which the Welsh volunteer has answered one item."""
    opened = scene.challenge(items=2)
    scene.rows("UPDATE challenges SET title = 'Letters of the week', takes_contributions = true RETURNING id")
    sitting = scene.sit(welsh.person)
    scene.say(scene.next(sitting, welsh.person).id, "yes", welsh.person)
    return opened.id


@pytest.mark.parametrize("path", PAGES_OF_A_VOLUNTEER)
def test_what_a_volunteer_reads_about_a_challenge_and_their_part_in_it_is_in_welsh(welsh, answered, path):
    page = welsh.get(path.format(id=answered))
    assert (page.status_code, _lang(page)) == (200, "cy")
    for english in re.findall(r">[^<]*Letters of the week[^<]*<", page.text.partition("<body")[2]):
        assert f'<span lang="en"{english.removesuffix("<")}' in page.text, "what is English in it is marked"


def test_a_letter_has_the_welsh_form_of_each_number(welsh, answered):
    page = welsh.get("/me/letter")
    assert heading(page) == "Llythyr cyfraniad"
    assert f"Mae {welsh.person.name} wedi rhoi 1 ateb i helpu cydweithwyr." in text(page)
    welsh_texts = load("cy")
    forms = [welsh_texts.ngettext("%(people)s colleague answered.", "", n) for n in (1, 2, 3, 4, 6)]
    assert forms == [
        "Atebodd %(people)s cydweithiwr.", "Atebodd %(people)s gydweithiwr.", "Atebodd %(people)s chydweithiwr.",
        "Atebodd %(people)s o gydweithwyr.", "Atebodd %(people)s chydweithiwr.",
    ]  # fmt: skip
