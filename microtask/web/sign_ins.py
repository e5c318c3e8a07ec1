"""Sign in and out."""

from functools import cache

from flask import render_template

from microtask.demo.content import read_content
from microtask.errors import Invalid
from microtask.people import actions
from microtask.web import sessions
from microtask.web.forms import Form
from microtask.web.page import Answer, Pages, Visit, go_to, safe_path

FIELDS = ["email", "password"]

sign_ins = Pages("sign_ins")


@sign_ins.page("/sign-in", public=True)
def new(visit: Visit) -> Answer:
    """The form; whoever is signed in already goes on to where they wanted to be."""
    wanted = safe_path(visit.query.get("next"))
    return go_to(wanted) if visit.visitor else _form(visit, Form.blank(), wanted)


@sign_ins.page("/sign-in", methods=["POST"], public=True)
def create(visit: Visit) -> Answer:
    """Sign in with an e-mail address and a password, and go on."""
    wanted = safe_path(visit.form.get("next"))
    sent = {name: visit.form.get(name, "") for name in FIELDS}
    try:
        person = actions.check_password(visit.unit, **sent, passwords=visit.house.passwords)
    except Invalid as error:
        shown = visit.form.copy()
        shown["password"] = ""
        return _form(visit, Form.refused(shown, error.fields, FIELDS), wanted), 422
    sessions.sign_in(visit.unit, person)
    return go_to(wanted)


@sign_ins.page("/sign-out", methods=["POST"], public=True)
def destroy(visit: Visit) -> Answer:
    """End the session, here and on the server."""
    sessions.sign_out(visit.unit)
    return go_to("/")


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


def _form(visit: Visit, form: Form, wanted: str) -> str:
    accounts = _accounts() if visit.house.settings.demo else []
    return render_template("sign_ins/new.html", form=form, next=wanted if wanted != "/" else None, accounts=accounts)
