from microtask.challenges import rules
from microtask.challenges.brief_rules import SECTIONS
from microtask.web.brief import CARE_WORDS, COMPARISON_WORDS, address_of, name_sections, say_care


def test_every_care_has_words_of_its_own_and_says_what_was_measured():
    assert CARE_WORDS.keys() == COMPARISON_WORDS.keys() == rules.CARES.keys()
    for name, expected in rules.EXPECTED.items():
        assert f"{expected.low} to {expected.high} people" in CARE_WORDS[name]
        assert f"{expected.right} in 100" in CARE_WORDS[name]


def test_a_rule_is_told_in_words_or_in_its_bounds():
    assert say_care(dict(rules.CARES["quick"]), "review") == CARE_WORDS["quick"]
    assert say_care({"min": 2, "max": 9, "confidence": 0.9}, "review") == "2 to 9 people answer each item"
    assert say_care({"min": 4, "max": 9, "confidence": 0.9}, "compare") == "Each item is compared 4 to 9 times"


def test_every_section_has_a_name_and_an_address():
    assert tuple(name_sections()) == SECTIONS
    assert len({address_of(7, name) for name in SECTIONS}) == len(SECTIONS)
