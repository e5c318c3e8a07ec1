"""The `microtask` command: a thin face, one file a command, each loaded only when it is asked for.

Exit status: 0 done, 1 the work failed, 2 wrong usage. An error is one sentence, never a traceback.
"""

import sys
from importlib import import_module

import click

from config.settings import SettingsError
from microtask import __version__
from microtask.errors import MicrotaskError

COMMANDS = {
    "up": "Run the whole service on this machine.",
    "migrate": "Bring the database to the newest schema.",
    "user": "Add people, and give them API tokens.",
    "aggregate": "Find the consensus in a file of answers.",
    "simulate": "Let synthetic volunteers answer a challenge.",
    "templates": "List the task templates, or check one.",
    "audit": "Check what is recorded of who did what, or export it.",
    "retain": "Delete what has been kept for long enough.",
}


class _LazyGroup(click.Group):
    """Loads `microtask.cli.<name>` when the command is called: `aggregate` must not wait for a database driver.

    What the commands do stands in `COMMANDS`, so that `--help` waits for none of them.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click's signature)
        return list(COMMANDS)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"microtask.cli.{cmd_name}").command
        return command


@click.group(cls=_LazyGroup)
@click.version_option(__version__)
def cli() -> None:
    """Small review, tag and rate tasks for public-sector volunteers, and the consensus of their answers."""


def main() -> None:
    """Run the command line; every expected failure ends as one sentence on standard error."""
    try:
        cli.main(prog_name="microtask", standalone_mode=False)
    except click.Abort:
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (MicrotaskError, SettingsError) as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(1)
