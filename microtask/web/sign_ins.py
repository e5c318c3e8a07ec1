"""Sign in and out: choose an organisation, or give a password; where one is signed in, and for how long.

The ways in by an identity provider and by e-mail have files of their own (`providers.py`, `links.py`).
"""

from functools import cache
from typing import Any

from flask import jsonify, render_template, request

from microtask.demo.content import read_content
from microtask.errors import Invalid, NotFound
from microtask.limits import network_of
from microtask.people import actions, sign_in_queries
from microtask.people.rules import SESSION_LENGTH
from microtask.web import errors, sessions
from microtask.web.forms import Form
from microtask.web.organisations import find_organisation, list_organisations
from microtask.web.page import KEPT_FORM, Answer, Pages, Visit, go_to, safe_path

FIELDS = ["email", "password", "address"]

sign_ins = Pages("sign_ins")


@sign_ins.page("/sign-in", public=True)
def new(visit: Visit) -> Answer:
    """The organisations, or the ways in of the one that was chosen; whoever is signed in already goes on."""
    wanted = safe_path(visit.query.get("next"))
    return go_to(wanted) if visit.visitor else show_ways(visit, Form.blank(), wanted)


@sign_ins.page("/sign-in", methods=["POST"], public=True)
def create(visit: Visit) -> Answer:
    """Sign in with an e-mail address and a password, where they are taken, and go on."""
    if not visit.house.settings.passwords:
        raise NotFound
    wanted = safe_path(visit.form.get("next"))
    email, password = visit.form.get("email", ""), visit.form.get("password", "")
    count_attempt(visit, email)
    try:
        person = actions.check_password(visit.unit, email=email, password=password, passwords=visit.house.passwords)
    except Invalid as error:
        shown = visit.form.copy()
        shown["password"] = ""
        return show_ways(visit, Form.refused(shown, error.fields, FIELDS), wanted), 422
    sessions.sign_in(visit.unit, person, way="password", shared="shared" in visit.form)
    return go_on(wanted)


@sign_ins.page("/sign-out", methods=["POST"], public=True)
def destroy(visit: Visit) -> Answer:
    """End the session, here and on the server."""
    sessions.sign_out(visit.unit)
    return go_to("/")


@sign_ins.page("/me/sign-ins")
def index(visit: Visit) -> str:
    """Where the person is signed in, for their eyes alone."""
    found = sign_in_queries.list_open_sign_ins(visit.unit.session, visit.person.person_id, now=visit.unit.now)
    here = sessions.current_session().sign_in_id
    return render_template("sign_ins/index.html", sign_ins=found, here=here)


@sign_ins.page("/me/sign-ins/end", methods=["POST"])
def destroy_all(visit: Visit) -> Answer:
    """Sign out everywhere."""
    actions.end_all_sessions(visit.unit, visit.person.person_id)
    sessions.sign_out(visit.unit)
    return go_to("/")


@sign_ins.page("/session", quiet=True, public=True)
def remaining(visit: Visit) -> Answer:
    """How many seconds are left before the person is signed out if they do nothing; asking does not count as use."""
    end, longest = sessions.find_end(), int(SESSION_LENGTH.total_seconds())
    seconds = end.seconds if end else longest
    return jsonify(seconds=seconds if visit.visitor else 0)


@sign_ins.page("/session", methods=["POST"])
def extend(visit: Visit) -> Answer:  # noqa: ARG001 (that it was called is enough)
    """Stay signed in, and go back to the page."""
    return go_to(safe_path(errors.came_from()))


def show_ways(visit: Visit, form: Form, wanted: str) -> str:
    """The page of the organisation that was chosen; without one, the list of them, in which to search."""
    organisations = list_organisations(visit.unit, visit.house)
    chosen = find_organisation(organisations, request.values.get("organisation"))
    settings = visit.house.settings
    context: dict[str, Any] = {
        "form": form,
        "next": wanted if wanted != "/" else None,
        "passwords": settings.passwords,
        "kept": sessions.KEPT in sessions.current_session(),
    }
    if organisations and chosen is None and not form.messages and visit.query.get("with") != "password":
        words = visit.query.get("find", "").strip()
        found = [each for each in organisations if each.is_called(words)]
        return render_template("sign_ins/choose.html", **context, organisations=found, find=words)
    accounts = _accounts() if settings.demo else []
    several = len(organisations) > 1
    return render_template("sign_ins/new.html", **context, chosen=chosen, several=several, accounts=accounts)


def count_attempt(visit: Visit, email: str) -> None:
    """Count one attempt to sign in to an account, and one from an address. Raises `TooMany`."""
    visit.house.limits.count("sign_ins", email.strip().lower())
    visit.house.limits.count("sign_ins_by_address", network_of(request.remote_addr))


def go_on(wanted: str) -> Answer:
    """On from signing in: to the form that waited for the person, or to where they wanted to be."""
    return go_to(KEPT_FORM if sessions.current_session().find_kept() else wanted)


@cache
def _accounts() -> list[dict[str, str]]:
    """The demo's sign-ins, for a newcomer to choose from."""
    content = read_content()
    return [
        {
            "name": person.name,
            "email": person.email,
            "password": content.password,
            "role": ", ".join(person.roles),
            "department": department.name,
        }
        for department in content.departments
        for person in department.people
    ]
