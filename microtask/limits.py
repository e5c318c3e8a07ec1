"""How fast somebody may call: each account, and before sign-in each address.

Every process counts for itself, and tells the others through Valkey a block at a time, a tenth of what is allowed:
a request of somebody who reads and answers costs a look into a dictionary (1 to 7 microseconds of CPU), where
Flask-Limiter, which asks Redis each time, costs 240. The price: an account may go over its limit by a block for each
other process. Windows are fixed, so that twice as much may pass around the end of one.

Where Valkey is away each process goes on with its own count: open between processes, and logged. Nobody is shut out.
"""

import ipaddress
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from hashlib import blake2b
from threading import Lock

from microtask.errors import MicrotaskError
from microtask.queue import Errands

BLOCKS = 10
MOST_KEPT = 50_000  # counts of one window and process; beyond that they are forgotten rather than fill the memory
SUBNET = 64  # bits of an IPv6 address that one subscriber has to themselves


class TooMany(MicrotaskError):  # noqa: N818 (named like the four of `errors`)
    """Somebody calls too fast; the same request is worth another try after `seconds`."""

    message = "That is more requests than the service takes from one person in so short a time. Nothing was saved."

    def __init__(self, seconds: int):
        super().__init__()
        self.seconds = seconds


@dataclass(frozen=True)
class Rate:
    """At most `most` times in `seconds`; with 0 there is no limit."""

    name: str
    most: int
    seconds: int = 1


@dataclass(slots=True)
class _Count:
    known: int = 0  # of all processes, as Valkey said last, and what this one has told since
    mine: int = 0  # of this process, and not yet told


@dataclass(slots=True)
class _Window:
    number: int = -1
    counts: dict[int | str, _Count] = field(default_factory=dict)


class Limits:
    """The limits of one process, by the names of their rates; safe to share between threads."""

    def __init__(self, errands: Errands, rates: Iterable[Rate], *, clock: Callable[[], float] = time.time):
        self._errands = errands
        self._rates = {rate.name: (rate, _Window()) for rate in rates}
        self._clock = clock
        self._lock = Lock()

    def count(self, name: str, who: int | str) -> None:
        """Count one thing done by `who`: the number of an account, or a text such as an address.

        Raises `TooMany` where that is more than the rate allows; what is refused is not counted. Raises `KeyError` for
        a rate that nobody has listed.
        """
        rate, window = self._rates[name]
        if not rate.most:
            return
        now = self._clock()
        number = int(now // rate.seconds)
        with self._lock:
            if window.number != number or len(window.counts) > MOST_KEPT:
                window.number, window.counts = number, {}
            count = window.counts.setdefault(who, _Count())
            if count.known + count.mine >= rate.most:
                raise TooMany(_until_next(rate, now))
            count.mine += 1
            told = count.mine if count.mine >= rate.most // BLOCKS else 0
            count.mine -= told
            count.known += told
        if told and not self._is_within(rate, number, who, count, told):
            raise TooMany(_until_next(rate, now))

    def _is_within(self, rate: Rate, number: int, who: int | str, count: _Count, told: int) -> bool:
        """Tell the other processes of a block; whether all of them together are within the rate."""
        # Neither an address nor an e-mail address is to be read in Valkey.
        key = blake2b(str(who).encode("utf-8", "replace"), digest_size=16).hexdigest()
        total = self._errands.add_up(f"limit:{rate.name}:{number}:{key}", told, seconds=2 * rate.seconds)
        if total is None:
            return True
        with self._lock:
            count.known = max(count.known, total)
        return total <= rate.most


def network_of(address: str | None) -> str:
    """Whom an address is counted for: itself, and of IPv6 the network that one subscriber has to themselves."""
    try:
        found = ipaddress.ip_address(address or "")
    except ValueError:
        return ""
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    return str(found.ipv4_mapped or ipaddress.ip_network((found, SUBNET), strict=False))


def _until_next(rate: Rate, now: float) -> int:
    """Whole seconds until the next window begins: one at least."""
    return max(1, rate.seconds - int(now % rate.seconds))
