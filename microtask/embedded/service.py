"""The programs that the service is made of, as data: what `Procfile` lists, for `microtask up`."""

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from microtask.embedded.program import Program

WEB_GRACE_SECONDS = 30.0  # above gunicorn's own, which is in config/gunicorn.py


@dataclass(frozen=True)
class Service:
    """`migrate` runs first, and to its end; then `web` and `background` side by side; `demo` once `web` answers."""

    migrate: Program
    web: Program
    background: Sequence[Program]
    demo: Program


Assemble = Callable[[Mapping[str, str], str, int], Service]
"""Makes the service out of an environment, the address to listen on, and the number of workers."""


def assemble(environment: Mapping[str, str], address: str, workers: int) -> Service:
    """The service itself, listening on `address` (`host:port`) with so many workers beside it."""

    def program(name: str, *command: str, restart: bool = True, grace: float = 15.0) -> Program:
        return Program(name, [sys.executable, "-m", *command], environment, restart=restart, grace=grace)

    gunicorn = ["gunicorn", "--config", "python:config.gunicorn", "--bind", address, "microtask.app:create_app()"]
    return Service(
        migrate=program("migrate", "microtask.cli", "migrate", restart=False),
        web=program("web", *gunicorn, grace=WEB_GRACE_SECONDS),
        background=[
            *(program(f"worker.{number}", "workers.run") for number in range(1, workers + 1)),
            program("clock", "workers.clock"),
        ],
        demo=program("demo", "microtask.cli.load_demo", f"http://{address}", restart=False),
    )
