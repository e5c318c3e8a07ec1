"""`microtask up`: the whole service on one machine, from an empty directory to a page, and back to nothing running."""

import http.client
import ipaddress
import os
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from config.settings import MachineSettings, Settings, load_settings
from microtask.embedded.account import own_account
from microtask.embedded.directory import Lock, kept_secret, make_directory
from microtask.embedded.discovery import Services, announce, withdraw
from microtask.embedded.errors import MachineError
from microtask.embedded.guard import Guard
from microtask.embedded.postgres import Postgres
from microtask.embedded.server import START_SECONDS, EmbeddedServer
from microtask.embedded.service import Assemble, assemble
from microtask.embedded.supervisor import Supervisor
from microtask.embedded.valkey import Valkey

WEB_START_SECONDS = 60.0
ANSWER_SECONDS = 2.0
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 -- to be told apart, not to listen on


@dataclass(frozen=True)
class Plan:
    """What is to run. `environment` is handed on to every program of the service, with what it lacks added."""

    data_dir: Path
    host: str
    port: int
    workers: int
    demo: bool
    settings: MachineSettings
    environment: Mapping[str, str]

    @property
    def mail_file(self) -> Path:
        """Where a demo without a mail server puts its mails."""
        return self.data_dir / "mail.txt"

    @property
    def address(self) -> str:
        """Where the web server listens."""
        return _joined(self.host, self.port)

    @property
    def web_url(self) -> str:
        """Where this machine finds the web server: one that listens everywhere is found on the loopback."""
        return f"http://{_joined(EVERYWHERE.get(self.host, self.host), self.port)}"


def run(plan: Plan, say: Callable[[str], object], *, programs: Assemble = assemble) -> None:
    """Run the service until SIGINT or SIGTERM; `say` gets every line. Raises `MachineError` with one sentence.

    Whatever happens to this process, nothing that it started stays behind.
    """
    if plan.demo and not _is_loopback(plan.host):
        raise MachineError(f"--demo lets anybody sign in, so it keeps to this machine: {plan.host} is no loopback.")
    make_directory(plan.data_dir, own_account(), 0o711 if os.geteuid() == 0 else 0o700)
    lock = Lock(plan.data_dir)
    lock.acquire()
    try:
        _check_that_nobody_listens(plan.host, plan.port)
        guard = Guard(keep_open=[lock.descriptor])
        with Supervisor(guard, say) as supervisor:
            try:
                _serve(plan, supervisor, guard, say, programs)
            finally:
                withdraw(plan.data_dir)
    finally:
        lock.release()


def _serve(plan: Plan, supervisor: Supervisor, guard: Guard, say: Callable[[str], object], programs: Assemble) -> None:
    settings = _start_servers(plan, supervisor, guard)
    announce(
        plan.data_dir,
        Services(os.getpid(), plan.web_url, settings.database_url, settings.redis_url, settings.secret_key, plan.demo),
    )
    service = programs(_environment(plan, settings), plan.address, plan.workers)
    if supervisor.run_to_end(service.migrate) != 0:
        raise MachineError("The database could not be brought up to date: what was said stands above.")
    supervisor.start(service.web)
    supervisor.wait_until(service.web, lambda: _answers(plan.web_url), within=WEB_START_SECONDS)
    for program in service.background:
        supervisor.start(program)
    say(f"ready: {plan.web_url}")
    if plan.demo and supervisor.run_to_end(service.demo) != 0:
        say("The demo content could not be loaded: what was said stands above.")
    supervisor.run()


def _start_servers(plan: Plan, supervisor: Supervisor, guard: Guard) -> Settings:
    """Start the servers whose URLs are not set, and return the settings that lead to all of them.

    A mistake in the other settings is found before anything is started.
    """
    servers: dict[str, EmbeddedServer] = {}
    if plan.settings.database_url is None:
        servers["DATABASE_URL"] = Postgres(plan.data_dir / "postgres", programs=plan.settings.postgres_bin)
    if plan.settings.redis_url is None:
        servers["REDIS_URL"] = Valkey(plan.data_dir / "valkey", programs=plan.settings.valkey_bin)
    prepared = [(server, server.prepare(guard)) for server in servers.values()]
    secret = plan.environment.get("SECRET_KEY") or kept_secret(plan.data_dir / "secret_key")
    urls = {name: server.url for name, server in servers.items()}
    settings = load_settings({**plan.environment, **urls, "SECRET_KEY": secret})
    for _server, program in prepared:
        supervisor.start(program)
    for server, program in prepared:
        supervisor.wait_until(program, server.is_ready, within=START_SECONDS)
    return settings


def _environment(plan: Plan, settings: Settings) -> dict[str, str]:
    return {
        "PROMETHEUS_MULTIPROC_DIR": str(plan.data_dir / "metrics"),
        "MICROTASK_URL": plan.web_url,
        # A line a request, or its mails, would push the sign-ins of a demo off the screen.
        **({"MICROTASK_LOG_LEVEL": "WARNING", "MICROTASK_MAIL": f"file:{plan.mail_file}"} if plan.demo else {}),
        **plan.environment,
        "DATABASE_URL": settings.database_url,
        "REDIS_URL": settings.redis_url,
        "SECRET_KEY": settings.secret_key,
        "MICROTASK_DEMO": "1" if plan.demo else "0",  # a variable left in a shell must not open a service to anybody
        "PYTHONUNBUFFERED": "1",
    }


def _joined(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _check_that_nobody_listens(host: str, port: int) -> None:
    """Raise `MachineError` where the address cannot be listened on, before anything is started for it."""
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
    except OSError as error:
        raise MachineError(
            f"{_joined(host, port)} cannot be listened on ({error.strerror}). Choose another with --port or --host."
        ) from error


def _answers(web_url: str) -> bool:
    """Whether the web server says that it is alive."""
    # No proxy of the environment stands between a machine and itself, so no urllib.
    connection = http.client.HTTPConnection(urlsplit(web_url).netloc, timeout=ANSWER_SECONDS)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
