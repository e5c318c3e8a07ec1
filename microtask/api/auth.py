"""Who calls the JSON API: a token in the `Authorization` header, and nothing else; a session's cookie is never read."""

from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Unauthorized

from microtask.errors import NotAllowed
from microtask.people import actions, queries
from microtask.people.keys import digest
from microtask.people.rules import Identity, may_use
from microtask.unit_of_work import UnitOfWork

SCHEME = "bearer "
ONLY_READS = "This token only reads. Make one that may change things, on the page of your tokens."


def read_token(header: str | None) -> bytes:
    """The digest of the token in an `Authorization` header. Raises 401 where there is none."""
    if header is None or not header[: len(SCHEME)].lower() == SCHEME:
        raise refusal("Send your API token in the header “Authorization: Bearer TOKEN”.")
    return digest(header[len(SCHEME) :].strip())


def identify(unit: UnitOfWork, digest: bytes, *, demo: bool, changes: bool = False) -> Identity:
    """The person whose token it is. Raises 401 for an unknown, expired or revoked one.

    Raises `NotAllowed` where the call `changes` something, and the token only reads. A simulated person exists in
    demo mode only.
    """
    bearer = queries.find_by_token(unit.connection, digest, now=unit.now)
    if bearer is None or (bearer.person.simulated and not demo):
        raise refusal("The API token is not known, or no longer counts. Ask for a new one.")
    if not may_use(bearer.scope, changes=changes):
        raise NotAllowed(ONLY_READS)
    today = unit.now.date()
    if bearer.last_used_on != today:
        actions.use_token(unit, bearer.token_id, today=today)
    return bearer.person


def refusal(sentence: str) -> Unauthorized:
    """401 with the challenge that RFC 6750 asks for."""
    return Unauthorized(sentence, www_authenticate=WWWAuthenticate("bearer", {"realm": "microtask"}))
