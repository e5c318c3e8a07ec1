"""SWEEP: find rows whose next step was lost and send the errand again. This is why Redis may be emptied at any time."""

from datetime import timedelta

from microtask.answers.queries import list_dirty_stages
from microtask.assignments import actions as assignments
from microtask.challenges import actions as challenges
from microtask.challenges.queries import list_due, list_imports_to_resume
from microtask.outbox import queries as outbox
from microtask.results import queries as results
from microtask.results.actions import forget_closed
from microtask.results.rules import QUIET_ANSWERS_A_SECOND, QUIET_SECONDS
from microtask.steps import Step
from microtask.tasks.queries import list_stages_to_split
from microtask.unit_of_work import UnitOfWork, UnitsOfWork, Version

IDLE_IMPORT = timedelta(seconds=30)
ABANDONED_IMPORT = timedelta(minutes=10)
ATTEMPT_SECONDS = 15


def sweep(units: UnitsOfWork) -> None:
    """Expire what has run out, close what is due, give up what was broken off, and send lost errands again."""
    more = True
    while more:
        with units.begin() as unit:
            more = assignments.expire(unit)
    with units.begin() as unit:
        for challenge_id in list_due(unit.session, now=unit.now):
            challenges.close_on_time(unit, challenge_id)
        challenges.fail_abandoned(unit, idle=ABANDONED_IMPORT)
        forget_closed(unit)
    with units.begin() as unit:
        _send_again(unit)
        _send_messages_again(unit)


def _attempt(unit: UnitOfWork) -> Version:
    """A name of its own four times a minute: the twin's worker may have been killed, and its name still taken."""
    return lambda *_: int(unit.now.timestamp() // ATTEMPT_SECONDS)


def _send_again(unit: UnitOfWork) -> None:
    session, attempt = unit.session, _attempt(unit)
    for stage_id in list_dirty_stages(session):
        unit.then(Step.DECIDE, stage_id, version=attempt)
    quiet = results.list_stages_gone_quiet(
        session, quiet_seconds=QUIET_SECONDS, answers_a_second=QUIET_ANSWERS_A_SECOND
    )
    for stage_id in dict.fromkeys([*quiet, *results.list_stages_to_reconsider(session)]):
        unit.then(Step.DECIDE, stage_id, version=attempt)
    for import_id in list_imports_to_resume(session, now=unit.now, idle=IDLE_IMPORT):
        unit.then(Step.IMPORT, import_id, version=attempt)
    for import_id in list_imports_to_resume(session, now=unit.now, idle=IDLE_IMPORT, scan=True):
        unit.then(Step.SCAN_IMPORT, import_id, version=attempt)
    for stage_id in list_stages_to_split(session):
        unit.then(Step.SPLIT_STAGE, stage_id, version=attempt)
    for stage_id in results.list_stages_to_advance(session):
        unit.then(Step.ADVANCE, stage_id)
    for challenge_id in results.list_closing_challenges(session):
        unit.then(Step.CLOSE, challenge_id)
    for release_id in results.list_unfinished_releases(session):
        unit.then(Step.RELEASE, release_id)


def _send_messages_again(unit: UnitOfWork) -> None:
    mail_id = outbox.find_due_mail(unit.session, now=unit.now)
    if mail_id is not None:
        unit.then(Step.SEND_MAIL, mail_id, version=_attempt(unit))
    if outbox.has_events(unit.session):
        unit.then(Step.ANNOUNCE, 0, version=_attempt(unit))
    for webhook_id in outbox.list_webhooks_to_call(unit.session, now=unit.now):
        unit.then(Step.CALL_WEBHOOK, webhook_id, version=_attempt(unit))
