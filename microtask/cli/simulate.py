"""`microtask simulate`: synthetic volunteers work through a published challenge over the real API."""

import csv
import sys
from pathlib import Path

import click

from microtask.cli.connection import data_dir_option, find_web_url, is_without_demo, open_units
from microtask.errors import Invalid
from microtask.simulate import Crowd, work_through
from microtask.simulate.client import DEMO_ONLY
from microtask.simulate.volunteers import make_volunteers


@click.command("simulate")
@click.argument("challenge", type=click.IntRange(min=1))
@click.option("--volunteers", default=20, show_default=True, type=click.IntRange(1, 500), help="How many volunteers.")
@click.option("--accuracy", default=0.8, show_default=True, type=click.FloatRange(0, 1), help="How often one is right.")
@click.option(
    "--truth",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A CSV file with columns key and answer; to compare items, a number that is higher for the better one."
    "  [default: made up from the items' keys]",
)
@click.option("--seed", default=0, show_default=True, help="The same seed, the same answers.")
@data_dir_option
def command(
    *, challenge: int, volunteers: int, accuracy: float, truth: Path | None, seed: int, data_dir: Path | None
) -> None:
    """Let synthetic volunteers answer challenge number CHALLENGE until nothing is left for them.

    They exist in demo mode alone, on this machine, and their answers are marked as simulated.
    """
    url = find_web_url(data_dir)
    if is_without_demo(data_dir):  # before anybody synthetic is written into a service where people work
        raise click.ClickException(DEMO_ONLY)
    right = {} if truth is None else _read_truth(truth)
    with open_units(data_dir) as units:
        tokens = make_volunteers(units, volunteers, crowd=str(challenge))
    crowd = Crowd(volunteers, accuracy, truth=right, seed=seed)
    silent = not sys.stderr.isatty()
    with click.progressbar(
        length=0, label="Answers", file=sys.stderr, hidden=silent, show_percent=False, show_eta=False
    ) as bar:
        given = work_through(url, tokens, challenge, crowd, progress=bar.update)
    click.echo(f"{volunteers} volunteers gave {given:,} answers to challenge {challenge}.")


def _read_truth(path: Path) -> dict[str, str]:
    with path.open(newline="", encoding="utf-8-sig") as file:
        rows = csv.DictReader(file)
        missing = {"key", "answer"} - set(rows.fieldnames or ())
        if missing:
            raise Invalid({"truth": [f"{path}, line 1: there is no column {' and no column '.join(sorted(missing))}."]})
        return {row["key"]: row["answer"] or "" for row in rows}
