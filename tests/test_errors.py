"""Errors are answers to a person: full sentences, with the fields that have to be mended."""

import pytest

from microtask.errors import Conflict, Invalid, MicrotaskError, NotAllowed, NotFound


@pytest.mark.parametrize("error", [MicrotaskError, NotFound, NotAllowed, Conflict])
def test_every_error_has_a_sentence_of_its_own_and_takes_a_better_one(error):
    assert str(error()).endswith(".")
    assert str(error("It was closed at noon.")) == error("It was closed at noon.").message == "It was closed at noon."


def test_what_is_invalid_names_its_fields_and_tells_the_first_sentence():
    error = Invalid({"options": [], "title": ["Give it a title.", "Shorter."]})
    assert (error.message, error.fields["title"][1]) == ("Give it a title.", "Shorter.")
    assert Invalid({"title": ["Give it a title."]}, "Nothing was saved.").message == "Nothing was saved."
    assert Invalid({}).message.endswith(".")
