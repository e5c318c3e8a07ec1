"""Calls a webhook: one POST to the address that was looked at, within strict limits of time and size.

The name is looked up once, what it leads to is checked, and the connection goes to exactly that address, so that a
name that changes between the two (DNS rebinding) gains nothing. The certificate is still checked against the name. No
redirect is followed, no proxy of the environment is used, and of the answer nothing is read but its status.
"""

import socket
import ssl
import time
from collections.abc import Iterable, Mapping, Sequence
from ipaddress import ip_address
from typing import Any

import httpcore

from microtask.outbox.addresses import Network, may_call

TOTAL_SECONDS = 10.0
LONGEST_BODY = 1_000_000  # bytes


class NotDeliveredError(Exception):
    """A call that failed: `failure` is a word of code, `status` what the receiver answered where it did."""

    def __init__(self, failure: str, *, status: int | None = None):
        self.failure = failure
        self.status = status
        super().__init__(failure)


class Caller:
    """Makes calls to public addresses, and to those of `networks`; unencrypted ones to an open loopback alone."""

    def __init__(self, networks: Sequence[Network] = (), *, total_seconds: float = TOTAL_SECONDS):
        self._networks = networks
        self._total_seconds = total_seconds
        self._safe = ssl.create_default_context()

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> int:
        """Send `body`; answers the receiver's status, 200 to 299. Raises `NotDeliveredError` for everything else."""
        if len(body) > LONGEST_BODY:
            raise NotDeliveredError("too_large")
        backend = _Backend(self._networks, time.monotonic() + self._total_seconds)
        pool = httpcore.ConnectionPool(ssl_context=self._safe, network_backend=backend, http2=False, retries=0)
        try:
            with pool, pool.stream("POST", url, content=body, headers=list(headers.items())) as response:
                status = response.status
        except _RefusedError as error:
            raise NotDeliveredError(error.reason) from None
        except ssl.SSLError:
            raise NotDeliveredError("certificate") from None
        except httpcore.TimeoutException:
            raise NotDeliveredError("timeout") from None
        except (httpcore.NetworkError, OSError) as error:
            raise NotDeliveredError("certificate" if "CERTIFICATE" in str(error) else "unreachable") from None
        except (httpcore.ProtocolError, httpcore.UnsupportedProtocol, ValueError, UnicodeError):
            raise NotDeliveredError("protocol") from None
        if not 200 <= status <= 299:
            raise NotDeliveredError("status", status=status)
        return status


class _RefusedError(Exception):
    def __init__(self, reason: str):
        self.reason = reason
        super().__init__(reason)


class _Backend(httpcore.NetworkBackend):
    """Connects to addresses that were checked, and to those only, before `deadline`."""

    def __init__(self, networks: Sequence[Network], deadline: float):
        self._networks = networks
        self._deadline = deadline

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002 (the deadline is stricter)
        local_address: str | None = None,  # noqa: ARG002
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        address = self._look_up(host, port)
        inner = httpcore.SyncBackend().connect_tcp(
            address, port, timeout=_left(self._deadline), socket_options=socket_options
        )
        is_loopback = ip_address(address).is_loopback
        return _Stream(inner, self._deadline, may_stay_plain=is_loopback)

    def _look_up(self, host: str, port: int) -> str:
        """The first address of `host`, where every one of them may be called."""
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            raise _RefusedError("unknown_host") from None
        addresses = [str(place[0]) for *_, place in found]
        if not all("%" not in address and may_call(ip_address(address), self._networks) for address in addresses):
            raise _RefusedError("private_address")
        return addresses[0]


class _Stream(httpcore.NetworkStream):
    """A connection on which everything together must end by a deadline, however slowly its bytes come."""

    def __init__(self, inner: httpcore.NetworkStream, deadline: float, *, may_stay_plain: bool):
        self._inner = inner
        self._deadline = deadline
        self._may_send = may_stay_plain

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002
        return self._inner.read(max_bytes, _left(self._deadline))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002
        if not self._may_send:
            raise _RefusedError("unencrypted")
        self._inner.write(buffer, _left(self._deadline))

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        inner = self._inner.start_tls(ssl_context, server_hostname, _left(self._deadline))
        return _Stream(inner, self._deadline, may_stay_plain=True)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)

    def close(self) -> None:
        self._inner.close()


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout
    return left
