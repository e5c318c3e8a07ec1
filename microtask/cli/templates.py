"""`microtask templates`: lists the task templates, and checks one that somebody is writing."""

import sys
from pathlib import Path

import click

from microtask.catalogue import check_template, load_catalogue


@click.group(name="templates")
def command() -> None:
    """List the task templates, or check one."""


@command.command(name="list")
def list_templates() -> None:
    """One line a template: its id, its kind and its title."""
    catalogue = load_catalogue()
    longest = max((len(template.id) for template in catalogue), default=0)
    for template in catalogue:
        click.echo(f"{template.id:{longest}}  {template.kind:6}  {template.title}")


@command.command()
@click.argument("folder", metavar="DIR", type=click.Path(exists=True, file_okay=False, path_type=Path))
def check(folder: Path) -> None:
    """Check the template in DIR, and say line by line what is wrong with it."""
    faults = check_template(folder)
    for fault in faults:
        click.echo(str(fault))
    if faults:
        sys.exit(1)
    click.echo(f"{folder.resolve().name}: nothing is wrong with it.")
