"""Letters lead with the work, have one link to it, and give nothing away of what is above OFFICIAL."""

import pytest

from microtask.news import letters
from microtask.news.letters import About

ABOUT = About("Letters\nabout tax", "HM Example", "https://tasks.example/challenges/7", is_open=True)
SENSITIVE = About("Raids next week", "HM Example", "https://tasks.example/challenges/8", is_open=False)


def _all(about: About) -> list[letters.Letter]:
    return [
        letters.outcome(about, "We rewrote 20 about raids."),
        letters.sent(about, ["Ann Bell", "Cy Dunn"]),
        letters.waits(about),
        letters.approved(about),
        letters.sent_back(about),
        letters.due(about, days=14, is_overdue=False),
        letters.due(about, days=30, is_overdue=True),
    ]


@pytest.mark.parametrize("letter", _all(ABOUT))
def test_a_letter_leads_with_the_work_and_links_to_it_once(letter):
    text = letter.body(
        why="Because.", stop="https://tasks.example/unsubscribe/x", choose="https://tasks.example/me/emails"
    )
    assert letter.subject.startswith("Letters about tax: ")
    assert text.count("https://tasks.example/challenges/7") == 1
    assert "Because." in text
    assert "unsubscribe/x" in text


@pytest.mark.parametrize("letter", _all(SENSITIVE))
def test_nothing_of_what_is_above_official_stands_in_a_letter(letter):
    text = letter.subject + letter.body(why="", stop="", choose="")
    assert "aids" not in text
    assert "HM Example" in letter.subject


def test_a_long_title_is_cut_in_the_subject():
    subject = letters.approved(About("a" * 500, "HM Example", "https://tasks.example", is_open=True)).subject
    assert len(subject) < 150


def test_a_digest_counts_what_needs_answers_and_names_it():
    one = letters.digest([(ABOUT, "about 40 seconds")], url="https://tasks.example/sittings/new")
    assert one.subject == "Letters about tax: could do with a few answers"
    two = letters.digest([(ABOUT, "about 40 seconds"), (ABOUT, None)], url="https://tasks.example/sittings/new")
    assert two.subject == "2 challenges: could do with a few answers"
    assert "* Letters about tax (HM Example): about 40 seconds each" in two.paragraphs[1]
