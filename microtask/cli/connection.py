"""The database of a command that works beside a running service."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from config.settings import load_machine_settings
from microtask import queue
from microtask.db import is_without_tables, make_engine, make_sessions, outage
from microtask.embedded.discovery import default_data_dir, find_services, find_settings
from microtask.embedded.errors import MachineError
from microtask.unit_of_work import UnitsOfWork

DEFAULT_URL = "http://127.0.0.1:8000"

data_dir_option = click.option(
    "--data-dir",
    type=click.Path(path_type=Path, file_okay=False),
    help="The data directory of a running `microtask up`.  [default: DATABASE_URL and REDIS_URL, or what `up` uses]",
)


def find_urls(data_dir: Path | None) -> tuple[str, str]:
    """The database and the queue: those of `data_dir`, else of the environment, else of a running `microtask up`.

    Raises `MachineError` where none is found.
    """
    machine = load_machine_settings()
    found = find_settings(data_dir, machine)
    return found.get("DATABASE_URL") or machine.database_url or "", found.get("REDIS_URL") or machine.redis_url or ""


def find_database(data_dir: Path | None) -> str:
    """As `find_urls`, for a command that needs no queue: DATABASE_URL alone is enough."""
    return (None if data_dir else load_machine_settings().database_url) or find_urls(data_dir)[0]


def find_web_url(data_dir: Path | None) -> str:
    """Where the running service answers: what `microtask up` says of itself, else its default address."""
    try:
        return find_services(data_dir or load_machine_settings().data_dir or default_data_dir()).web_url
    except MachineError:
        if data_dir is not None:
            raise
        return DEFAULT_URL


def is_without_demo(data_dir: Path | None) -> bool:
    """Whether the `microtask up` that is found says of itself that it is no demo; False where none is found."""
    try:
        return not find_services(data_dir or load_machine_settings().data_dir or default_data_dir()).demo
    except MachineError:
        return False


@contextmanager
def open_units(data_dir: Path | None) -> Iterator[UnitsOfWork]:
    """Units of work on the service's database, which is let go of at the end."""
    database_url, redis_url = find_urls(data_dir)
    engine = make_engine(database_url, pooled=False)
    with one_sentence():
        yield UnitsOfWork(make_sessions(engine), queue.Errands(queue.connect(redis_url)))


@contextmanager
def one_sentence() -> Iterator[None]:
    """Say in one sentence that the database is away, or has no tables yet."""
    try:
        yield
    except Exception as error:
        if is_without_tables(error):
            raise click.ClickException("The database has no tables yet. Run `microtask migrate` first.") from error
        if outage(error) is None:
            raise
        raise click.ClickException(
            "The database cannot be reached, or is too busy. Look whether it runs and whether DATABASE_URL names it."
        ) from error
