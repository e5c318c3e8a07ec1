"""The standing pages: help, cookies, accessibility, and how answers are combined."""

from flask import Response, render_template, request

from microtask.analysis.note import method_note, method_page
from microtask.web.page import Pages, Visit
from microtask.web.sessions import cookie_name

pages = Pages("pages")


@pages.page("/help", public=True)
def help_(visit: Visit) -> str:  # noqa: ARG001 (every page has this signature)
    """How to use the service."""
    return render_template("pages/help.html")


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
def accessibility(visit: Visit) -> str:  # noqa: ARG001
    """What is known of how accessible the service is."""
    return render_template("pages/accessibility.html")


@pages.page("/how-answers-are-combined", public=True)
def how_answers_are_combined(visit: Visit) -> str:  # noqa: ARG001
    """The method: the note that the report and every release have too."""
    return render_template("pages/how_answers_are_combined.html", note=method_page())


@pages.page("/how-answers-are-combined/method-note.md", public=True)
def method(visit: Visit) -> Response:  # noqa: ARG001
    """The same note as plain text, to save or to print."""
    return Response(method_note(), mimetype="text/markdown")
