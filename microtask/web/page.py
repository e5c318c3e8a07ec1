"""The door of the HTML face. A page says once where it is, and who may see it.

A noun's file has one `Pages`, and a function of a few lines for each page:

    challenges = Pages("challenges")

    @challenges.page("/challenges/new", who=rules.may_own_challenges)
    def new(visit: Visit) -> str:
        return render_template("challenges/new.html", form=Form.blank())

    @challenges.page("/challenges", methods=["POST"], who=rules.may_own_challenges)
    def create(visit: Visit) -> Answer:
        try:
            challenge = actions.create(visit.unit, NewChallenge().load(visit.form), by=visit.person)
        except ValidationError as error:
            form = Form.refused(visit.form, error.messages, FIELDS)
            return render_template("challenges/new.html", form=form), 422
        return go_to(f"/challenges/{challenge.id}")

    @challenges.page("/challenges/<id:challenge_id>")
    def show(visit: Visit, challenge_id: int) -> str: ...

and one line in `routes.py`. The door opens the unit of work, reads the browser's session, sends whoever is not signed
in to sign in (unless the page is `public`), checks the form's CSRF token on every POST, asks `who`, calls the function
and commits. Errors become pages (`errors.py`), and nothing is saved. A function that catches an `Invalid` itself still
has its unit committed: check first, write then.

- `who` is a rule about the person. A page with one asks for more than volunteering, and the session with it: from then
  on it ends when it is idle for 30 minutes.
- After a POST: `go_to(path)`, a redirect with 303.
- `by_link=True`: the address itself, which only its recipient has, is the proof; a form needs no CSRF token.
- `quiet=True`: opening the page does not count as using the service: a script does so by itself.
- `slow=True`: the function asks another host, so that it holds no unit of work, and opens its own as below.
- `upload=True`: a file may come along (`visit.files`), and the function opens its own units of work with
  `visit.house.units.begin()`. A file goes out as a `Download`, whose bytes are made while they are sent.
"""

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any, NoReturn, TypeVar, cast
from urllib.parse import quote, urlsplit

from flask import Blueprint, Flask, Response, current_app, g, redirect, request, session
from flask_wtf.csrf import CSRFError  # type: ignore[import-untyped]
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.wrappers import Response as AnyResponse

from microtask.errors import NotAllowed, NotFound
from microtask.house import House
from microtask.limits import network_of
from microtask.people.rules import Identity, anyone
from microtask.unit_of_work import UnitOfWork
from microtask.web import errors
from microtask.web.sessions import BrowserSession

Answer = str | tuple[str, int] | AnyResponse
Function = Callable[..., "Answer | Download"]
AnyFunction = TypeVar("AnyFunction", bound=Function)

SIGN_IN = "/sign-in"
KEPT_FORM = "/kept"
LONGEST_KEPT = 1_000_000  # bytes of a form


@dataclass(slots=True)
class Visit:
    """One request of a page, as its function is given it; the ids of the path follow as keyword arguments."""

    house: House
    visitor: Identity | None
    opened: UnitOfWork | None = None

    @property
    def person(self) -> Identity:
        """Who is signed in; on a public page ask for `visitor`, which may be None."""
        return self.visitor or _forgotten("a public page has a visitor, who may be nobody")

    @property
    def unit(self) -> UnitOfWork:
        """The unit of work, which the door commits. A page with an upload has none: it opens its own."""
        return self.opened or _forgotten("a page with upload=True or slow=True opens its own units of work")

    @property
    def form(self) -> "MultiDict[str, str]":
        """The fields of the form that was sent."""
        return request.form

    @property
    def query(self) -> "MultiDict[str, str]":
        """The parameters after the question mark."""
        return request.args

    @property
    def files(self) -> "MultiDict[str, FileStorage]":
        """The files that came with the form, where the page has `upload=True`."""
        return request.files


@dataclass(frozen=True)
class Download:
    """A file that is written while it is sent: `write` yields its bytes, in a unit of work of its own."""

    filename: str
    media_type: str
    write: Callable[[UnitOfWork], Iterator[bytes]]


@dataclass(frozen=True)
class Page:
    """One page, as its function declared it."""

    path: str
    function: Function
    methods: tuple[str, ...] = ("GET",)
    public: bool = False
    who: Callable[[Identity], bool] = anyone
    upload: bool = False
    by_link: bool = False
    quiet: bool = False
    slow: bool = False


class Pages:
    """The pages of one noun."""

    def __init__(self, name: str):
        self.name = name
        self.pages: list[Page] = []

    def page(
        self,
        path: str,
        *,
        methods: tuple[str, ...] | list[str] = ("GET",),
        public: bool = False,
        who: Callable[[Identity], bool] = anyone,
        upload: bool = False,
        by_link: bool = False,
        quiet: bool = False,
        slow: bool = False,
    ) -> Callable[[AnyFunction], AnyFunction]:
        """Declare a page: see the head of this module."""

        def declare(function: AnyFunction) -> AnyFunction:
            self.pages.append(Page(path, function, tuple(methods), public, who, upload, by_link, quiet, slow))
            return function

        return declare

    def register(self, app: Flask, house: House) -> None:
        """Open the door of every page in `app`."""
        blueprint = Blueprint(self.name, self.name)
        for page in self.pages:
            name = page.function.__name__
            blueprint.add_url_rule(page.path, name, Door(page, house).view, methods=page.methods)
        app.register_blueprint(blueprint)


def go_to(path: str) -> AnyResponse:
    """Redirect to a path of this service, with 303, so that a reload never sends a form again."""
    return redirect(path, 303)


def safe_path(wanted: str | None) -> str:
    """`wanted` where it is a path of this service, else the home page: nobody is sent elsewhere by a crafted link."""
    if (
        not wanted
        or not wanted.startswith("/")
        or wanted.startswith("//")
        or "\\" in wanted
        or not wanted.isprintable()
    ):
        return "/"
    parts = urlsplit(wanted)
    return "/" if parts.scheme or parts.netloc else wanted


class Door:
    """The view of one page: reads the session, asks who may come in, calls the function, commits, answers."""

    def __init__(self, page: Page, house: House):
        self._page = page
        self._house = house
        self._is_strict = page.who is not anyone
        self._let_in = self._with_units_of_its_own if page.upload or page.slow else self._in_one_unit

    def view(self, **ids: Any) -> AnyResponse:
        """Answer one request; the ids are those of its path. Every error goes on to the table of errors."""
        if any(type(part) is str and "\x00" in part for part in ids.values()):
            raise NotFound
        return self._let_in(ids)

    def _in_one_unit(self, ids: dict[str, Any]) -> AnyResponse:
        if request.method == "POST":
            request.form  # noqa: B018 (read before the transaction begins, which must not wait for a slow sender)
        with self._house.units.begin() as unit:
            visitor = self._recognise(unit)
            return self._turn_away(visitor) or self._answer(Visit(self._house, visitor, unit), ids)

    def _with_units_of_its_own(self, ids: dict[str, Any]) -> AnyResponse:
        with self._house.units.begin() as unit:
            visitor = self._recognise(unit)
        if self._page.upload:
            request.max_content_length = self._house.settings.upload_megabytes * 1_000_000
        return self._turn_away(visitor) or self._answer(Visit(self._house, visitor), ids)

    def _recognise(self, unit: UnitOfWork) -> Identity | None:
        demo, quiet = self._house.settings.demo, self._page.quiet
        g.person = visitor = _browser().load(unit, strict=self._is_strict, demo=demo, quiet=quiet)
        if visitor is None:
            self._house.limits.count("strangers", network_of(request.remote_addr))
        else:
            self._house.limits.count("forms" if request.method == "POST" else "calls", visitor.person_id)
        return visitor

    def _turn_away(self, visitor: Identity | None) -> AnyResponse | None:
        """Where else the visitor has to go first; None where they may come in. Raises where they may not."""
        if visitor is None and not self._page.public:
            _keep_form()
            return _to_sign_in()
        if request.method == "POST" and not self._page.by_link:
            try:
                current_app.extensions["csrf"].protect()
            except CSRFError:
                # Of a page that was opened before somebody signed in again: nothing is done, and nothing is lost.
                if self._page.public or not _keep_form():
                    raise
                return go_to(KEPT_FORM)
            _browser().forget_form(_address())
        if visitor is not None and not self._page.who(visitor):
            raise NotAllowed
        if visitor is not None and self._is_strict:
            _browser().become_strict()
        return None

    def _answer(self, visit: Visit, ids: dict[str, Any]) -> AnyResponse:
        answer = self._page.function(visit, **ids)
        if isinstance(answer, Download):
            pieces = _written(answer, self._house)
            begun = next(pieces, b"")  # what goes wrong before the first piece can still be told
            response = Response(chain([begun], pieces), mimetype=answer.media_type)
            response.call_on_close(pieces.close)
            response.headers.set("Content-Disposition", "attachment", filename=answer.filename)
            return response
        if isinstance(answer, tuple):
            return Response(*answer)
        return Response(answer) if isinstance(answer, str) else answer


def _browser() -> BrowserSession:
    return cast("BrowserSession", session)


def _keep_form() -> bool:
    """Keep a form that came too late, where it came from a page of this service; whether it is kept."""
    page, size = errors.came_from(), request.content_length or 0
    if request.method != "POST" or page is None or size > LONGEST_KEPT:
        return False
    return _browser().keep_form(path=_address(), page=page, fields=request.form.items(multi=True))


def _to_sign_in() -> AnyResponse:
    """To the sign-in page, and from there back to the page that was asked for (or, after a POST, sent from)."""
    wanted = _address() if request.method == "GET" else errors.came_from()
    return go_to(f"{SIGN_IN}?next={quote(wanted, safe='/')}" if wanted and wanted != "/" else SIGN_IN)


def _address() -> str:
    """The path that was asked for, with its query."""
    return request.full_path.rstrip("?")


def _written(download: Download, house: House) -> Generator[bytes, None, None]:
    with house.units.begin() as unit:
        yield from download.write(unit)


def _forgotten(sentence: str) -> NoReturn:
    """A mistake of the page's author, which its first test finds."""
    raise TypeError(sentence)
