"""A form that was sent when the session was over: kept, and offered again to whoever sent it."""

from flask import render_template

from microtask.web import sessions
from microtask.web.page import Answer, Pages, Visit, go_to, safe_path

kept = Pages("kept")


@kept.page("/kept")
def show(visit: Visit) -> Answer:  # noqa: ARG001
    """What was in it, to send it now or to leave it. Nothing is sent before the person says so."""
    form = sessions.current_session().find_kept()
    if form is None:
        return go_to("/")
    return render_template("kept/show.html", path=safe_path(form["path"]), page=form["page"], fields=form["fields"])


@kept.page("/kept", methods=["POST"])
def destroy(visit: Visit) -> Answer:  # noqa: ARG001
    """Leave it: what was in it is deleted."""
    session = sessions.current_session()
    form = session.find_kept()
    session.forget_form()
    return go_to(safe_path(form["page"]) if form else "/")
