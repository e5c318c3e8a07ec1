import pytest
from marshmallow import ValidationError

from microtask.feedback.schemas import LONGEST, NewMessage


def test_what_is_sent_is_tidied():
    sent = {"text": " It works. ", "page": "/help", "reply_to": " ada@tax.example "}
    assert NewMessage().load(sent) == {"text": "It works.", "page": "/help", "reply_to": "ada@tax.example"}


@pytest.mark.parametrize("page", ["https://elsewhere.example", "/a\nb"])
def test_a_page_that_is_none_of_ours_is_left_out(page):
    assert NewMessage().load({"text": "It works.", "page": page})["page"] == ""


@pytest.mark.parametrize(
    ("field", "value"), [("text", "  "), ("text", "a" * (LONGEST + 1)), ("text", "a\x00"), ("reply_to", "nowhere")]
)
def test_what_cannot_be_used_is_told(field, value):
    with pytest.raises(ValidationError) as refused:
        NewMessage().load({"text": "It works."} | {field: value})
    assert list(refused.value.messages_dict) == [field]
