"""A small client of the JSON API: one token, and patience where the service asks for it."""

import ipaddress
import time
from typing import Any, Self
from urllib.parse import urlsplit

import httpx

from microtask.errors import MicrotaskError

ATTEMPTS = 20
SAFE_TO_REPEAT = ("/assignments", "/stints")
IDLE_SECONDS = 1.0  # less than a server keeps an idle connection open
WAIT_SECONDS = 0.5
DEMO_ONLY = "Simulated volunteers exist in demo mode only. Start it with `microtask up --demo`."


class SimulationError(MicrotaskError):
    """The service did not do what the simulation needs; the message says what it answered."""

    message = "The simulation could not go on."


def check_is_this_machine(url: str) -> None:
    """Raise `SimulationError` where `url` is not a loopback address: synthetic answers belong on no real service."""
    host = urlsplit(url).hostname or ""
    try:
        is_loopback = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        is_loopback = False
    if not is_loopback:
        raise SimulationError(f"{url} is not on this machine. Simulated volunteers work on a loopback address only.")


class Client:
    """One person's calls to `url` (scheme, host and port). Close it when done, or use it in a `with` block."""

    def __init__(self, url: str, token: str):
        check_is_this_machine(url)
        self._http = httpx.Client(
            base_url=f"{url.rstrip('/')}/api/v1",
            headers={"Authorization": f"Bearer {token}"},
            timeout=30,
            limits=httpx.Limits(keepalive_expiry=IDLE_SECONDS),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def get(self, path: str, **query: Any) -> Any:
        """What the call answers. Raises `SimulationError` for anything but success."""
        return self._call("GET", path, params=query)

    def post(self, path: str, body: Any = None, **how: Any) -> Any:
        """What the call answers; `content`, `headers` and `params` go to the request as they are."""
        return self._call("POST", path, **({"json": body} if body is not None else {}), **how)

    def put(self, path: str, body: Any) -> Any:
        """What the call answers."""
        return self._call("PUT", path, json=body)

    def wait_for(self, path: str, field: str, *wanted: str, seconds: float = 120) -> Any:
        """Ask until `field` of the answer is one of `wanted`. Raises `SimulationError` when it never is."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            answer = self.get(path)
            if answer[field] in wanted:
                return answer
            time.sleep(WAIT_SECONDS / 2)
        raise SimulationError(f"{path} did not become {' or '.join(wanted)} within {seconds:.0f} seconds.")

    def wait_for_release(self, path: str, number: int, *, seconds: float = 120) -> None:
        """Wait until release `number` of the challenge at `path` is ready."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            releases = self.get(f"{path}/releases")["items"]
            if any(release["number"] == number and release["state"] == "ready" for release in releases):
                return
            time.sleep(WAIT_SECONDS / 2)
        raise SimulationError(f"Release {number} was not ready within {seconds:.0f} seconds.")

    def _call(self, method: str, path: str, **how: Any) -> Any:
        may_repeat = method == "GET" or path.startswith(SAFE_TO_REPEAT)
        for attempt in range(ATTEMPTS):
            try:
                response = self._http.request(method, path, **how)
            except httpx.TransportError as error:
                if not may_repeat or attempt == ATTEMPTS - 1:
                    raise SimulationError(f"{method} {path}: the service did not answer ({error}).") from error
                time.sleep(WAIT_SECONDS)
                continue
            if response.status_code not in (429, 503):
                break
            time.sleep(float(response.headers.get("Retry-After", WAIT_SECONDS)))
        if response.status_code == 401:
            raise SimulationError(DEMO_ONLY)
        if response.is_success:
            return response.json() if response.content else None
        problem = response.json() if "json" in response.headers.get("Content-Type", "") else {}
        raise SimulationError(f"{method} {path}: {response.status_code} {problem.get('detail') or response.text[:200]}")
