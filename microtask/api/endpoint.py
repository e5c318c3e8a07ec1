"""The door of the JSON API. An endpoint says once what it takes, who may call it and what it answers.

A noun's file has one `Endpoints`, and a function of a few lines for each call:

    challenges = Endpoints("challenges", "What a department asks.")

    @challenges.post("/challenges", body=NewChallenge, answer=ShownChallenge, status=201, who=rules.may_own_challenges)
    def create(call: Call) -> Challenge:
        \"\"\"Make a draft.\"\"\"
        return actions.create(call.unit, call.body, by=call.person)

    @challenges.get("/challenges", answer=ShownChallenge, paged=(int,))
    def index(call: Call) -> Page:
        \"\"\"The challenges that the caller may see.\"\"\"
        rows = queries.list_visible(call.unit.session, call.person, after=call.place.after, limit=call.place.fetch)
        return call.place.page(rows, lambda row: (row.id,))

    @challenges.get("/challenges/<id:challenge_id>", answer=ShownChallenge)
    def show(call: Call, challenge_id: int) -> Challenge: ...

and one line in `routes.py`. The door reads the body, opens the unit of work, asks whose token it is and whether `who`
lets them in, loads body and query by their schemas (unknown fields are refused), calls the function, dumps what it
answers by its schema, commits, and turns every error into problem details. The function's docstring is the
documentation: a first line, then more if there is more to say.

- `status` is what a call answers; where the same call again answers another (`again=200`), return `Repeated(result)`.
- A file comes in with `takes=("text/csv", ...)`: the function reads `call.stream`, and opens its own units of work with
  `call.house.units.begin()`, because no transaction may wait for a slow sender. What it answers is dumped all the same.
- A file goes out with `sends=("text/csv", ...)`: return a `Download`, whose bytes are made while they are sent.
- No `answer`: an empty body.
"""

import json
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, NoReturn

from flask import Response, request
from marshmallow import Schema
from werkzeug.exceptions import Unauthorized, UnsupportedMediaType

from microtask.api import auth, errors, paging, reading
from microtask.api.paging import Page, Place
from microtask.errors import NotAllowed, NotFound
from microtask.house import House
from microtask.limits import TooMany, network_of
from microtask.people.rules import Identity, anyone
from microtask.unit_of_work import UnitOfWork

Function = Callable[..., Any]


@dataclass(slots=True)
class Call:
    """One call, as an endpoint's function is given it; the ids of the path follow as keyword arguments."""

    house: House
    person: Identity
    query: dict[str, Any]
    body: dict[str, Any] = field(default_factory=dict)
    opened: UnitOfWork | None = None
    paged: Place | None = None

    @property
    def unit(self) -> UnitOfWork:
        """The unit of work, which the door commits. An endpoint that takes a file has none: it opens its own."""
        return self.opened or _forgotten("an endpoint that takes a file opens its own units of work")

    @property
    def place(self) -> Place:
        """Which part of the list was asked for, where the endpoint is `paged`."""
        return self.paged or _forgotten("this endpoint was not declared with paged=(…)")

    @property
    def stream(self) -> Any:
        """The file that is being sent, as a binary stream; for endpoints that declare `takes`.

        Its `read` raises `BrokenOff` where the sender stops before all that was announced has arrived.
        """
        return reading.WholeStream(request.stream, request.content_length)

    @property
    def media_type(self) -> str:
        """What kind of file it is said to be: one of `takes`."""
        return request.mimetype


@dataclass(frozen=True)
class Repeated:
    """The answer to a call that had been made before: sent with the endpoint's `again` status."""

    result: Any


@dataclass(frozen=True)
class Download:
    """A file that is written while it is sent: `write` yields its bytes, in a unit of work of its own."""

    filename: str
    media_type: str
    write: Callable[[UnitOfWork], Iterator[bytes]]


@dataclass(frozen=True)
class Endpoint:
    """One call of the API, as its function declared it."""

    method: str
    path: str
    function: Function
    body: Schema | None = None
    query: Schema | None = None
    answer: Schema | None = None
    status: int = 200
    again: int | None = None
    who: Callable[[Identity], bool] = anyone
    paged: tuple[type, ...] | None = None
    takes: tuple[str, ...] = ()
    sends: tuple[str, ...] = ()


class Endpoints:
    """The calls of one noun, in the order in which the reference page shows them."""

    def __init__(self, name: str, description: str):
        self.name = name
        self.description = description
        self.endpoints: list[Endpoint] = []

    def get(self, path: str, **declared: Any) -> Callable[[Function], Function]:
        """Declare a call that reads: see the head of this module."""
        return self._declare("GET", path, **declared)

    def post(self, path: str, **declared: Any) -> Callable[[Function], Function]:
        """Declare a call that does something."""
        return self._declare("POST", path, **declared)

    def put(self, path: str, **declared: Any) -> Callable[[Function], Function]:
        """Declare a call that sets something, however often it is made."""
        return self._declare("PUT", path, **declared)

    def patch(self, path: str, **declared: Any) -> Callable[[Function], Function]:
        """Declare a call that changes a part."""
        return self._declare("PATCH", path, **declared)

    def delete(self, path: str, **declared: Any) -> Callable[[Function], Function]:
        """Declare a call that takes something away."""
        return self._declare("DELETE", path, **declared)

    def _declare(
        self,
        method: str,
        path: str,
        *,
        body: type[Schema] | None = None,
        query: type[Schema] | None = None,
        answer: type[Schema] | None = None,
        paged: tuple[type, ...] | None = None,
        **rest: Any,
    ) -> Callable[[Function], Function]:
        if paged is not None:
            query = type(f"{query.__name__}Page", (query, paging.PageQuery), {}) if query else paging.PageQuery

        def declare(function: Function) -> Function:
            self.endpoints.append(
                Endpoint(
                    method,
                    path,
                    function,
                    body=_made(body),
                    query=_made(query),
                    answer=_made(answer),
                    paged=paged,
                    **rest,
                )
            )
            return function

        return declare


class Door:
    """The view of one endpoint: reads, asks who calls, calls the function, commits, answers."""

    def __init__(self, endpoint: Endpoint, house: House):
        self._endpoint = endpoint
        self._house = house
        self._let_in = self._with_file if endpoint.takes else self._in_one_unit

    def view(self, **ids: Any) -> Response:
        """Answer one request; the ids are those of its path. Every error ends in the table of errors."""
        try:
            token = auth.read_token(request.headers.get("Authorization"))
            if any(type(part) is str and "\x00" in part for part in ids.values()):
                raise NotFound
            return self._let_in(token, ids)
        except Exception as error:  # noqa: BLE001 (the table of errors is the one place that knows them all)
            return errors.answer(self._counted(error))

    def _counted(self, error: Exception) -> Exception:
        """`error`; but whoever calls without a token that counts, again and again, is told to wait."""
        if isinstance(error, Unauthorized):
            try:
                self._house.limits.count("strangers", network_of(request.remote_addr))
            except TooMany as too_many:
                return too_many
        return error

    def _in_one_unit(self, token: bytes, ids: dict[str, Any]) -> Response:
        endpoint = self._endpoint
        raw = b"" if endpoint.body is None else reading.read_body(request)
        with self._house.units.begin() as unit:
            call = self._enter(unit, token)
            call.opened = unit
            if endpoint.body is not None:
                call.body = reading.load_body(raw, endpoint.body)
            status, answer = _dump(endpoint, endpoint.function(call, **ids))
        return self._respond(status, answer)

    def _with_file(self, token: bytes, ids: dict[str, Any]) -> Response:
        endpoint = self._endpoint
        request.max_content_length = self._house.settings.upload_megabytes * 1_000_000
        if request.mimetype not in endpoint.takes:
            raise UnsupportedMediaType(f"Send one of these media types: {', '.join(endpoint.takes)}.")
        with self._house.units.begin() as unit:
            call = self._enter(unit, token)
        return self._respond(*_dump(endpoint, endpoint.function(call, **ids)))

    def _enter(self, unit: UnitOfWork, token: bytes) -> Call:
        endpoint = self._endpoint
        changes = endpoint.method != "GET"
        person = auth.identify(unit, token, demo=self._house.settings.demo, changes=changes)
        self._house.limits.count("calls", person.person_id)
        if not endpoint.who(person):
            raise NotAllowed
        query = reading.load_query(request, endpoint.query)
        place = None if endpoint.paged is None else paging.read_place(query, endpoint.paged)
        return Call(self._house, person, query, paged=place)

    def _respond(self, status: int, answer: Any) -> Response:
        if isinstance(answer, Download):
            pieces = self._written(answer)
            begun = next(pieces, b"")  # what goes wrong before the first piece can still be told
            response = Response(chain([begun], pieces), status, mimetype=answer.media_type)
            response.call_on_close(pieces.close)
            response.headers.set("Content-Disposition", "attachment", filename=answer.filename)
            return response
        if answer is None:
            return Response(status=status)
        body = json.dumps(answer, ensure_ascii=False, separators=(",", ":"))
        return Response(body, status, mimetype="application/json")

    def _written(self, download: Download) -> Generator[bytes, None, None]:
        with self._house.units.begin() as unit:
            yield from download.write(unit)


def _made(schema: type[Schema] | None) -> Schema | None:
    """One instance for all requests: a schema keeps nothing of what it loads."""
    return None if schema is None else schema()


def _dump(endpoint: Endpoint, result: Any) -> tuple[int, Any]:
    """The status, and what `result` looks like in JSON; a download stays as it is."""
    status = endpoint.status
    if isinstance(result, Repeated):
        status = endpoint.again or _forgotten("a call that can be Repeated declares again=STATUS")
        result = result.result
    if isinstance(result, Download):
        return status, result
    if endpoint.answer is None:
        return status, None
    if isinstance(result, Page):
        return status, {"items": endpoint.answer.dump(result.items, many=True), "next": result.next}
    return status, endpoint.answer.dump(result)


def _forgotten(sentence: str) -> NoReturn:
    """A mistake of the endpoint's author, which its first test finds."""
    raise TypeError(sentence)
