"""One browser's session: a row in the database, and one cookie with the random key to it.

The cookie carries nothing else. A row is made only when something must be kept (a form's CSRF token, a person); the key
is changed at sign-in, and the row is ended at sign-out, so that a stolen cookie opens nothing any more.

A form that is sent once the session is over is kept, for whoever's session it was, and offered to them again when they
have signed in (`kept.py`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Flask, Request, Response, g, request
from flask import session as current
from flask.sessions import SessionInterface, SessionMixin
from werkzeug.datastructures import CallbackDict

from microtask.people import actions, queries, rules, sign_in_queries
from microtask.people.keys import digest
from microtask.people.rules import Identity
from microtask.unit_of_work import UnitOfWork, UnitsOfWork

LANGUAGE = "language"  # in the session's data, where another than English was chosen
STRICT = "strict"  # in the session's data, once more was done in it than volunteering
SHARED = "shared"  # where others use the device too
KEPT = "kept"  # a form that was sent when the session was over
WAS_OF = "was_of"  # whose session it was before it was over; nobody is signed in


@dataclass(frozen=True)
class End:
    """When a session ends if nothing is done, and in how many seconds that is."""

    at: datetime
    seconds: int


class BrowserSession(CallbackDict[str, Any], SessionMixin):
    """What is kept about a browser, as a dictionary; empty until `load` was called with a key that counts."""

    def __init__(self, key: str | None):
        super().__init__({}, _mark_as_modified)
        self.key = key
        self.sign_in_id: int | None = None
        self.person: Identity | None = None
        self.modified = False
        self.is_loaded = False
        self.is_seen = False
        self.key_to_send: str | None = None
        self.was_of: int | None = None
        self._seen_at: datetime | None = None
        self._now: datetime | None = None

    def load(self, unit: UnitOfWork, *, strict: bool, demo: bool, quiet: bool = False) -> Identity | None:
        """Read the session, once a request; answers who is signed in.

        A session that was idle too long is ended, where more was done in it than volunteering, or now would be: the
        page is `strict`. A `quiet` page does not count as use. A simulated person exists in demo mode only.
        """
        if self.is_loaded:
            return self.person
        self.is_loaded = True
        found = queries.find_browser(unit.connection, digest(self.key), now=unit.now) if self.key else None
        if found is None or (found.person and found.person.simulated and not demo):
            self.was_of = sign_in_queries.find_whose_browser(unit.connection, digest(self.key)) if self.key else None
            return None
        limit = rules.choose_limit(strict=strict or STRICT in found.data, shared=SHARED in found.data)
        if found.person and rules.is_idle(found.last_seen_at, unit.now, limit=limit):
            self.was_of = found.person.person_id
            actions.end_session(unit, found.sign_in_id)
            return None
        self.sign_in_id, self.person, self.was_of = found.sign_in_id, found.person, found.data.get(WAS_OF)
        self.update(found.data)
        self.modified = False
        self.is_seen = unit.now - found.last_seen_at > rules.SEEN_EVERY and not quiet
        self._seen_at, self._now = found.last_seen_at if quiet else unit.now, unit.now
        self._say_end()
        return self.person

    def become_strict(self) -> None:
        """More is done in this session than volunteering: from now on it ends when it is idle too long."""
        if STRICT not in self:
            self[STRICT] = True
            self._say_end()

    def keep_form(self, *, path: str, page: str, fields: Iterable[tuple[str, str]]) -> bool:
        """Keep a form that was sent to `path` from `page` too late; whether it is kept.

        It waits for the person who is signed in, or whose session it was, and for nobody else. A button that sends
        nothing is not worth keeping.
        """
        person_id = self.person.person_id if self.person else self.was_of
        sent = [[name, value.replace("\0", "")] for name, value in fields if name != "csrf_token"]
        if person_id is None or not sent:
            return False
        self[KEPT] = {"path": path, "page": page, "fields": sent, "for": person_id}
        return True

    def find_kept(self) -> dict[str, Any] | None:
        """The form that waits for the person who is signed in: `path`, `page` and `fields`; None where none does."""
        kept: dict[str, Any] | None = self.get(KEPT)
        return kept if kept and self.person and kept["for"] == self.person.person_id else None

    def forget_form(self, path: str | None = None) -> None:
        """Keep the form no longer: whatever it is, or where it was going to `path`."""
        if KEPT in self and path in (None, self[KEPT]["path"]):
            del self[KEPT]

    def _say_end(self) -> None:
        """Let the page say when the session ends if nothing is done; one that may rest as long as it lasts does not."""
        limit = rules.choose_limit(strict=STRICT in self, shared=SHARED in self) if self.person else None
        if limit is None or self._seen_at is None or self._now is None:
            g.session_ends = None
        else:
            ends_at = self._seen_at + limit
            g.session_ends = End(ends_at, max(0, int((ends_at - self._now).total_seconds())))


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
        """Store what changed, and send the cookie where it has a new key. After a failure nothing is stored.

        That somebody was seen is stored here too, and not while their page is made: whoever closes their account
        locks all that is theirs, this row among it, and each would wait for the other.
        """
        if not isinstance(session, BrowserSession) or response.status_code >= 500:
            return
        if session.modified and session.is_loaded:
            with self._units.begin() as unit:
                _store(unit, session)
        elif session.is_seen and session.sign_in_id is not None:
            with self._units.begin() as unit:
                actions.note_seen(unit, session.sign_in_id)
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
        session = current_session()
        if not session.is_loaded:
            with self._units.begin() as unit:
                g.person = session.load(unit, strict=False, demo=self._demo)


def cookie_name(*, secure: bool) -> str:
    """The name of the one cookie: over TLS, one that no other host and no plain connection can set."""
    return "__Host-session" if secure else "session"


def sign_in(unit: UnitOfWork, person: Identity, *, way: str, shared: bool = False) -> None:
    """Let this browser be `person`'s from now on, under a new key; for a short time where the device is `shared`.

    `way` is how they signed in, as `start_session` takes it. A form that waits for them waits on.
    """
    session = current_session()
    _end(unit, session)
    kept = {LANGUAGE: session[LANGUAGE]} if LANGUAGE in session else {}
    if KEPT in session and session[KEPT]["for"] == person.person_id:
        kept[KEPT] = session[KEPT]
    if shared:
        kept[SHARED] = True
    begun = actions.start_session(unit, person_id=person.person_id, data=kept, way=way)
    session.sign_in_id, session.key_to_send = begun
    session.clear()
    session.update(kept)
    session.modified = False
    session.person = g.person = person


def sign_out(unit: UnitOfWork) -> None:
    """End this browser's session for good."""
    session = current_session()
    _end(unit, session)
    session.sign_in_id = session.person = g.person = g.session_ends = None
    session.clear()
    session.modified = False


def find_end() -> End | None:
    """When the session of this browser ends if nothing is done; None for one that may rest as long as it lasts."""
    found: End | None = g.get("session_ends")
    return found


def current_session() -> BrowserSession:
    """The session of the browser that is being answered."""
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
        data = dict(session) | ({WAS_OF: session.was_of} if session.was_of else {})
        session.sign_in_id, session.key_to_send = actions.start_session(unit, person_id=None, data=data)


def _mark_as_modified(session: CallbackDict[str, Any]) -> None:
    session.modified = True  # type: ignore[attr-defined]
