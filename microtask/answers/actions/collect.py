"""Collect: answers given on paper or elsewhere, sent by an owner or a coordinator as rows of key, volunteer and answer.

Each is stored under a pseudonym made of the name it came with, holds a slot of its task as any punctual answer does,
and counts like any other. The work is a handful of statements, however many rows there are.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from microtask.analysis import sent_rows
from microtask.analysis.answer_rows import ANSWER, NO, TASK, VOLUNTEER, YES
from microtask.analysis.sent_rows import LONGEST_NAME, Refusal
from microtask.answers.queries import read_pass_number
from microtask.audit import actions as audit
from microtask.challenges.actions import join_by_name
from microtask.challenges.actions.life import lock_allowed
from microtask.challenges.queries import get_stage
from microtask.challenges.rules import is_taking_collected, may_collect
from microtask.errors import Conflict
from microtask.kinds.compare import turn
from microtask.kinds.kind import Question
from microtask.kinds.options import SEPARATOR
from microtask.kinds.registry import question
from microtask.people.rules import Identity
from microtask.steps import Step
from microtask.tables.rows import Rows, Unreadable, shown
from microtask.unit_of_work import UnitOfWork

MOST_CHARACTERS = 32_000_000  # of keys, names and answers together
COLUMNS = ("key", "volunteer", "answer")

_TASKS = """
SELECT wanted.key, t.id, false
FROM unnest(%(keys)s::text[]) AS wanted (key)
JOIN items i ON i.challenge_id = %(challenge)s AND i.key = wanted.key AND i.state <> 'withdrawn'
JOIN tasks t ON t.stage_id = %(stage)s AND t.item_id = i.id
"""
# Of a comparison the key names both, in the order in which the volunteer saw them.
_PAIRS = f"""
WITH pairs AS (
    SELECT t.id, i.key AS first, o.key AS second
    FROM tasks t JOIN items i ON i.id = t.item_id JOIN items o ON o.id = t.other_item_id
    WHERE t.stage_id = %(stage)s AND i.state <> 'withdrawn' AND o.state <> 'withdrawn')
SELECT wanted.key, id, false FROM unnest(%(keys)s::text[]) AS wanted (key)
JOIN pairs ON wanted.key = first || '{SEPARATOR}' || second
UNION ALL
SELECT wanted.key, id, true FROM unnest(%(keys)s::text[]) AS wanted (key)
JOIN pairs ON wanted.key = second || '{SEPARATOR}' || first
"""  # noqa: S608 (a constant of the house)
_LOCK = "SELECT id, max_answers FROM tasks WHERE id = ANY (%(tasks)s) ORDER BY id FOR NO KEY UPDATE"
_KNOWN_KEYS = "SELECT key FROM items WHERE challenge_id = %(challenge)s AND key = ANY (%(keys)s)"
_SLOTS = "SELECT task_id, slot FROM assignments WHERE task_id = ANY (%(tasks)s) AND slot IS NOT NULL"
_GIVEN = """
SELECT x.task_id, x.participant_id, x.value, x.not_sure
FROM unnest(%(tasks)s::bigint[], %(participants)s::bigint[]) AS said (task_id, participant_id)
JOIN answers x USING (task_id, participant_id)
"""
_STORE = """
WITH said AS (
    SELECT * FROM unnest(%(tasks)s::bigint[], %(participants)s::bigint[], %(slots)s::smallint[], %(values)s::text[],
                         %(swapped)s::boolean[])
        WITH ORDINALITY AS said (task_id, participant_id, slot, value, swapped, place)),
stubs AS (
    INSERT INTO assignments (stage_id, task_id, participant_id, slot, state, dealt_at, ended_at, swapped)
    SELECT %(stage)s, task_id, participant_id, slot, 'answered', %(now)s, %(now)s, swapped FROM said ORDER BY place
    RETURNING id, task_id, participant_id)
INSERT INTO answers (stage_id, task_id, assignment_id, participant_id, value, not_sure, channel, answered_at)
SELECT %(stage)s, task_id, stubs.id, participant_id, value, value IS NULL, 'elsewhere', %(now)s
FROM said JOIN stubs USING (task_id, participant_id) ORDER BY place
"""


@dataclass(frozen=True, slots=True)
class Collected:
    """What became of the rows: `accepted` were stored, `repeated` say what the same volunteer had said before."""

    accepted: int
    repeated: int
    rejected: list[Refusal]


class _Said(NamedTuple):
    """One row: `value` is the text of the cell, later the canonical text; None for not sure."""

    row: int
    key: str
    volunteer: str
    value: str | None

    def turned(self) -> "_Said":
        """The same about a pair in its own order, from somebody who saw it the other way round."""
        return self if self.value is None else self._replace(value=turn(self.value))


class _Task(NamedTuple):
    id: int
    most: int
    held: set[int]
    swapped: bool = False


class _Answer(NamedTuple):
    task: int
    participant: int
    slot: int
    value: str | None
    swapped: bool


def collect(
    unit: UnitOfWork, challenge_id: int, rows: Rows, *, stage: int | None, by: Identity, secret_key: str
) -> Collected:
    """Store the answers in `rows`, which were collected elsewhere, at the stage with that position or the last one.

    `rows` is an open table with columns `key`, `volunteer` and `answer` (or what `microtask aggregate` understands
    for them), and perhaps `not_sure`; it is read to its end before anything is locked. A bad row never loses the good
    ones. The same row twice, in this table or an earlier one, counts once. Of a comparison `key` is that of both items,
    joined by `|` in the order in which they were seen, and `answer` is `a`, `b` or `same`: only pairs that the service
    asks about can be answered.

    Raises `Invalid` for a table without these columns or with more than 50,000 rows, `NotFound`, `NotAllowed`, and
    `Conflict` where the challenge takes no answers.
    """
    said, rejected = _read(rows)
    challenge = lock_allowed(unit, challenge_id, may_collect, by=by)
    if not is_taking_collected(challenge.state):
        raise Conflict("Answers collected elsewhere are taken from when a challenge opens until it is closed.")
    at = get_stage(unit.session, challenge_id, position=stage)
    said = _parse(said, question(at.kind, options=at.options, scale=at.scale), rejected)
    keys = {each.key for each in said}
    tasks = _lock_tasks(unit, challenge_id, at.id, keys, of_pairs=at.kind == "compare")
    said = _known(unit, challenge_id, said, tasks, rejected)
    names = join_by_name(unit, challenge_id, {each.volunteer for each in said}, secret_key=secret_key)
    answers, repeated = _choose(unit, said, tasks, names, rejected)
    if answers:
        _store(unit, at.id, answers)
        unit.then(Step.DECIDE, at.id, version=read_pass_number)
        about, where = ("challenge", challenge_id), {"stage": at.position}
        audit.note(unit, "answers.collected", about, by=by.person_id, department=challenge.department_id, detail=where)
    return Collected(len(answers), repeated, sent_rows.in_order(rejected))


def _read(rows: Rows) -> tuple[list[_Said], dict[int, str]]:
    """What the rows say, and the reasons of those that say nothing that can be used, by row."""
    names_of = (TASK, VOLUNTEER, ANSWER)
    key, volunteer, answer = (sent_rows.find_column(rows, names, usual=COLUMNS) for names in names_of)
    not_sure = next((column for column in rows.columns if column.casefold() == "not_sure"), None)
    said: list[_Said] = []
    rejected: dict[int, str] = {}
    characters = 0
    for entry in sent_rows.usable(rows, rejected):
        values = entry.values
        unsure = "" if not_sure is None else values[not_sure]
        each = _Said(entry.number, values[key].strip(), values[volunteer].strip(), values[answer])
        fault = _fault(each, unsure)
        if fault is not None:
            rejected[entry.number] = fault
            continue
        said.append(each._replace(value=None) if unsure.strip().casefold() in YES else each)
        characters += len(each.key) + len(each.volunteer) + len(each.value or "")
        if characters > MOST_CHARACTERS:
            raise Unreadable(f"The file has more than {MOST_CHARACTERS:,} characters. Split it.")
    return said, rejected


def _fault(each: _Said, unsure: str) -> str | None:
    """What is wrong with a row as such; None where nothing is."""
    for name, text in (("key of the item", each.key), ("name of the volunteer", each.volunteer)):
        if not text:
            return f"The {name} is empty. Fill it in."
        if len(text) > LONGEST_NAME:
            return f"The {name} has {len(text):,} characters, and at most {LONGEST_NAME} are taken."
    word = unsure.strip().casefold()
    if word not in YES and word not in NO:
        return f"“{shown(unsure)}” in “not_sure” is neither true nor false. Write one of the two."
    if word in YES and each.value:
        return "This row has an answer and says not sure. Keep one of the two."
    return None


def _parse(said: list[_Said], asked: Question, rejected: dict[int, str]) -> list[_Said]:
    """The rows with canonical texts; those whose answer the question does not have are rejected."""
    if_empty = "The answer is empty. Fill it in, or write true in a column “not_sure”."
    texts = {each.value for each in said if each.value is not None}
    canonical, faults = sent_rows.parse(texts, asked, if_empty=if_empty)
    rejected |= {each.row: faults[each.value] for each in said if each.value in faults}
    return [
        each if each.value is None else each._replace(value=canonical[each.value])
        for each in said
        if each.value is None or each.value in canonical
    ]


def _lock_tasks(
    unit: UnitOfWork, challenge_id: int, stage_id: int, keys: set[str], *, of_pairs: bool
) -> dict[str, _Task]:
    """The tasks of the items with these keys at the stage, locked, with the slots that are held."""
    at = {"challenge": challenge_id, "stage": stage_id, "keys": list(keys)}
    # Until PostgreSQL has statistics of a new challenge it expects one item, and would read all of them for each key.
    unit.connection.exec_driver_sql("SET LOCAL enable_nestloop = off")
    found = unit.connection.exec_driver_sql(_PAIRS if of_pairs else _TASKS, at).all()
    unit.connection.exec_driver_sql("SET LOCAL enable_nestloop = on")
    these = {"tasks": [row[1] for row in found]}
    most: dict[int, int] = dict(unit.connection.exec_driver_sql(_LOCK, these).all())
    held: dict[int, set[int]] = {task_id: set() for task_id in most}
    for task_id, slot in unit.connection.exec_driver_sql(_SLOTS, these):
        held[task_id].add(slot)
    return {key: _Task(task_id, most[task_id], held[task_id], swapped) for key, task_id, swapped in found}


def _known(
    unit: UnitOfWork, challenge_id: int, said: list[_Said], tasks: Mapping[str, _Task], rejected: dict[int, str]
) -> list[_Said]:
    """The rows about items that the stage asks about; the others are rejected."""
    unknown = {each.key for each in said} - tasks.keys()
    at = {"challenge": challenge_id, "keys": list(unknown)}
    elsewhere = set(unit.connection.exec_driver_sql(_KNOWN_KEYS, at).scalars()) if unknown else set()
    for each in said:
        if each.key in elsewhere:
            rejected[each.row] = f"The item “{shown(each.key)}” is not asked about at this stage."
        elif each.key in unknown:
            what = "does not ask about the pair" if SEPARATOR in each.key else "has no item with the key"
            rejected[each.row] = f"This challenge {what} “{shown(each.key)}”."
    return [each.turned() if tasks[each.key].swapped else each for each in said if each.key in tasks]


def _choose(
    unit: UnitOfWork,
    said: list[_Said],
    tasks: Mapping[str, _Task],
    names: Mapping[str, int],
    rejected: dict[int, str],
) -> tuple[list[_Answer], int]:
    """The answers to store, each with the lowest free slot of its task; and how many rows repeat one."""
    at = {
        "tasks": [tasks[each.key].id for each in said],
        "participants": [names[each.volunteer] for each in said],
    }
    given: dict[tuple[int, int], str | None] = {
        (task, participant): None if not_sure else value
        for task, participant, value, not_sure in unit.connection.exec_driver_sql(_GIVEN, at)
    }
    answers: list[_Answer] = []
    repeated = 0
    for each in said:
        task, participant = tasks[each.key], names[each.volunteer]
        if (task.id, participant) in given:
            if given[task.id, participant] == each.value:
                repeated += 1
            else:
                rejected[each.row] = "This volunteer has given another answer to this item. The first one counts."
            continue
        slot = next((slot for slot in range(1, task.most + 1) if slot not in task.held), None)
        if slot is None:
            rejected[each.row] = f"This item has all the {task.most} answers that it takes."
            continue
        task.held.add(slot)
        given[task.id, participant] = each.value
        answers.append(_Answer(task.id, participant, slot, each.value, task.swapped))
    return answers, repeated


def _store(unit: UnitOfWork, stage_id: int, answers: list[_Answer]) -> None:
    task_ids, participants, slots, values, swapped = (list(column) for column in zip(*answers, strict=True))
    said = {"tasks": task_ids, "participants": participants, "slots": slots, "values": values, "swapped": swapped}
    unit.connection.exec_driver_sql(_STORE, said | {"stage": stage_id, "now": unit.now})
