"""`microtask audit`: shows that nobody has changed what is recorded, and writes it to a file."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

import click

from microtask.audit import actions, queries
from microtask.audit.queries import Wanted
from microtask.audit.sheets import ENTRIES, cells
from microtask.cli.connection import data_dir_option, open_units
from microtask.tables import writing
from microtask.tables.formats import Format


@click.group("audit")
def command() -> None:
    """Check what is recorded of who did what, or export it."""


@command.command()
@click.option("--expect", metavar="SEAL", help="A seal that you noted earlier, which must be in the chain.")
@data_dir_option
def verify(*, expect: str | None, data_dir: Path | None) -> None:
    """Work the seal of every month out again. Exit status 1 where one does not fit.

    Note the last seal somewhere else: whoever owns the database could otherwise replace the whole chain.
    """
    with open_units(data_dir) as units, units.begin() as unit:
        verdict = queries.verify(unit.session)
    faults = list(verdict.faults)
    if expect is not None and expect.lower() not in verdict.seals:
        faults.append(f"The seal {expect} is not in the chain.")
    for fault in faults:
        click.echo(fault, err=True)
    sealed = f"{verdict.segments:,} sealed months with {verdict.entries:,} entries"
    click.echo(f"{sealed}; {verdict.unsealed:,} entries not sealed yet.")
    if verdict.seals:
        click.echo(f"The last seal is {verdict.seals[-1]}")
    if faults:
        sys.exit(1)


@command.command()
@click.argument("out", metavar="OUT.csv", type=click.File("wb"), default="-")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="The first day, in UTC.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="The day after the last, in UTC.")
@data_dir_option
def export(*, out: BinaryIO, since: datetime | None, until: datetime | None, data_dir: Path | None) -> None:
    """Write all entries as CSV, the oldest first, to OUT.csv or to standard output. That is recorded too."""
    with open_units(data_dir) as units, units.begin() as unit:
        wanted = Wanted(since=_in_utc(since), until=_in_utc(until))
        actions.note(unit, "audit.read", ("service", None), by=None, department=None)
        rows = map(cells, queries.stream_entries(unit.session, wanted))
        writing.write(Format.CSV, ENTRIES, rows, out)


def _in_utc(day: datetime | None) -> datetime | None:
    return None if day is None else day.replace(tzinfo=UTC)
