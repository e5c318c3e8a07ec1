"""One browser's session: a row in the database, and one cookie with the random key to it.

The cookie carries nothing else. A row is made only when something must be kept (a form's CSRF token, a person); the key
is changed at sign-in, and the row is ended at sign-out, so that a stolen cookie opens nothing any more.
"""

from typing import Any

from flask import Flask, Request, Response, g, request
from flask import session as current
from flask.sessions import SessionInterface, SessionMixin
from werkzeug.datastructures import CallbackDict

from microtask.people import actions, queries, rules
from microtask.people.keys import digest
from microtask.people.rules import Identity
from microtask.unit_of_work import UnitOfWork, UnitsOfWork

LANGUAGE = "language"  # in the session's data, where another than English was chosen
STRICT = "strict"  # in the session's data, once more was done in it than volunteering


class BrowserSession(CallbackDict[str, Any], SessionMixin):
    """What is kept about a browser, as a dictionary; empty until `load` was called with a key that counts."""

    def __init__(self, key: str | None):
        super().__init__({}, _mark_as_modified)
        self.key = key
        self.sign_in_id: int | None = None
        self.person: Identity | None = None
        self.modified = False
        self.is_loaded = False
        self.key_to_send: str | None = None

    def load(self, unit: UnitOfWork, *, strict: bool, demo: bool) -> Identity | None:
        """Read the session, once a request; answers who is signed in.

        A session that was idle too long is ended, where more was done in it than volunteering, or now would be: the
        page is `strict`. A simulated person exists in demo mode only.
        """
        if self.is_loaded:
            return self.person
        self.is_loaded = True
        found = queries.find_browser(unit.connection, digest(self.key), now=unit.now) if self.key else None
        if found is None or (found.person and found.person.simulated and not demo):
            return None
        if (strict or STRICT in found.data) and found.person and rules.is_idle(found.last_seen_at, unit.now):
            actions.end_session(unit, found.sign_in_id)
            return None
        self.sign_in_id, self.person = found.sign_in_id, found.person
        self.update(found.data)
        self.modified = False
        if unit.now - found.last_seen_at > rules.SEEN_EVERY:
            actions.keep_session(unit, found.sign_in_id, found.data)
        return self.person

    def become_strict(self) -> None:
        """More is done in this session than volunteering: from now on it ends when it is idle too long."""
        if STRICT not in self:
            self[STRICT] = True


class Sessions(SessionInterface):
    """Opens a session for each request of the HTML face. The API has none: it never looks at a cookie."""

    def __init__(self, units: UnitsOfWork, *, demo: bool):
        self._units = units
        self._demo = demo

    def open_session(self, app: Flask, request: Request) -> SessionMixin:
        if request.path.startswith("/api/v"):
            return self.make_null_session(app)
        return BrowserSession(request.cookies.get(cookie_name(secure=request.is_secure)))

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:  # noqa: ARG002
        """Store what changed, and send the cookie where it has a new key. After a failure nothing is stored."""
        if not isinstance(session, BrowserSession) or response.status_code >= 500:
            return
        if session.modified and session.is_loaded:
            with self._units.begin() as unit:
                _store(unit, session)
        if session.key_to_send is not None:
            response.set_cookie(
                cookie_name(secure=request.is_secure),
                session.key_to_send,
                secure=request.is_secure,
                httponly=True,
                samesite="Lax",
                path="/",
            )

    def recognise(self) -> None:
        """Read the session for a page that no door opened: the one that says that there is no such page."""
        session = _current()
        if not session.is_loaded:
            with self._units.begin() as unit:
                g.person = session.load(unit, strict=False, demo=self._demo)


def cookie_name(*, secure: bool) -> str:
    """The name of the one cookie: over TLS, one that no other host and no plain connection can set."""
    return "__Host-session" if secure else "session"


def sign_in(unit: UnitOfWork, person: Identity) -> None:
    """Let this browser be `person`'s from now on, under a new key."""
    session = _current()
    _end(unit, session)
    kept = {LANGUAGE: session[LANGUAGE]} if LANGUAGE in session else {}
    session.sign_in_id, session.key_to_send = actions.start_session(unit, person_id=person.person_id, data=kept)
    session.clear()
    session.update(kept)
    session.modified = False
    session.person = g.person = person


def sign_out(unit: UnitOfWork) -> None:
    """End this browser's session for good."""
    session = _current()
    _end(unit, session)
    session.sign_in_id = session.person = g.person = None
    session.clear()
    session.modified = False


def _current() -> BrowserSession:
    session: Any = current
    found: BrowserSession = session._get_current_object()  # noqa: SLF001 (the way that Werkzeug documents)
    return found


def _end(unit: UnitOfWork, session: BrowserSession) -> None:
    if session.sign_in_id is not None:
        actions.end_session(unit, session.sign_in_id)


def _store(unit: UnitOfWork, session: BrowserSession) -> None:
    if session.sign_in_id is not None:
        actions.keep_session(unit, session.sign_in_id, dict(session))
    else:
        session.sign_in_id, session.key_to_send = actions.start_session(unit, person_id=None, data=dict(session))


def _mark_as_modified(session: CallbackDict[str, Any]) -> None:
    session.modified = True  # type: ignore[attr-defined]
