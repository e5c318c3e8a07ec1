"""ANNOUNCE: what has happened is told, to people by mail and to programs by webhook."""

from functools import cache

from microtask.news import actions
from microtask.news.links import Links
from microtask.unit_of_work import UnitOfWork
from workers.job import settings, step


@cache
def links() -> Links:
    """The links of this worker's letters."""
    chosen = settings()
    return Links(chosen.public_url, chosen.secret_key, chosen.service_name)


def announce(unit: UnitOfWork, _: int) -> bool:
    """Tell of one event, or of a batch of it; answers whether there may be more."""
    return actions.announce(unit, links())


run = step(announce)
