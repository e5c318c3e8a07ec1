import re
from collections import Counter

import pytest

from microtask.text import FOLDER, LANGUAGES, N_, NN_, SOURCE, Translations, load, read_catalogue

OTHERS = sorted(set(LANGUAGES) - {SOURCE})
VARIABLE = re.compile(r"%\((\w+)\)s|%%")


@pytest.fixture
def welsh() -> Translations:
    found = load("cy")
    assert isinstance(found, Translations)
    return found


def test_what_is_marked_stays_as_it_is():
    assert N_("Home") == "Home"
    assert NN_("%(n)s day", "%(n)s days") == ("%(n)s day", "%(n)s days")


def test_english_needs_no_catalogue():
    assert load(SOURCE).gettext("Home") == "Home"
    assert load(SOURCE).ngettext("%(num)s day", "%(num)s days", 2) == "%(num)s days"


def test_welsh_says_it_and_what_it_has_not_got_stays_english(welsh):
    assert welsh.gettext("Home") == "Hafan"
    assert welsh.gettext("Nobody has translated this") == "Nobody has translated this"
    assert welsh.has("Home")
    assert not welsh.has("Nobody has translated this")


def test_welsh_has_its_own_numbers(welsh):
    forms = [welsh.ngettext("about %(num)s minute", "about %(num)s minutes", n) for n in (1, 2, 3, 6, 10)]
    assert forms[1] == "tua %(num)s funud"
    assert forms[4] == "tua %(num)s munud"
    assert welsh.ngettext("%(n)s fish", "%(n)s fishes", 2) == "%(n)s fishes"


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_has_the_variables_of_its_text(language):
    wrong = [
        message.id
        for message in read_catalogue(FOLDER / f"{language}.po")
        if message.id
        for text in ([message.string] if isinstance(message.string, str) else message.string)
        if text and _variables(text) not in [_variables(form) for form in _forms(message.id)]
    ]
    assert wrong == []


@pytest.mark.parametrize("language", OTHERS)
def test_a_text_with_a_number_has_every_form_or_none(language):
    catalogue = read_catalogue(FOLDER / f"{language}.po")
    half = [each.id for each in catalogue if not isinstance(each.string, str) and any(each.string) != all(each.string)]
    assert half == []
    assert all(len(each.string) == catalogue.num_plurals for each in catalogue if not isinstance(each.string, str))


def _forms(texts):
    return [texts] if isinstance(texts, str) else texts


def _variables(text):
    return Counter(VARIABLE.findall(text))
