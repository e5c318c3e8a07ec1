import pytest

from microtask.challenges.lint import lint, reading_age
from tests.desk import catalogue

PLAIN = ["Yes", {"label": "No", "example": "Send us form B2"}]


def sentences(question="Is it clear?", options=PLAIN, **more):
    return [each.sentence for each in lint(question, options, **more)]


def test_a_plain_question_needs_no_advice():
    assert sentences("Does this letter say what to do next?") == []


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Is this comment relevant?", "Say relevant to what."),
        ("Is this step important?", "Say important to whom."),
        ("Is it polite and does it name the form?", "These seem to be two questions."),
        ("Is it polite? Is it short?", "These seem to be two questions."),
        ("Is the letter clear and polite?", "Something may be clear and not polite."),
        ("Is it not clear?", "The question says “not”"),
        ("Isn’t it clear?", "The question says “not”"),  # noqa: RUF001 (a typographic apostrophe)
        ("Say whether it is clear", "This is not a question yet."),
        ("Is " + "very " * 20 + "long?", "The question has 22 words."),
        ("Does it meet the SLA?", "Not everybody knows “SLA”."),
    ],
)
def test_each_trap_is_named(question, words):
    assert [each for each in sentences(question) if words in each]


def test_relevant_to_something_is_fine():
    assert sentences("Is this comment relevant to parking?") == []


def test_what_the_glossary_explains_is_known():
    assert sentences("Does it meet the SLA?", glossary=[{"term": "sla", "meaning": "how fast we answer"}]) == []


def test_options_that_overlap_are_named_and_those_set_apart_are_not():
    [advice] = [each for each in sentences(options=["Cost", "Cost and time", PLAIN[1]]) if "overlap" in each]
    assert advice == "“Cost” and “Cost and time” overlap. Say which one to choose where both fit."
    assert sentences(options=["Useful", "Not useful", "Very useful", PLAIN[1]]) == []


def test_options_are_short_alike_and_have_an_example():
    found = " ".join(sentences(options=["Yes", "no", "x" * 41]))
    for words in ("is long for an answer", "begin with a capital", "No answer has an example"):
        assert words in found


def test_guidance_is_read_by_a_fourteen_year_old():
    hard = (
        "Notwithstanding considerations regarding organisational responsibilities, administrators evaluating "
        "correspondence necessarily demonstrate comprehensive understanding of legislative requirements underlying "
        "departmental communications, particularly concerning individual entitlement determinations, reconsiderations, "
        "supersessions and consequential administrative obligations."
    )
    assert "hard to read" in " ".join(sentences(guidance=hard * 2))
    easy = "Read the letter once. Ask what you would do. If you know what to do and how, say yes. " * 3
    assert sentences(guidance=easy) == []


def test_a_reading_age_by_hand():
    # 30 words of one syllable in 2 sentences: 0.39 * 15 + 11.8 * 1 - 15.59, and five years.
    text = "Do not go to it at six or at ten but on the next day. " * 2
    assert reading_age(text) == pytest.approx(0.39 * 15 + 11.8 - 15.59 + 5)
    assert reading_age("Too short to say.") is None


@pytest.mark.parametrize("template", [each for each in catalogue() if each.question], ids=lambda each: each.id)
def test_our_own_questions_are_not_two_and_fit_in_a_breath(template):
    found = " ".join(each.sentence for each in lint(template.question, template.options))
    assert "two questions" not in found
    assert "words. Most people" not in found
