import re

import pytest

from microtask.analysis.report.page import in_sentences, render
from tests.analysis.report.studies import RATE, REVIEW, TAG, TEXT, study

STUDIES = {
    "review": (REVIEW, [["yes", "yes", "no"], ["no", "no", None]] * 5),
    "tag": (TAG, [["cost", "cost|health", ""], ["health"] * 3] * 5),
    "rate": (RATE, [["1", "2", "4"], ["5", "5", "6"]] * 5),
}
FETCHED = re.compile(r"""\b(?:src|href|action|srcset|data)\s*=\s*["'](?!#)|url\((?!#)|@import|<script""")


@pytest.mark.parametrize("kind", STUDIES)
def test_the_page_has_all_sections_and_fetches_nothing(kind):
    page = render(study(*STUDIES[kind]))
    anchors = re.findall(r'<section id="([a-z-]+)"', page)
    assert anchors == ["results", "agreement", "sureness", "differences", "left-out", "method"]
    assert [name for name in anchors if f'href="#{name}"' not in page] == []
    assert FETCHED.findall(page) == []
    assert len(re.findall(r' id="', page)) == len(set(re.findall(r' id="([^"]+)"', page)))


@pytest.mark.parametrize("kind", STUDIES)
def test_the_same_study_gives_the_same_page(kind):
    assert render(study(*STUDIES[kind])) == render(study(*STUDIES[kind]))


def test_texts_have_all_sections_but_that_of_the_options():
    page = render(study(TEXT, [["a dog", "a dog", "the dog"], ["one cat", "a cat"]] * 5))
    anchors = re.findall(r'<section id="([a-z-]+)"', page)
    assert anchors == ["agreement", "sureness", "differences", "left-out", "method"]
    assert "How many people wrote other words than the result" in page
    assert "confidence is how alike they are" in page


def test_texts_of_the_file_are_only_texts():
    question = type(REVIEW)("review", ("<script>alert(1)</script>", "no"))
    page = render(study(question, [[question.options[0], "no"]] * 3))
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_what_was_left_out_is_said_with_its_number():
    page = render(study(REVIEW, [["yes", None], [None]], left_out=1234, strange_gold=2))
    assert "Answers whose author had answered the task before, of which the first counts: 1,234." in page
    assert "which count for none: 2." in page
    assert "Tasks without a result, since nobody who answered them was sure: 1." in page
    assert "Known answers to tasks that nobody answered, which were not used: 2." in page


def test_where_nothing_was_left_out_that_is_said():
    assert "Nothing: every answer that was read counts." in render(study(REVIEW, [["yes", "no"]]))
    assert in_sentences((0, "Answers"), (2, "Tasks")) == ["Tasks: 2."]


def test_a_method_that_was_chosen_by_name_is_named_and_the_note_of_another_is_not_shown():
    page = render(study(REVIEW, [["yes", "no"]], method="majority"))
    assert "the method “majority”, chosen by name" in page
    assert 'id="method"' not in page


def test_a_large_study_is_a_small_page():
    options = tuple(f"an option with a rather long name, number {place}" for place in range(60))
    rows = [[options[task % 60], options[(task * 7) % 60], options[(task * 11) % 60]] for task in range(20_000)]
    assert len(render(study(type(REVIEW)("review", options), rows, method="majority")).encode()) < 200_000
