"""The standing pages: privacy, cookies, accessibility, charter, help, and how answers are combined."""

from datetime import date, timedelta
from typing import NamedTuple

from flask import Response, render_template, request

from microtask.analysis.note import method_note, method_page
from microtask.people.rules import CHARTER_VERSION
from microtask.retention import in_words, kept_for
from microtask.web.page import Pages, Visit
from microtask.web.sessions import cookie_name

# When the accessibility statement was written, and what it says was tested was last looked at as a whole.
STATEMENT_PREPARED = date(2026, 11, 22)
SECURITY_TXT_COUNTS_FOR = timedelta(days=90)

pages = Pages("pages")


class Period(NamedTuple):
    """A line of the retention table, in words."""

    what: str
    period: str
    after: str
    then: str
    by_itself: bool


@pages.page("/help", public=True)
def help_(visit: Visit) -> str:  # noqa: ARG001 (every page has this signature)
    """How to use the service."""
    return render_template("pages/help.html")


@pages.page("/privacy", public=True)
def privacy(visit: Visit) -> str:
    """What is kept about people, why, who sees it and how long."""
    table = kept_for(visit.house.settings.keep_days)
    kept = [Period(each.what, in_words(each.period), each.after, each.then, each.by_itself) for each in table]
    return render_template("pages/privacy.html", kept=kept, contact=visit.house.settings.contact)


@pages.page("/cookies", public=True)
def cookies(visit: Visit) -> str:  # noqa: ARG001
    """All of them: there is one."""
    one = {
        "name": cookie_name(secure=request.is_secure),
        "purpose": "Keeps you signed in, and proves that a form was sent from this service",
        "expires": "When you close your browser or sign out, and after 20 hours at most",
    }
    return render_template("pages/cookies.html", cookies=[one])


@pages.page("/accessibility-statement", public=True)
def accessibility(visit: Visit) -> str:
    """What is known of how accessible the service is."""
    contact = visit.house.settings.contact
    return render_template("pages/accessibility.html", contact=contact, prepared=STATEMENT_PREPARED)


@pages.page("/too-high", public=True)
def too_high(visit: Visit) -> str:
    """What may not be put in, and where to go with it."""
    return render_template("pages/too_high.html", contact=visit.house.settings.contact)


@pages.page("/charter", public=True)
def charter(visit: Visit) -> str:  # noqa: ARG001
    """What volunteers are promised."""
    return render_template("pages/charter.html", version=CHARTER_VERSION)


@pages.page("/meet-up-plan", public=True)
def meet_up_plan(visit: Visit) -> str:  # noqa: ARG001
    """Half an hour together, in a room or on a call."""
    return render_template("pages/meet_up_plan.html")


@pages.page("/buddy-guide", public=True)
def buddy_guide(visit: Visit) -> str:  # noqa: ARG001
    """Two people, one item, and their reasons."""
    return render_template("pages/buddy_guide.html")


@pages.page("/how-answers-are-combined", public=True)
def how_answers_are_combined(visit: Visit) -> str:  # noqa: ARG001
    """The method: the note that the report and every release have too."""
    return render_template("pages/how_answers_are_combined.html", note=method_page())


@pages.page("/how-answers-are-combined/method-note.md", public=True)
def method(visit: Visit) -> Response:  # noqa: ARG001
    """The same note as plain text, to save or to print."""
    return Response(method_note(), mimetype="text/markdown")


@pages.page("/.well-known/security.txt", public=True)
def security(visit: Visit) -> Response:
    """Where to report a weakness (RFC 9116): the team's address, or where there is none its feedback page."""
    contact = visit.house.settings.contact
    lines = [
        f"Contact: mailto:{contact}" if contact else f"Contact: {request.host_url}feedback",
        f"Expires: {visit.unit.now + SECURITY_TXT_COUNTS_FOR:%Y-%m-%dT00:00:00Z}",
        "Preferred-Languages: en",
        f"Canonical: {request.base_url}",
    ]
    return Response("\n".join(lines) + "\n", mimetype="text/plain")
