"""IMPORT: the rows of a received file become items. The file stays open from one batch to the next."""

import structlog

from microtask.challenges import actions
from microtask.db import outage
from microtask.tables.reading import Limits
from microtask.unit_of_work import UnitsOfWork
from workers.job import settings, whole

UNFORESEEN = "This file could not be read, for a reason nobody foresaw. Save it as CSV UTF-8, and send that."

log = structlog.get_logger(__name__)


def import_items(units: UnitsOfWork, import_id: int, *, limits: Limits) -> None:
    """Read the file to its end, batch by batch.

    A fault that nobody foresaw fails the import rather than its worker, so that its owner is told; a database that is
    away is tried again.
    """
    try:
        with actions.Importing(import_id, limits=limits) as importing:
            more = True
            while more:
                with units.begin() as unit:
                    more = importing.step(unit)
    except Exception as error:
        if outage(error):
            raise
        log.exception("import_failed", subject=import_id)
        with units.begin() as unit:
            actions.fail(unit, import_id, UNFORESEEN)


def _import(units: UnitsOfWork, import_id: int) -> None:
    import_items(units, import_id, limits=Limits(packed=settings().spreadsheet_megabytes * 1_000_000))


run = whole(_import)
