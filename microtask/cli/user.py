"""`microtask user`: adds people, one by one or from a file, and gives them API tokens."""

import csv
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

import click

from microtask.cli.connection import data_dir_option, open_units
from microtask.errors import Invalid
from microtask.people import actions, queries
from microtask.people.rules import ROLES, Identity
from microtask.tables import guard
from microtask.tables.formats import Format
from microtask.tables.reading import open_rows
from microtask.unit_of_work import UnitOfWork

TOKEN_NAME = "made by an operator"  # noqa: S105 (what the token is called in lists)


@click.group("user")
def command() -> None:
    """Add people, and give them API tokens."""


@command.command()
@click.argument("email")
@click.option("--name", help="Required for somebody new.")
@click.option("--department", metavar="SLUG", help="Made where it is new. Required for somebody new.")
@click.option("--role", "roles", type=click.Choice(ROLES), multiple=True, help="May be given several times.")
@click.option("--skill", "skills", multiple=True, help="Of an expert, in small letters; may be given several times.")
@click.option("--token", is_flag=True, help="Print a new API token, alone, on the last line of standard output.")
@data_dir_option
def add(
    *,
    email: str,
    name: str | None,
    department: str | None,
    roles: tuple[str, ...],
    skills: tuple[str, ...],
    token: bool,
    data_dir: Path | None,
) -> None:
    """Add a person, or add to the roles of one who is there."""
    with open_units(data_dir) as units, units.begin() as unit:
        person = actions.add_person(unit, email=email, name=name, department=department, roles=roles, skills=skills)
        issued = actions.issue_token(unit, person.id, name=TOKEN_NAME) if token else None
        held = ", ".join(_where_held(unit, person.id))
    click.echo(f"{person.name} <{person.email}> is {held}.", err=True)
    if issued:
        click.echo(issued)


@command.command("import")
@click.argument("file", metavar="FILE.csv", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--tokens", metavar="OUT.csv", type=click.Path(path_type=Path), help="Write each person's new API token.")
@data_dir_option
def import_file(*, file: Path, tokens: Path | None, data_dir: Path | None) -> None:
    """Add the people of FILE.csv: columns email, name, department and role; a row a role.

    A row that cannot be used is named with its line, and left out; the others are added all the same.
    """
    with file.open("rb") as stream, _sink(tokens) as sink, open_units(data_dir) as units, units.begin() as unit:
        try:
            with _progress(file) as advance:
                loaded = actions.load(unit, open_rows(stream, Format.CSV), advance=advance)
        except Invalid as error:
            raise click.ClickException(f"{file}: {error}") from error
        if sink is not None:
            writer = csv.writer(sink, lineterminator="\n")  # so that a shell takes no CR for a part of a token
            writer.writerow(["email", "token"])
            for email, person_id in loaded.people.items():
                writer.writerow([guard.add(email), actions.issue_token(unit, person_id, name=TOKEN_NAME)])
            sink.flush()
    for line, reason in loaded.problems:
        click.echo(f"{file}, line {line}: {reason}", err=True)
    click.echo(f"People added, or there already: {len(loaded.people)}.", err=True)
    if loaded.problems:
        click.echo(f"Rows left out: {len(loaded.problems)}. Mend them, and import the file again.", err=True)
        sys.exit(1)


def _where_held(unit: UnitOfWork, person_id: int) -> list[str]:
    """The roles, each with the departments in which it is held; a volunteer's with the one where they work."""
    identity = queries.get_identity(unit.session, person_id)
    slugs = {department.id: department.slug for department in queries.list_departments(unit.session)}
    places = {role: sorted(slugs[place] for place in _places(identity, role)) for role in ROLES}
    places["volunteer"] = [identity.department]
    return [f"{role} ({', '.join(places[role])})" for role in identity.role_names]


def _places(identity: Identity, role: str) -> set[int]:
    return {place for place, held in identity.roles if held == role} - identity.former


@contextmanager
def _progress(file: Path) -> Iterator[Callable[[int], object]]:
    """A bar that moves with the rows; nothing where standard error is no terminal."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    with file.open("rb") as lines:
        length = sum(1 for _ in lines)
    with click.progressbar(length=length, label=f"Reading {file.name}", file=sys.stderr) as bar:
        yield bar.update


@contextmanager
def _sink(path: Path | None) -> Iterator[TextIO | None]:
    """A new file that only this account can read; taken away again where the import fails."""
    if path is None:
        yield None
        return
    try:
        sink = os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8", newline="")
    except FileExistsError as error:
        raise click.ClickException(f"{path} is there already. Name a new file, so that no token is lost.") from error
    except OSError as error:
        raise click.ClickException(f"{path} cannot be written: {error.strerror}. Name another place.") from error
    try:
        with sink:
            yield sink
    except BaseException:
        path.unlink()
        raise
