import pytest

from microtask.oidc.refusal import REASONS, Refused


def test_every_reason_is_one_sentence_for_the_person():
    for reason in REASONS:
        assert Refused(reason).message.endswith(".")
        assert Refused(reason).reason == reason


def test_there_is_no_reason_without_a_sentence():
    with pytest.raises(KeyError):
        Refused("because")
