"""What the database refused, or could not do, as an error that a face can tell: the doors ask here first."""

import structlog

from microtask.db import clash, is_unstorable, outage
from microtask.errors import Conflict, Invalid, MicrotaskError

UNSTORABLE = "One of the values is too large, or of a form that cannot be kept. Nothing was saved."
RETRY_SECONDS = 1

log = structlog.get_logger(__name__)


class Away(MicrotaskError):  # noqa: N818 (named like the four of `errors`)
    """The database was away or too busy; the same request is worth another try after `RETRY_SECONDS`."""


def understood(error: Exception) -> Exception:
    """`error` as one of ours where it came from the database, and the log told why; any other as it is."""
    if sentence := outage(error):
        log.warning("database_away", reason=type(error).__name__)
        return Away(sentence)
    if constraint := clash(error):
        log.warning("constraint_refused", constraint=constraint)
        return Conflict()
    return Invalid({}, UNSTORABLE) if is_unstorable(error) else error
