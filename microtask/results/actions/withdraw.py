"""Withdraw: a person takes their answers back, of one challenge or of all.

What they said is blanked and the stub stays, so that nobody is asked the same twice. The slots of the answers are free
again. A task that nobody else has answered, and one that was given up on for want of agreement, is asked about anew;
what has settled is decided again from the answers that are left, by a full pass. A release never changes.
"""

from typing import Any

from sqlalchemy import text

from microtask.challenges import actions as challenges
from microtask.challenges.actions import life
from microtask.people.rules import Identity
from microtask.results.actions.overtake import overtake
from microtask.results.queries.mine import get_given
from microtask.results.rules import ASKED_ANEW
from microtask.steps import Step
from microtask.unit_of_work import UnitOfWork

# The order in which every action locks: assignments, then tasks, each by id. Answers come last, as when deciding.
_LOCK_ASSIGNMENTS = """
SELECT a.id FROM assignments a JOIN answers x ON x.assignment_id = a.id
WHERE x.participant_id = :participant AND x.withdrawn_at IS NULL ORDER BY a.id FOR NO KEY UPDATE OF a
"""
_LOCK_TASKS = """
SELECT t.id FROM tasks t JOIN answers x ON x.task_id = t.id
WHERE x.participant_id = :participant AND x.withdrawn_at IS NULL ORDER BY t.id FOR NO KEY UPDATE OF t
"""
_BLANK = """
WITH gone AS MATERIALIZED (
    SELECT id, stage_id, counted FROM answers WHERE participant_id = :participant AND withdrawn_at IS NULL
    ORDER BY id FOR NO KEY UPDATE),
blanked AS (
    UPDATE answers x SET value = NULL, not_sure = false, note = NULL, seconds = NULL, revision = revision + 1,
                         decided_at = coalesce(decided_at, :now), counted = false, withdrawn_at = :now
    FROM gone WHERE x.id = gone.id),
uncounted AS (
    UPDATE stage_states k SET answers = k.answers - n.counted
    FROM (SELECT stage_id, count(*) FILTER (WHERE counted) AS counted FROM gone GROUP BY stage_id) n
    WHERE k.stage_id = n.stage_id)
SELECT count(*) FROM gone
"""
_FREE = "UPDATE assignments SET slot = NULL WHERE id = ANY (:assignments) AND state = 'answered'"

# What is asked about again: what nobody else has answered, and what was at its last answer. Not what an expert decided,
# what was known beforehand or what was removed; and nothing once the challenge takes no answers.
_REOPEN = """
WITH bare AS MATERIALIZED (
    SELECT t.id, t.stage_id, t.item_id, t.state,
           NOT EXISTS (SELECT FROM answers x WHERE x.task_id = t.id AND x.withdrawn_at IS NULL) AS empty,
           c.state <> 'closed' AS asks, s.kind <> 'compare' AS by_task, s.min_answers, s.pass_number
    FROM tasks t JOIN stages s ON s.id = t.stage_id JOIN challenges c ON c.id = s.challenge_id
    LEFT JOIN results r ON r.stage_id = t.stage_id AND r.item_id = t.item_id AND s.kind <> 'compare'
    WHERE t.id = ANY (:tasks) AND t.state IN ('open', 'settled', 'undecided') AND coalesce(r.route, 'crowd') = 'crowd'),
again AS MATERIALIZED (
    SELECT b.* FROM bare b
    LEFT JOIN results r ON r.stage_id = b.stage_id AND r.item_id = b.item_id AND b.by_task
    WHERE b.state <> 'open' AND (b.empty OR b.asks AND b.state = 'undecided' AND r.reason = ANY (:anew))),
counted AS (
    UPDATE stage_states k SET settled = k.settled - n.settled, undecided = k.undecided - n.undecided + n.given_up
    FROM (SELECT stage_id, count(*) FILTER (WHERE state = 'settled') AS settled,
                 count(*) FILTER (WHERE state = 'undecided') AS undecided, count(*) FILTER (WHERE NOT asks) AS given_up
          FROM again WHERE by_task GROUP BY stage_id) n
    WHERE k.stage_id = n.stage_id),
emptied AS (
    UPDATE results r SET state = CASE WHEN b.asks THEN 'open' ELSE 'undecided' END, answer = NULL, confidence = NULL,
                         agreement = NULL, answers = 0, not_sure = 0, tie = false, distribution = '{}', extras = '{}',
                         reason = CASE WHEN NOT b.asks THEN 'closed' END, pass_number = b.pass_number,
                         changed_at = :now
    FROM bare b WHERE b.empty AND b.by_task AND r.stage_id = b.stage_id AND r.item_id = b.item_id),
opened AS (
    UPDATE results r SET state = 'open', reason = NULL, changed_at = :now
    FROM again WHERE NOT again.empty AND again.by_task AND r.stage_id = again.stage_id AND r.item_id = again.item_id)
UPDATE tasks t SET state = CASE WHEN again.asks THEN 'open' ELSE 'undecided' END,
                   settled_at = CASE WHEN again.asks THEN NULL ELSE t.settled_at END,
                   wanted = CASE WHEN again.empty AND again.by_task THEN least(t.max_answers, again.min_answers)
                                 ELSE t.wanted END
FROM again WHERE t.id = again.id
"""
# The crowd's part beside what an expert decided or was known, where nothing of it is left.
_EMPTY_BESIDE = """
UPDATE results r SET confidence = CASE WHEN r.route = 'gold' THEN r.confidence END,
                     answer = CASE WHEN r.route = 'gold' THEN r.answer END,
                     agreement = NULL, answers = 0, not_sure = 0, tie = false, distribution = '{}', changed_at = :now
FROM tasks t
WHERE t.id = ANY (:tasks) AND r.stage_id = t.stage_id AND r.item_id = t.item_id AND r.route <> 'crowd'
  AND NOT EXISTS (SELECT FROM answers x WHERE x.task_id = t.id AND x.withdrawn_at IS NULL)
"""
_STAGES = "SELECT DISTINCT stage_id FROM tasks WHERE id = ANY (:tasks) ORDER BY stage_id"
_MINE = """
SELECT id, challenge_id FROM participants
WHERE person_id = :person AND (CAST(:challenge AS bigint) IS NULL OR challenge_id = :challenge) ORDER BY challenge_id
"""


def withdraw(unit: UnitOfWork, *, challenge_id: int | None, by: Identity) -> int:
    """Take back every answer of `by` in one challenge, or (None) in all, and their ideas that wait; answers how many
    answers that were. Said again it changes nothing.

    Raises `NotFound` for a challenge that `by` has given nothing to.
    """
    ideas = challenges.take_back(unit, challenge_id=challenge_id, by=by)
    if challenge_id is not None and not ideas:
        get_given(unit.session, by.person_id, challenge_id)
    mine = unit.session.execute(text(_MINE), {"person": by.person_id, "challenge": challenge_id}).all()
    return sum(_withdraw(unit, row.id, row.challenge_id) for row in mine)


def _withdraw(unit: UnitOfWork, participant_id: int, challenge_id: int) -> int:
    life.lock(unit, challenge_id)
    at: dict[str, Any] = {"participant": participant_id, "now": unit.now, "anew": list(ASKED_ANEW)}
    at["assignments"] = list(unit.session.scalars(text(_LOCK_ASSIGNMENTS), at))
    at["tasks"] = list(unit.session.scalars(text(_LOCK_TASKS), at))
    if not at["tasks"]:
        return 0
    withdrawn = int(unit.session.execute(text(_BLANK), at).scalar_one())
    stages = unit.session.scalars(text(_STAGES), at).all()
    overtake(unit, stages)
    for statement in (_FREE, _REOPEN, _EMPTY_BESIDE):
        unit.session.execute(text(statement), at)
    for stage_id in stages:
        unit.then(Step.DECIDE, stage_id)
    return withdrawn
