"""Feedback: what people tell the service's team, and where the team reads it."""

from flask import render_template
from marshmallow import ValidationError

from microtask.feedback import actions, queries
from microtask.feedback.rules import may_read_feedback
from microtask.feedback.schemas import NewMessage
from microtask.web.forms import Form, read_number
from microtask.web.page import Answer, Pages, Visit, go_to, safe_path

FIELDS = ("text", "reply_to")
SENT = (*FIELDS, "page")
PAGE_LENGTH = 50
WANTED = NewMessage()

feedback = Pages("feedback")


@feedback.page("/feedback", public=True)
def new(visit: Visit) -> str:
    """The form. The page that somebody came from goes along, so that they need not describe it."""
    return _form(visit, Form.blank(page=safe_path(visit.query.get("from"))))


@feedback.page("/feedback", methods=["POST"], public=True)
def create(visit: Visit) -> Answer:
    """Take it, and say so."""
    try:
        actions.tell(visit.unit, **WANTED.load({name: visit.form.get(name, "") for name in SENT}))
    except ValidationError as error:
        return _form(visit, Form.refused(visit.form, error.messages_dict, FIELDS)), 422
    return go_to("/feedback/sent")


@feedback.page("/feedback/sent", public=True)
def sent(visit: Visit) -> str:  # noqa: ARG001 (every page has this signature)
    """Thanks, and what happens now."""
    return render_template("feedback/sent.html")


@feedback.page("/feedback/messages", who=may_read_feedback)
def index(visit: Visit) -> str:
    """What has been said, the newest first."""
    before = read_number(visit.query.get("before"))
    after = before if isinstance(before, int) else None
    found = queries.list_messages(visit.unit.session, before=after, limit=PAGE_LENGTH + 1)
    more = len(found) > PAGE_LENGTH
    shown = found[:PAGE_LENGTH]
    next_url = f"/feedback/messages?before={shown[-1].id}" if more else None
    return render_template("feedback/index.html", messages=shown, next_url=next_url)


def _form(visit: Visit, form: Form) -> str:
    may_read = visit.visitor is not None and may_read_feedback(visit.visitor)
    return render_template("feedback/new.html", form=form, may_read=may_read)
