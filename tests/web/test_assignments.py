import re
from datetime import timedelta

import pytest

from microtask.web import forms
from microtask.web.sittings import TOLD
from tests.web.visitor import checked, errors, heading, links, text, title

TAGS = {"kind": "tag", "template": "tag", "question": "Which themes?", "options": ["Cost", "Time", "Staff"]}
RATE = {
    "kind": "rate",
    "template": "rate",
    "question": "How useful?",
    "options": [],
    "scale": {"min": 1, "max": 5, "labels": {"1": "Not useful", "5": "Very useful"}},
    "precision": 0.5,
}
ANSWERED = "SELECT value, not_sure, note, channel FROM answers"


@pytest.fixture
def begin(visit, scene):
    """A volunteer at the first task of a sitting, and the path of that task."""

    def begin(items: int = 3, **stage):
        scene.challenge(items=items, **stage)
        volunteer = visit(scene.person())
        return volunteer, volunteer.send("/sittings", minutes="5").location

    return begin


def settle(scene, state="settled"):
    scene.do(lambda unit: unit.connection.exec_driver_sql("UPDATE tasks SET state = %s", (state,)))


def test_the_task_page_shows_the_question_the_item_and_its_answers(begin):
    volunteer, path = begin()
    page = volunteer.get(path)
    assert heading(page) == "Is it clear?"
    assert title(page).split(" \u2013 ") == ["Is it clear?", "Letters", "Microtask"]
    assert "Text 1" in text(page)
    assert "OFFICIAL" in text(page)
    assert 'value="yes"' in page.text
    assert f'value="{forms.NOT_SURE}"' in page.text
    assert checked(page) == []
    assert not [link for link in links(page) if "carry_on" in link]


def test_an_answer_is_stored_and_brings_the_next_task(begin, scene):
    volunteer, path = begin()
    response = volunteer.send(f"{path}/answer", value="yes", note=" because ")
    assert [tuple(row) for row in scene.rows(ANSWERED)] == [("yes", False, "because", "web")]
    page = volunteer.follow(response)
    assert response.location != path
    assert heading(page) == "Is it clear?"
    assert "1 done in this sitting" in text(page)
    assert path in links(page)


@pytest.mark.parametrize(
    ("stage", "sent", "stored"),
    [
        ({}, "no", ("no", False)),
        ({}, forms.NOT_SURE, (None, True)),
        (TAGS, ["Staff", "Cost"], ("Cost|Staff", False)),
        (TAGS, forms.NONE_OF_THESE, ("", False)),
        (TAGS, forms.NOT_SURE, (None, True)),
        (RATE, "4", ("4", False)),
        (RATE, forms.NOT_SURE, (None, True)),
    ],
)
def test_every_kind_takes_its_answers_and_shows_them_again(begin, scene, stage, sent, stored):
    volunteer, path = begin(**stage)
    assert volunteer.send(f"{path}/answer", value=sent).status_code == 303
    [row] = scene.rows(ANSWERED)
    assert (row.value, row.not_sure) == stored
    page = volunteer.get(path)
    assert checked(page) == sorted([sent] if isinstance(sent, str) else sent)
    assert f"{path}/change" in links(page)


@pytest.mark.parametrize(
    ("stage", "sentence"), [({}, forms.SELECT_ONE), (TAGS, forms.SELECT_ANY), (RATE, forms.SELECT_ONE)]
)
def test_nothing_selected_is_said_at_the_task_and_nothing_is_stored(begin, scene, stage, sentence):
    volunteer, path = begin(**stage)
    page = volunteer.send(f"{path}/answer", note="Hm")
    assert page.status_code == 422
    assert errors(page) == [sentence]
    assert title(page).startswith("Error: ")
    assert "Hm</textarea>" in page.text
    assert scene.rows(ANSWERED) == []


def test_what_does_not_go_together_is_said_and_what_was_chosen_stays(begin, scene):
    volunteer, path = begin(**TAGS)
    page = volunteer.send(f"{path}/answer", value=["Time", forms.NONE_OF_THESE])
    assert errors(page) == [forms.SELECT_EITHER]
    assert checked(page) == ["Time", forms.NONE_OF_THESE]
    assert scene.rows(ANSWERED) == []


@pytest.mark.parametrize(("stage", "value"), [({}, "perhaps"), ({}, forms.NONE_OF_THESE), (TAGS, "x"), (RATE, "9")])
def test_a_value_that_is_no_answer_is_refused(begin, scene, stage, value):
    volunteer, path = begin(**stage)
    page = volunteer.send(f"{path}/answer", value=value)
    assert (page.status_code, len(errors(page))) == (422, 1)
    assert scene.rows(ANSWERED) == []


def test_a_note_that_is_too_long_is_refused_and_kept(begin, scene):
    volunteer, path = begin()
    page = volunteer.send(f"{path}/answer", value="yes", note="x" * 2001)
    assert errors(page) == ["Keep the note to 2000 characters"]
    assert checked(page) == ["yes"]
    assert "x" * 2001 in page.text
    assert scene.rows(ANSWERED) == []


def test_a_form_sent_twice_counts_once_and_both_lead_on(begin, scene):
    volunteer, path = begin()
    first = volunteer.send(f"{path}/answer", value="yes")
    assert volunteer.send(f"{path}/answer", value="yes").location == first.location
    assert len(scene.rows(ANSWERED)) == 1


def test_an_earlier_answer_is_changed_from_its_page(begin, scene):
    volunteer, path = begin()
    volunteer.send(f"{path}/answer", value="yes", note="First thought")
    page = volunteer.follow(volunteer.send(f"{path}/change", value="no", note=""))
    assert TOLD["changed"] in text(page)
    assert [tuple(row) for row in scene.rows(ANSWERED)] == [("no", False, None, "web")]
    assert volunteer.send(f"{path}/change").status_code == 422


def test_another_answer_from_a_page_that_the_back_button_brought_counts_as_a_change(begin, scene):
    volunteer, path = begin()
    volunteer.send(f"{path}/answer", value="yes")
    page = volunteer.follow(volunteer.send(f"{path}/answer", value="no"))
    assert TOLD["changed"] in text(page)
    assert [row.value for row in scene.rows(ANSWERED)] == ["no"]


def test_how_long_the_page_was_open_goes_into_the_median_and_a_form_that_does_not_say_counts_all_the_same(begin, scene):
    volunteer, path = begin(items=4)
    shown_at = int(re.search(r'name="shown_at" value="(\d+)"', volunteer.get(path).text)[1])
    for said in ({"shown_at": str(shown_at - 30)}, {}, {"shown_at": "x"}, {"shown_at": str(shown_at + 60)}):
        path = volunteer.send(f"{path}/answer", value="yes", **said).location
    first, *others = [row.seconds for row in scene.rows("SELECT seconds FROM answers ORDER BY id")]
    assert 30 <= first < 60
    assert others == [None, None, None]


def test_what_has_settled_is_changed_no_more_and_no_link_leads_to_it(begin, scene):
    volunteer, path = begin()
    on = volunteer.send(f"{path}/answer", value="yes").location
    scene.do(lambda unit: unit.connection.exec_driver_sql(
        "UPDATE tasks SET state = 'settled' WHERE id IN (SELECT task_id FROM answers)"))  # fmt: skip
    assert path not in links(volunteer.get(on))
    for page in (volunteer.get(path), volunteer.send(f"{path}/change", value="no")):
        assert page.status_code == 303
        assert TOLD["kept"] in text(volunteer.follow(page))
    assert [row.value for row in scene.rows(ANSWERED)] == ["yes"]


def test_an_answer_to_what_was_settled_meanwhile_counts_and_says_so(begin, scene):
    volunteer, path = begin()
    scene.do(lambda unit: unit.connection.exec_driver_sql(
        "UPDATE tasks SET state = 'settled' WHERE id = (SELECT min(id) FROM tasks)"))  # fmt: skip
    page = volunteer.follow(volunteer.send(f"{path}/answer", value="yes"))
    assert "This was settled while you were reading. We saved your answer, and it counts." in text(page)
    assert [row.value for row in scene.rows(ANSWERED)] == ["yes"]


def test_the_last_late_answer_is_told_on_the_page_of_the_sitting(begin, scene):
    volunteer, path = begin(items=1)
    settle(scene)
    page = volunteer.follow(volunteer.send(f"{path}/answer", value="yes"))
    assert TOLD["late"] in text(page)


def test_an_answer_after_the_assignment_has_expired_counts(begin, scene):
    volunteer, path = begin()
    scene.do(lambda unit: unit.connection.exec_driver_sql(
        "UPDATE assignments SET state = 'expired', slot = NULL"))  # fmt: skip
    assert volunteer.get(path).status_code == 200
    assert volunteer.send(f"{path}/answer", value="yes").status_code == 303
    assert len(scene.rows(ANSWERED)) == 1


@pytest.mark.parametrize("how", ["settled", "hidden", "closed"])
def test_a_task_that_needs_no_answer_any_more_leads_on_to_the_next(begin, scene, how):
    volunteer, path = begin()
    statement = {
        "settled": "UPDATE tasks SET state = 'settled' WHERE id = (SELECT min(id) FROM tasks)",
        "hidden": "UPDATE tasks SET hidden = true WHERE id = (SELECT min(id) FROM tasks)",
        "closed": "UPDATE challenges SET state = 'closed'",
    }[how]
    scene.do(lambda unit: unit.connection.exec_driver_sql(statement))
    page = volunteer.follow(volunteer.get(path))
    assert TOLD["gone"] in text(page)


def test_an_answer_to_a_closed_challenge_is_refused_with_the_reason(begin, scene):
    volunteer, path = begin()
    scene.do(lambda unit: unit.connection.exec_driver_sql("UPDATE challenges SET state = 'closed'"))
    page = volunteer.send(f"{path}/answer", value="yes")
    assert page.status_code == 409
    assert "This challenge has closed, and takes no more answers." in text(page)


def test_a_paused_challenge_takes_answers_to_what_was_dealt(begin, scene):
    volunteer, path = begin()
    scene.do(lambda unit: unit.connection.exec_driver_sql("UPDATE challenges SET state = 'paused'"))
    assert heading(volunteer.get(path)) == "Is it clear?"
    assert volunteer.send(f"{path}/answer", value="yes").status_code == 303
    assert len(scene.rows(ANSWERED)) == 1


def test_skipping_brings_the_next_task_and_is_never_asked_again(begin, scene):
    volunteer, path = begin(items=2)
    on = volunteer.send(f"{path}/skip")
    assert on.location.partition("?")[0] != path
    assert "You skipped that one." in text(volunteer.follow(on))
    assert volunteer.send(f"{path}/skip").location == on.location
    assert heading(volunteer.follow(volunteer.get(path))) == "Is it clear?"
    assert volunteer.send(f"{path}/answer", value="yes").status_code == 409


def test_what_has_been_answered_is_not_skipped(begin):
    volunteer, path = begin()
    volunteer.send(f"{path}/answer", value="yes")
    page = volunteer.send(f"{path}/skip")
    assert page.status_code == 409
    assert "You have answered this one." in text(page)


def test_a_report_hides_the_item_from_everyone_and_leads_on(begin, scene, visit):
    volunteer, path = begin(items=1)
    assert heading(volunteer.get(f"{path}/report")) == "What is the problem with this item?"
    page = volunteer.follow(volunteer.send(f"{path}/report", reason="personal_details"))
    assert "We have hidden this from everyone while someone checks it." in text(page)
    assert scene.value("SELECT state FROM items") == "hidden"
    other = visit(scene.person())
    assert "/assignments/" not in other.send("/sittings", minutes="5").location


@pytest.mark.parametrize(("sent", "sentence"), [({}, "Select what the problem is"), ({"reason": "x"}, "Choose one of")])
def test_a_report_without_a_reason_says_what_to_select(begin, scene, sent, sentence):
    volunteer, path = begin(items=1)
    page = volunteer.send(f"{path}/report", **sent)
    assert page.status_code == 422
    assert errors(page)[0].startswith(sentence)
    assert scene.value("SELECT state FROM items") == "live"


@pytest.mark.parametrize("path", ["", "/answer", "/change", "/skip", "/report"])
def test_somebody_elses_assignment_is_not_found_and_stays_as_it_was(begin, visit, scene, path):
    _, theirs = begin()
    other = visit(scene.person())
    fields = {"value": "yes", "reason": "broken"}
    response = other.send(f"{theirs}{path}", **fields) if path else other.get(theirs)
    assert response.status_code == 404
    assert scene.value("SELECT count(*) FROM assignments WHERE state <> 'live'") == 0
    assert other.get(f"{theirs}/report").status_code == 404


def test_whoever_is_signed_out_signs_in_first_and_comes_back(begin, app):
    _, path = begin()
    assert app.test_client().get(path).location == f"/sign-in?next={path}"


def test_a_task_stays_after_a_long_lunch(begin, app, scene):
    volunteer, path = begin()
    app.extensions["microtask"].units.clock.moved = timedelta(hours=2)
    assert heading(volunteer.get(path)) == "Is it clear?"


def test_a_reason_for_skipping_may_be_given(visit, scene):
    scene.challenge(items=3)
    person = scene.person()
    first, *_ = scene.tray(scene.sit(person))
    volunteer = visit(person)
    assert "(optional)" in heading(volunteer.get(f"/assignments/{first.id}/skip"))
    page = volunteer.send(f"/assignments/{first.id}/skip", reason="because")
    assert page.status_code == 422
    assert errors(page)
    volunteer.send(f"/assignments/{first.id}/skip", reason="too_long")
    state = scene.rows("SELECT state, reason FROM assignments WHERE id = :id", id=first.id)[0]
    assert tuple(state) == ("skipped", "too_long")


@pytest.mark.parametrize(("change", "said"), [
    ("UPDATE challenges SET state = 'paused' RETURNING id", "This challenge was paused while you were reading."),
    ("UPDATE challenges SET state = 'closing', closing_at = now() RETURNING id", "This challenge is closing."),
    ("UPDATE assignments SET state = 'expired', slot = NULL RETURNING id", "Your time for that one had run out."),
])  # fmt: skip
def test_what_changed_while_somebody_was_reading_is_said_and_the_answer_is_kept(visit, scene, change, said):
    scene.challenge(items=1)
    person = scene.person()
    [task] = scene.tray(scene.sit(person))
    scene.rows(change)
    volunteer = visit(person)
    page = volunteer.follow(volunteer.send(f"/assignments/{task.id}/answer", value="yes"))
    assert f"{said} We saved your answer, and it counts." in text(page)
    assert scene.value("SELECT count(*) FROM answers") == 1
