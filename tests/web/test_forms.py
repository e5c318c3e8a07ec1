from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import Schema, ValidationError, fields
from werkzeug.datastructures import MultiDict

from microtask.errors import Invalid
from microtask.kinds.registry import KINDS, question
from microtask.web import forms
from microtask.web.forms import Form

FIRST, LAST = datetime(1, 1, 2), datetime(9999, 12, 30)  # noqa: DTZ001 (hypothesis wants them naive)


def test_a_blank_form_has_no_errors_and_keeps_what_it_was_given():
    form = Form.blank(title="Letters", departments=["a", "b"], exclude_own=True, closes_at=None)
    assert form.errors == []
    assert form.text("title") == "Letters"
    assert form.text("closes_at") == ""
    assert form.has("departments", "b")
    assert form.has("exclude_own", "1")
    assert not form.has("departments", "c")
    assert form.error("title") is None


def test_a_whole_number_selects_the_radio_of_that_number():
    assert Form.blank(value=3).has("value", 3)


def test_a_refused_form_keeps_what_was_typed():
    form = Form.refused(MultiDict([("title", "x"), ("value", "a"), ("value", "b")]), {}, ["title"])
    assert form.text("title") == "x"
    assert form.has("value", "a")
    assert form.has("value", "b")


def test_errors_come_in_the_order_of_the_form_with_links_to_their_fields():
    messages = {"promise": ["Say what you will do."], "title": ["Enter a title.", "Make it shorter."]}
    form = Form.refused(MultiDict(), messages, ["title", "promise"])
    assert form.errors == [
        ("#title", "Enter a title"),
        ("#title", "Make it shorter"),
        ("#promise", "Say what you will do"),
    ]
    assert form.error("title") == "Enter a title Make it shorter"


def test_messages_of_a_real_schema_find_their_fields_and_the_others_stand_at_the_top():
    class Option(Schema):
        label = fields.String(required=True, error_messages={"required": "Each answer needs a label."})

    class Stage(Schema):
        question = fields.String(required=True, error_messages={"required": "Enter a question."})
        options = fields.List(fields.Nested(Option))

    class Challenge(Schema):
        stages = fields.List(fields.Nested(Stage))

    with pytest.raises(ValidationError) as failure:
        Challenge().load({"stages": [{"options": [{}, {}]}], "surprise": 1})
    form = Form.refused(MultiDict(), failure.value.messages_dict, ["question", "options"])
    assert form.errors == [
        ("#question", "Enter a question"),
        ("#options", "Each answer needs a label"),
        (None, "Unknown field"),
    ]


def test_two_sentences_keep_their_full_stops():
    form = Form.refused(MultiDict(), {"title": ["Too long. Use 60 characters."]}, ["title"])
    assert form.errors == [("#title", "Too long. Use 60 characters.")]


def _sent(*values: str, note: str = "") -> "MultiDict[str, str]":
    return MultiDict([("value", value) for value in values] + [("note", note)])


@pytest.mark.parametrize(
    ("sent", "answer"),
    [
        (_sent("Yes"), {"value": ["Yes"], "note": ""}),
        (_sent(forms.NOT_SURE), {"not_sure": True, "note": ""}),
        (_sent("Yes", note="  because "), {"value": ["Yes"], "note": "because"}),
        (_sent("Cost", "Time"), {"value": ["Cost", "Time"], "note": ""}),
        (_sent(forms.NONE_OF_THESE), {"value": [], "note": ""}),
        (_sent(), {"value": None, "note": ""}),
    ],
)
def test_an_answer_is_read_as_the_api_would_be_sent_it(sent, answer):
    assert forms.read_answer(sent) == answer


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_says_what_to_select_where_nothing_was(kind):
    assert "not sure" in forms.NOTHING_SELECTED[kind]


@pytest.mark.parametrize("exclusive", [forms.NOT_SURE, forms.NONE_OF_THESE])
def test_labels_together_with_none_of_these_are_refused(exclusive):
    with pytest.raises(Invalid):
        forms.read_answer(_sent("Cost", exclusive))


@pytest.mark.parametrize("value", ["Yes", ["Cost"], ["Cost", "Time"], []])
def test_an_earlier_answer_is_shown_so_that_sending_it_again_gives_it_again(value):
    form = forms.show_answer(value, note="n")
    asked = question("tag" if isinstance(value, list) else "review", options=["Yes", "Cost", "Time"])
    shown = form.values["value"]
    read = forms.read_answer(_sent(*([shown] if isinstance(shown, str) else shown), note=form.text("note")))
    kind = KINDS[asked.kind]
    assert kind.parse(read["value"], asked) == kind.parse(value, asked)
    assert read["note"] == "n"


def test_an_earlier_not_sure_is_shown():
    assert forms.show_answer(None, not_sure=True).has("value", forms.NOT_SURE)


def test_a_choice_has_its_meaning_as_a_hint():
    options = ["Yes", {"label": "No"}, {"label": "Partly", "definition": "some"}]
    assert forms.choices_of(options, None) == [("Yes", "Yes"), ("No", "No"), ("Partly", "Partly", "some")]


def test_a_scale_is_shown_in_words_alone_only_where_every_point_has_some():
    ends = {"min": -1, "max": 1, "labels": {"-1": "Worse", "1": "Better"}}
    assert forms.choices_of([], ends) == [("-1", "-1 Worse"), ("0", "0"), ("1", "1 Better")]
    full = {"min": 1, "max": 2, "labels": {"1": "No", "2": "Yes"}}
    assert forms.choices_of([], full) == [("1", "No"), ("2", "Yes")]


def test_a_day_ends_at_midnight_in_london():
    sent = MultiDict({"closes_at-day": "1", "closes_at-month": "7", "closes_at-year": "2026"})
    when = forms.read_day(sent, "closes_at")
    assert when is not None
    assert when.astimezone(UTC) == datetime(2026, 7, 1, 22, 59, 59, tzinfo=UTC)


@given(st.datetimes(min_value=FIRST, max_value=LAST, timezones=st.just(UTC)))
def test_a_day_that_was_shown_is_read_back_as_the_same_day(when):
    boxes = forms.write_day("closes_at", when)
    assert forms.write_day("closes_at", forms.read_day(MultiDict(boxes), "closes_at")) == boxes


def test_no_day_is_none():
    assert forms.read_day(MultiDict(), "closes_at") is None
    assert forms.write_day("closes_at", None) == {}


@pytest.mark.parametrize(
    "parts", [("31", "2", "2026"), ("1", "", "2026"), ("x", "1", "2026"), ("1", "1", "0"), ("9" * 30,) * 3]
)
def test_what_is_no_day_is_refused_at_its_field(parts):
    sent = MultiDict(zip(("closes_at-day", "closes_at-month", "closes_at-year"), parts, strict=True))
    with pytest.raises(Invalid) as refusal:
        forms.read_day(sent, "closes_at")
    assert list(refusal.value.fields) == ["closes_at"]
