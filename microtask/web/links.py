"""Sign in with a link by e-mail: ask for one, and use it once."""

from flask import render_template, request

from microtask.errors import NotFound
from microtask.oidc.refusal import Refused
from microtask.people import actions, sign_in_queries
from microtask.people.keys import digest
from microtask.people.rules import is_email
from microtask.web import sessions
from microtask.web.forms import Form
from microtask.web.page import Answer, Pages, Visit, safe_path
from microtask.web.providers import refuse
from microtask.web.sign_ins import FIELDS, count_attempt, go_on, show_ways

NO_ADDRESS = "Enter your work email address, such as name@department.example."

links = Pages("links")


@links.page("/sign-in/link", methods=["POST"], public=True)
def create(visit: Visit) -> Answer:
    """Have a link sent. The answer is the same whether or not anybody is known by the address, or may come in."""
    settings = visit.house.settings
    if not settings.domains:
        raise NotFound
    email, wanted = visit.form.get("address", "").strip(), safe_path(visit.form.get("next"))
    if not is_email(email):
        return show_ways(visit, Form.refused(visit.form, {"address": [NO_ADDRESS]}, FIELDS), wanted), 422
    count_attempt(visit, email)
    base = settings.public_url or request.url_root.rstrip("/")
    actions.send_link(
        visit.unit, email=email, domains=settings.domains, address=f"{base}/sign-in/link/",
        service=settings.service_name, then=wanted,
    )  # fmt: skip
    return render_template("links/sent.html", email=email)


@links.page("/sign-in/link/<key>", public=True)
def show(visit: Visit, key: str) -> Answer:
    """Whom the link signs in. Opening it does not use it: programs that look through mail open links too."""
    link = sign_in_queries.find_link(visit.unit.session, digest(key), now=visit.unit.now)
    if link is None:
        return refuse(visit, Refused("link"))
    return render_template("links/show.html", email=link.email, key=key)


@links.page("/sign-in/link/<key>", methods=["POST"], public=True)
def use(visit: Visit, key: str) -> Answer:
    """Sign in with it, this once."""
    try:
        person, wanted = actions.use_link(visit.unit, key, domains=visit.house.settings.domains)
    except Refused as error:
        return refuse(visit, error)
    sessions.sign_in(visit.unit, person, way="link", shared="shared" in visit.form)
    return go_on(safe_path(wanted))
