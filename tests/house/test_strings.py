"""Every text of the pages is in the catalogue, and the volunteer's pages are there in Welsh."""

from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg

from microtask.text import FOLDER, load, read_catalogue
from microtask.web.languages import texts_of
from tests.house.sources import ROOT

# What somebody who answers tasks in Welsh goes through.
IN_WELSH = (
    "home/show.html", "welcome/show.html", "sittings/new.html", "sittings/show.html", "sittings/nothing.html",
    "assignments/show.html", "assignments/skip.html", "assignments/report.html", "errors/not_found.html",
    "about/show.html", "pages/charter.html", "practice/index.html", "practice/show.html", "practice/answer.html",
    "contributions/new.html", "contributions/check.html", "me/contributions.html", "me/answers.html", "me/letter.html",
    "me/withdraw.html", "errors/not_allowed.html", "errors/conflict.html", "errors/problem.html",
    "errors/unavailable.html", "challenges/open.html", "results/outcomes.html",
)  # fmt: skip
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "N_": None, "NN_": (1, 2)}


def test_every_text_is_in_the_catalogue():
    with (FOLDER / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    found = {
        text if isinstance(text, str) else text[0]
        for _, _, text, _, _ in extract_from_dir(ROOT / "microtask", methods, options, KEYWORDS)
    }
    kept = {
        each.id if isinstance(each.id, str) else each.id[0]
        for each in read_catalogue(FOLDER / "messages.pot")
        if each.id
    }
    assert found - kept == set(), "Run `make strings`."
    assert kept - found == set(), "Run `make strings`."


def test_the_pages_of_a_volunteer_are_there_in_welsh():
    welsh = load("cy")
    missing = {text for template in IN_WELSH for text in texts_of(template) if not welsh.has(text)}
    assert missing == set(), "Run `make strings`, and add the Welsh to microtask/locale/cy.po."
