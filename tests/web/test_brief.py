from microtask.challenges import rules
from microtask.challenges.brief_rules import SECTIONS
from microtask.web.brief import (
    CARE_WORDS,
    COMPARISON_WORDS,
    address_of,
    name_sections,
    say_audience,
    say_care,
    say_effect,
)


def test_every_care_has_words_of_its_own_and_says_what_was_measured():
    assert CARE_WORDS.keys() == COMPARISON_WORDS.keys() == rules.CARES.keys()
    for name, expected in rules.EXPECTED.items():
        assert f"{expected.low} to {expected.high} people" in CARE_WORDS[name]


def test_a_rule_is_told_in_words_or_in_its_bounds():
    assert say_care(dict(rules.CARES["quick"]), "review") == CARE_WORDS["quick"]
    assert say_care({"min": 2, "max": 9, "confidence": 0.9}, "review") == "2 to 9 people answer each item"
    assert say_care({"min": 4, "max": 9, "confidence": 0.9}, "compare") == "Each item is compared 4 to 9 times"


def test_every_section_has_a_name_and_an_address():
    assert tuple(name_sections()) == SECTIONS
    assert len({address_of(7, name) for name in SECTIONS}) == len(SECTIONS)
    assert address_of(7, "rule", several=True) == address_of(7, "question", several=True) == "/challenges/7/stages"
    assert address_of(7, "problem", several=True) == address_of(7, "problem")


def test_what_goes_on_is_told_in_words():
    assert say_effect(None) == "Every item that is settled"
    assert say_effect({"pass": ["Yes", "Partly"]}) == "Items with the answer Yes or Partly"
    assert say_effect({"drop": ["No"]}) == "All items but those with the answer No"
    assert say_effect({"pass": {"top": 20}}) == "The first 20 items"
    assert say_effect({"pass": {"top": 1}}) == "The first item"


def test_who_is_asked_is_told_in_words():
    asked = {"departments": None, "skills": None, "people": None, "exclude_own": False}
    assert say_audience(asked) == "Everyone who uses this service"
    asked |= {"departments": ["tax", "parks"], "skills": ["law"], "exclude_own": True}
    assert say_audience(asked) == "tax, parks, with one of these skills: law, without people of your own department"
