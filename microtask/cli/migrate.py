"""`microtask migrate`: brings the schema to head."""

from pathlib import Path

import click

from microtask.cli.connection import data_dir_option, find_database, one_sentence
from microtask.migrations.runner import head, upgrade


@click.command("migrate")
@data_dir_option
def command(*, data_dir: Path | None) -> None:
    """Bring the database to the newest schema. Several hosts may run it at once: they take turns."""
    url = find_database(data_dir)
    with one_sentence():
        upgrade(url)
    click.echo(f"The database is at revision {head()}.", err=True)
