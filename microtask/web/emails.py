"""E-mails: what somebody wants to be sent, and stopping it from a mail, without signing in."""

from flask import render_template

from microtask.errors import Invalid, NotFound
from microtask.news.links import read_token
from microtask.people import actions, queries
from microtask.people.rules import may_administer, may_own_challenges
from microtask.text import N_
from microtask.web.forms import Form, read_number
from microtask.web.page import Answer, Pages, Visit, go_to

PATH = "/me/emails"
FIELDS = ("outcomes", "challenges", "digest_day", "digest_hour")
NEVER = "never"
SAVED = N_("We have saved what you want to be e-mailed.")

emails = Pages("emails")


@emails.page(PATH)
def edit(visit: Visit) -> str:
    """The form, with what holds now."""
    chosen = queries.get_mail_choice(visit.unit.session, visit.person.person_id)
    form = Form.blank(
        outcomes="yes" if chosen.outcomes else "no",
        challenges="yes" if chosen.challenges else "no",
        digest_day=chosen.digest_day or NEVER,
        digest_hour=chosen.digest_hour,
    )
    return _page(visit, form, notice=SAVED if visit.query.get("told") == "saved" else None)


@emails.page(PATH, methods=["POST"])
def update(visit: Visit) -> Answer:
    """Store it."""
    sent = visit.form
    try:
        actions.choose_mail(
            visit.unit,
            outcomes=sent.get("outcomes") == "yes",
            challenges=sent.get("challenges", "yes") == "yes",
            digest_day=None if sent.get("digest_day") == NEVER else _number(sent.get("digest_day")),
            digest_hour=_number(sent.get("digest_hour")),
            by=visit.person,
        )
    except Invalid as error:
        return _page(visit, Form.refused(sent, error.fields, FIELDS)), 422
    return go_to(f"{PATH}?told=saved")


@emails.page("/unsubscribe/<token>", public=True)
def ask(visit: Visit, token: str) -> str:
    """One button: a mail reader that looks at every link in a mail must not stop anything by it."""
    _, kind = _read(visit, token)
    return render_template("emails/ask.html", token=token, kind=kind)


@emails.page("/unsubscribe/<token>", methods=["POST"], public=True, by_link=True)
def stop(visit: Visit, token: str) -> str:
    """No more mails of that kind; mail programs post here by themselves where somebody asks them to (RFC 8058)."""
    person_id, kind = _read(visit, token)
    actions.stop_mail(visit.unit, person_id, kind)
    return render_template("emails/stopped.html", kind=kind)


def _number(text: str | None) -> int:
    """What was selected; 0, which nobody offers, where it is no number."""
    number = read_number(text)
    return number if isinstance(number, int) else 0


def _read(visit: Visit, token: str) -> tuple[int, str]:
    found = read_token(token, secret_key=visit.house.settings.secret_key)
    if found is None:
        raise NotFound("This link is not complete. Copy all of it from the e-mail, or sign in to choose what you get.")
    return found


def _page(visit: Visit, form: Form, notice: str | None = None) -> str:
    has_challenges = may_own_challenges(visit.person) or may_administer(visit.person)
    return render_template("emails/edit.html", form=form, has_challenges=has_challenges, notice=notice)
