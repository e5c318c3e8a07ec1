"""`microtask up`: everything on one machine."""

import contextlib
import os
import sys
from pathlib import Path

import click

from config.environment import environment_with
from config.settings import load_machine_settings
from microtask.embedded.discovery import default_data_dir
from microtask.embedded.machine import Plan, run


@click.command("up")
@click.option("--demo", is_flag=True, help="Load demo content, and let anybody on this machine sign in as anybody.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="The port to listen on.")
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="How many workers.")
@click.option(
    "--data-dir",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where the data is kept.  [default: MICROTASK_DATA_DIR, or a directory of this account]",
)
def command(*, demo: bool, host: str, port: int, workers: int, data_dir: Path | None) -> None:
    """Run PostgreSQL, Valkey, the web server, workers and the clock, until Ctrl-C.

    Where DATABASE_URL or REDIS_URL is set, the server it names is used instead of one started here.
    """
    settings = load_machine_settings()
    plan = Plan(
        data_dir=(data_dir or settings.data_dir or default_data_dir()).resolve(),
        host=host,
        port=port,
        workers=workers,
        demo=demo,
        settings=settings,
        environment=environment_with({}),
    )
    run(plan, _say)


def _say(line: str) -> None:
    """Print a line; where whoever read them has gone, the service goes on without a word."""
    try:
        click.echo(line)
    except BrokenPipeError:
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
