import json

import pytest
from marshmallow import Schema, ValidationError, fields
from werkzeug.exceptions import Gone, RequestEntityTooLarge, ServiceUnavailable

from microtask.api.errors import MENDS, answer, by_field
from microtask.errors import Conflict, Invalid


class Stage(Schema):
    question = fields.String(required=True)


class Challenge(Schema):
    title = fields.String(required=True)
    stages = fields.List(fields.Nested(Stage))
    labels = fields.Dict(keys=fields.String(), values=fields.Integer())


def told(error: Exception) -> dict:
    response = answer(error)
    assert response.content_type == "application/problem+json"
    found = json.loads(response.data)
    assert found["status"] == response.status_code
    return found


def test_nested_messages_become_one_list_a_path():
    with pytest.raises(ValidationError) as refused:
        Challenge().load({"stages": [{"question": "Why?"}, {"colour": 1}], "labels": {"a": "x"}})
    assert by_field(refused.value.messages) == {
        "title": ["This field is missing. Give it."],
        "stages.1.question": ["This field is missing. Give it."],
        "stages.1.colour": ["There is no such field. Check its spelling, or leave it out."],
        "labels.a.value": ["Give a whole number, such as 5."],
    }


def test_every_refusal_of_the_fields_that_we_use_says_how_to_mend_it():
    used = (fields.String, fields.Integer, fields.Float, fields.Boolean, fields.List, fields.Dict, fields.Nested)
    stock = {"invalid", "null", "required", "special", "too_large", "type"}
    told = {
        sentence
        for kind in used
        for part in kind.__mro__
        for name, sentence in getattr(part, "default_error_messages", {}).items()
        if name in stock
    }
    told |= set(Schema().error_messages.values())
    assert told <= MENDS.keys()


def test_what_a_schema_refuses_is_told_like_what_an_action_refuses():
    assert told(ValidationError({"title": ["Give a title."]})) == told(Invalid({"title": ["Give a title."]}))


def test_a_message_about_no_field_stands_under_no_name():
    assert told(ValidationError("Send an object."))["errors"] == {"": ["Send an object."]}


def test_only_a_refusal_by_field_has_errors():
    assert "errors" not in told(Conflict("It was closed at noon."))


def test_refusals_of_the_server_itself_are_told_in_our_words():
    assert told(RequestEntityTooLarge())["detail"] == "What was sent is too large. Send less at once."
    assert told(Gone("It was here until May."))["detail"] == "It was here until May."
    assert answer(ServiceUnavailable(retry_after=5)).headers["Retry-After"] == "5"
