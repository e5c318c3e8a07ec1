"""How often sending is tried, what can be a mail, and what can be called."""

import re
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from microtask.errors import Invalid

# Longer than one attempt can take by its own time limits, so that nothing is sent twice while it is being sent.
LEASE = timedelta(minutes=5)

# What lies between two attempts to send a mail: eight attempts in some eighteen hours, as a mail server would.
MAIL_PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 4, 15, 40, 120, 300, 600))

LONGEST_SUBJECT = 200  # characters
LONGEST_BODY = 100_000

_ADDRESS = re.compile(r"[^@\s<>,;:\"()\\]+@[^@\s<>,;:\"()\\]+")

# What a webhook can be called about.
EVENTS = ("task.settled", "challenge.closed", "release.made")

# What lies between two attempts at a webhook, whatever they were about: after eight failures, within a day, it is off.
CALL_PAUSES = tuple(timedelta(seconds=seconds) for seconds in (5, 60, 300, 1800, 7200, 21_600, 43_200))
CALL_LEASE = timedelta(seconds=60)
GONE = 410  # the receiver says that it wants no more calls

LONGEST_URL = 2000  # characters
MOST_WEBHOOKS = 10  # a person


def choose_pause(tries: int, pauses: tuple[timedelta, ...]) -> timedelta | None:
    """How long to wait after `tries` attempts have failed; None where that was the last."""
    return pauses[tries - 1] if tries <= len(pauses) else None


def state_of_webhook(disabled_at: datetime | None, due_at: datetime | None, *, now: datetime) -> str:
    """`on`, `resting` until it is tried again after a failure, or `off`."""
    if disabled_at is not None:
        return "off"
    return "resting" if due_at is not None and due_at > now else "on"


def check_mail(to: str, subject: str, body: str) -> None:
    """Raise `Invalid` for what cannot be one mail to one address: a line break in a heading is another heading."""
    faults: dict[str, list[str]] = {}
    if not _ADDRESS.fullmatch(to) or not to.isprintable():
        faults["to"] = ["A mail goes to one e-mail address, such as name@department.example."]
    if not subject.strip() or not subject.isprintable() or len(subject) > LONGEST_SUBJECT:
        faults["subject"] = [f"The subject is one line of at most {LONGEST_SUBJECT} characters."]
    if not body.strip() or "\0" in body or len(body) > LONGEST_BODY:
        faults["body"] = [f"The body is a text of at most {LONGEST_BODY:,} characters."]
    if faults:
        raise Invalid(faults)


def check_url(url: str, *, is_loopback_open: bool) -> None:
    """Raise `Invalid` for what cannot be called: an encrypted address of a host, and nothing hidden in it.

    Where it leads is looked at before each call. With `is_loopback_open`, which is for development, `http` will do.
    """
    schemes = ("https", "http") if is_loopback_open else ("https",)
    try:
        parts = urlsplit(url)
        is_usable = parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_usable = False
    if not is_usable or not url.isascii() or not url.isprintable() or " " in url or len(url) > LONGEST_URL:
        raise Invalid({"url": ["Give an address that begins with https://, such as https://host.example/hook."]})
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise Invalid({"url": ["Give the address without a name, a password or a # part."]})
