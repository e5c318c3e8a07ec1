"""`microtask retain`: deletes what has been kept for long enough, or says what that would be."""

from pathlib import Path

import click

from config.settings import load_keep_days
from microtask.cli.connection import data_dir_option, open_units
from microtask.retain import look_ahead, retain
from microtask.retention import kept_for


@click.command("retain")
@click.option("--dry-run", is_flag=True, help="Say what would be deleted now, and delete nothing.")
@data_dir_option
def command(*, dry_run: bool, data_dir: Path | None) -> None:
    """Delete what the retention table says is due. A worker does the same every few hours; each run is recorded.

    The periods are those of the privacy notice, or of MICROTASK_KEEP_DAYS.
    """
    kept = kept_for(load_keep_days())
    with open_units(data_dir) as units:
        counts = look_ahead(units, kept) if dry_run else retain(units, kept)
    verb = "Would be deleted" if dry_run else "Deleted"
    for each in kept:
        if each.name in counts:
            click.echo(f"{verb}: {counts[each.name]:,} × {each.name} ({each.what}: {each.then})")  # noqa: RUF001
