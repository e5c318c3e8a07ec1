"""Forget: the links between people and their answers are destroyed, and the files of old releases deleted.

That is 90 days after the last release, or a year after closing where there was none; how long, the deployment says.
"""

from datetime import datetime

from microtask.answers import actions as answers
from microtask.assignments import actions as assignments
from microtask.challenges import actions as challenges
from microtask.results.queries import retention
from microtask.storage import actions as storage
from microtask.unit_of_work import UnitOfWork

# Participants at once: each may have thousands of answers. Files at once: each may have hundreds of megabytes.
PARTICIPANTS, FILES = 100, 5


def unlink(unit: UnitOfWork, *, released_before: datetime, closed_before: datetime) -> tuple[int, bool]:
    """Destroy the links of some participants of one challenge whose time is over.

    Answers how many links, and whether there may be more. What was said stays, under its random name, with dates.
    """
    challenge_id = retention.find_to_unlink(unit.session, released_before=released_before, closed_before=closed_before)
    if challenge_id is None:
        return 0, False
    linked = retention.list_linked(unit.session, challenge_id, limit=PARTICIPANTS)
    if linked:
        assignments.unlink(unit, linked)
        answers.coarsen(unit, linked)
        challenges.unlink(unit, linked)
    else:
        answers.coarsen_collected(unit, challenge_id)
        challenges.mark_unlinked(unit, challenge_id)
    return len(linked), True


def remove_files(unit: UnitOfWork, *, before: datetime) -> tuple[int, bool]:
    """Delete some files of releases that were made before then; their names, sizes and checksums stay.

    Answers how many, and whether there may be more.
    """
    blobs = retention.list_old_files(unit.session, before=before, limit=FILES)
    for blob_id in blobs:
        storage.remove(unit, blob_id)
    return len(blobs), bool(blobs)
