"""`python -m microtask.cli.load_demo URL`: what `microtask up --demo` runs once the service answers at URL."""

import sys

import click

from config.environment import environment_with
from config.settings import MAIL_FILE, load_settings
from microtask import demo, queue
from microtask.db import make_engine, make_sessions
from microtask.errors import MicrotaskError
from microtask.people.keys import Passwords
from microtask.unit_of_work import UnitsOfWork

if __name__ == "__main__":
    settings = load_settings(environment_with({}))
    engine = make_engine(settings.database_url, pooled=False)
    units = UnitsOfWork(make_sessions(engine), queue.Errands(queue.connect(settings.redis_url)))
    try:
        demo.load(sys.argv[1], units, Passwords(settings.password_kilobytes), say=click.echo)
        if settings.mail_url.startswith(MAIL_FILE):
            click.echo(f"E-mails are added to {settings.mail_url.removeprefix(MAIL_FILE)}")
    except MicrotaskError as error:
        sys.exit(str(error))
