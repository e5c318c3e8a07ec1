"""A whole service of its own for a journey: `microtask up` in a process, with people, tokens and a way to kill it."""

import csv
import os
import re
import signal
import subprocess
import sys
import threading
import time
from contextlib import closing, suppress
from pathlib import Path
from socket import socket
from typing import Any

import httpx
import psutil
import psycopg

START_SECONDS = 90
ROOT = Path(__file__).parents[2]


class Service:
    """`microtask up` in `data_dir`. Everything it says is kept in `said`."""

    def __init__(self, data_dir: Path, *options: str, environment: dict[str, str] | None = None):
        self.data_dir = data_dir
        self.said: list[str] = []
        with closing(socket()) as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
        self._environment = kept | {"MICROTASK_LOG_LEVEL": "WARNING"} | (environment or {})
        self.process = self._run("up", "--data-dir", str(data_dir), "--port", str(self.port), *options)
        self._callers: list[Caller] = []
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()
        try:
            self._wait_until_ready()
        except AssertionError:
            self.stop()
            raise

    def _run(self, *arguments: str, **how: Any) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "microtask.cli", *arguments],
            cwd=ROOT,
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            **how,
        )

    def _listen(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said.append(line.rstrip())

    def _wait_until_ready(self) -> None:
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            if any(line.startswith("ready: ") for line in self.said):
                return
            if self.process.poll() is not None:
                break
            time.sleep(0.1)
        raise AssertionError("\n".join(self.said))

    def wait_until_whole(self, *, seconds: float = 60) -> None:
        """Wait until web, database and queue answer again, or the time is up."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            with suppress(httpx.HTTPError):
                if httpx.get(f"{self.url}/readyz", timeout=5).status_code == 200:
                    return
            time.sleep(0.2)

    def stop(self) -> int:
        for caller in self._callers:
            caller.http.close()
        self.process.terminate()
        status = self.process.wait(60)
        self._listener.join(10)
        assert self.process.stdout is not None
        self.process.stdout.close()
        return status

    def caller(self, token: str) -> "Caller":
        """Calls in the name of the person with this token."""
        self._callers.append(Caller(self.url, token))
        return self._callers[-1]

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "microtask.cli", *arguments, "--data-dir", str(self.data_dir)],
            cwd=ROOT, env=self._environment, capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip

    def tokens(self, people: list[tuple[str, str, str]]) -> dict[str, str]:
        """Add people (e-mail address, department, role) and give each a token, by the command line."""
        rows, issued = self.data_dir / "people.csv", self.data_dir / "tokens.csv"
        with rows.open("w", newline="") as file:
            csv.writer(file).writerows([("email", "name", "department", "role")])
            csv.writer(file).writerows((email, email.split("@")[0], slug, role) for email, slug, role in people)
        issued.unlink(missing_ok=True)
        done = self.command("user", "import", str(rows), "--tokens", str(issued))
        assert done.returncode == 0, done.stderr
        with issued.open() as file:
            return {row["email"]: row["token"] for row in csv.DictReader(file)}

    def database_url(self) -> str:
        return re.search(r'"database_url": "([^"]+)"', (self.data_dir / "services.json").read_text())[1]  # type: ignore[index]

    def redis_url(self) -> str:
        return re.search(r'"redis_url": "([^"]+)"', (self.data_dir / "services.json").read_text())[1]  # type: ignore[index]

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.database_url()) as connection:
            return connection.execute(statement).fetchall()

    def processes(self, *words: str) -> list[psutil.Process]:
        """The processes under the supervisor in whose command line all of `words` stand."""
        found = []
        for process in psutil.Process(self.process.pid).children(recursive=True):
            try:
                line = " ".join(process.cmdline())
            except psutil.Error:
                continue
            if all(word in line for word in words):
                found.append(process)
        return found

    def kill(self, process: psutil.Process, number: signal.Signals = signal.SIGKILL) -> None:
        try:
            process.send_signal(number)
        except psutil.NoSuchProcess:
            return


class Caller:
    """One person's calls, repeated for as long as the service is away: what a careful client does."""

    def __init__(self, url: str, token: str, *, patience: float = 60):
        self.http = httpx.Client(base_url=f"{url}/api/v1", headers={"Authorization": f"Bearer {token}"}, timeout=30)
        self.patience = patience

    def __call__(self, method: str, path: str, **how: Any) -> httpx.Response:
        until = time.monotonic() + self.patience
        while True:
            try:
                response = self.http.request(method, path, **how)
                if response.status_code not in (500, 502, 503):
                    return response
            except httpx.HTTPError:
                pass
            assert time.monotonic() < until, f"{method} {path} did not come back"
            time.sleep(0.2)

    def get(self, path: str, **query: Any) -> Any:
        response = self("GET", path, params=query)
        assert response.is_success, (path, response.status_code, response.text)
        return response.json()

    def post(self, path: str, body: Any = None, **how: Any) -> Any:
        response = self("POST", path, json=body, **how) if body is not None else self("POST", path, **how)
        assert response.is_success, (path, response.status_code, response.text)
        return response.json() if response.content else None

    def wait(self, path: str, is_done: Any, *, seconds: float = 120) -> Any:
        until = time.monotonic() + seconds
        while not is_done(answer := self.get(path)):
            assert time.monotonic() < until, answer
            time.sleep(0.25)
        return answer
