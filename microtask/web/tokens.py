"""Tokens (A6): a person's keys to the API. Each is shown once, when it is made, and may be taken back at any moment."""

from typing import Any

from flask import render_template

from microtask.people import actions, queries
from microtask.people.rules import may_hold_tokens
from microtask.people.schemas import NewToken
from microtask.text import N_
from microtask.web.forms import REFUSALS, Form, messages_of
from microtask.web.page import Answer, Pages, Visit, go_to

PATH = "/me/tokens"
FIELDS = ("name", "scope", "days")
WANTED = NewToken()
TAKEN_BACK = N_("You have taken the token back. It opens nothing any more.")

tokens = Pages("tokens")


@tokens.page(PATH, who=may_hold_tokens)
def index(visit: Visit) -> str:
    """The person's tokens, and a form for another."""
    return _page(visit, Form.blank(), notice=TAKEN_BACK if visit.query.get("told") == "taken-back" else None)


@tokens.page(PATH, methods=["POST"], who=may_hold_tokens)
def create(visit: Visit) -> Answer:
    """Make one and show it, this once. The same form sent again is refused by its name, so a reload makes no other."""
    sent = {name: visit.form[name] for name in FIELDS if name in visit.form}
    try:
        wanted = WANTED.load(sent)
        token = actions.make_token(visit.unit, **wanted, by=visit.person)
    except REFUSALS as error:
        return _page(visit, Form.refused(visit.form, messages_of(error), FIELDS)), 422
    return render_template("tokens/show.html", name=wanted["name"], token=token)


@tokens.page(f"{PATH}/<id:token_id>/revoke", methods=["POST"], who=may_hold_tokens)
def revoke(visit: Visit, token_id: int) -> Answer:
    """Take one back."""
    actions.revoke_token(visit.unit, token_id, by=visit.person)
    return go_to(f"{PATH}?told=taken-back")


def _page(visit: Visit, form: Form, **context: Any) -> str:
    return render_template(
        "tokens/index.html",
        tokens=[_shown(visit, row) for row in queries.list_tokens(visit.unit.session, visit.person.person_id)],
        form=form,
        **context,
    )


def _shown(visit: Visit, row: Any) -> dict[str, Any]:
    return {
        "id": row.id,
        "name": row.name,
        "scope": row.scope,
        "created_at": row.created_at,
        "last_used_on": row.last_used_on,
        "expires_at": row.expires_at,
        "has_expired": row.expires_at is not None and row.expires_at <= visit.unit.now,
    }
