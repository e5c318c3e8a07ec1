"""Know: an owner tells the answers that are known, of items that are then dealt among the others, unmarked."""

from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import delete, select, update

from microtask.analysis import sent_rows
from microtask.analysis.answer_rows import ANSWER, TASK
from microtask.analysis.sent_rows import LONGEST_NAME, Refusal
from microtask.challenges import queries
from microtask.challenges.actions import life
from microtask.challenges.actions.rule import reconsider
from microtask.challenges.models import Challenge, Gold, Stage
from microtask.challenges.rules import TAKES_ITEMS, may_add_items
from microtask.errors import Conflict, Invalid
from microtask.kinds.kind import Question
from microtask.kinds.registry import KINDS, question
from microtask.people.rules import Identity
from microtask.tables.rows import Rows, shown
from microtask.unit_of_work import UnitOfWork

COLUMNS = ("key", "answer")

_ITEMS = """
SELECT i.key, i.id, g.answer, i.state
FROM unnest(%(keys)s::text[]) AS wanted (key)
JOIN items i ON i.challenge_id = %(challenge)s AND i.key = wanted.key
LEFT JOIN gold g ON g.stage_id = %(stage)s AND g.item_id = i.id
"""
_STORE = """
INSERT INTO gold (stage_id, item_id, answer, created_at, created_by)
SELECT %(stage)s, item, answer, %(now)s, %(by)s
FROM unnest(%(items)s::bigint[], %(answers)s::text[]) AS known (item, answer)
ORDER BY item
ON CONFLICT (stage_id, item_id) DO UPDATE
    SET answer = excluded.answer, created_at = excluded.created_at, created_by = excluded.created_by
"""


@dataclass(frozen=True, slots=True)
class Known:
    """What became of the rows: `accepted` were stored, `repeated` say what is known already.

    `check_items` is how many items of the stage have a known answer now.
    """

    accepted: int
    repeated: int
    rejected: list[Refusal]
    check_items: int


class _Row(NamedTuple):
    """One row: `answer` is the text of the cell, later the canonical text."""

    row: int
    key: str
    answer: str


def know(unit: UnitOfWork, challenge_id: int, rows: Rows, *, stage: int | None, by: Identity) -> Known:
    """Store the known answers in `rows`, at the stage with that position or the last one.

    `rows` is an open table with columns `key` and `answer` (or what `microtask aggregate` understands for them); it is
    read to its end before anything is locked. A bad row never loses the good ones. The same row twice counts once;
    another answer to the same item replaces the one before until colleagues have been asked, and is rejected after.

    Raises `Invalid` for a table without these columns or with more than 50,000 rows, `NotFound`, `NotAllowed`, and
    `Conflict` where nothing can be told any more, or the stage compares items with each other.
    """
    said, rejected = _read(rows)
    challenge = life.lock_allowed(unit, challenge_id, may_add_items, by=by)
    at = queries.get_stage(unit.session, challenge_id, position=stage)
    _check_taking(challenge, at)
    asked = queries.has_been_asked(unit.session, challenge_id)
    said = _parse(said, _question(at), rejected)
    known, repeated = _choose(unit, at, said, rejected, is_fixed=asked)
    if known:
        _store(unit, at, known, by=by)
    if known and asked:
        reconsider(unit, at)
    refusals = sent_rows.in_order(rejected)
    return Known(len(known), repeated, refusals, queries.count_check_items(unit.session, at.id))


def fit_to_question(unit: UnitOfWork, stage: Stage) -> None:
    """Bring the known answers of a stage in line with its question, which has changed; those it does not have go."""
    asked = _question(stage)
    here = Gold.stage_id == stage.id
    for text in unit.session.scalars(select(Gold.answer).where(here).distinct()).all():
        try:
            answer = None if stage.kind == "compare" else KINDS[asked.kind].parse_text(text, asked)
        except Invalid:
            answer = None
        these = here, Gold.answer == text
        if answer is None:
            unit.session.execute(delete(Gold).where(*these))
        elif answer != text:
            unit.session.execute(update(Gold).where(*these).values(answer=answer))


def _check_taking(challenge: Challenge, stage: Stage) -> None:
    if challenge.state not in TAKES_ITEMS:
        waits = challenge.state == "awaiting_approval"
        why = "is waiting for approval" if waits else "has been closed"
        raise Conflict(f"This challenge {why}, so no known answers can be added to it.")
    if stage.kind == "compare":
        raise Conflict("Colleagues compare items with each other here, so no item has a known answer of its own.")


def _question(stage: Stage) -> Question:
    return question(stage.kind, options=stage.options, scale=stage.scale)


def _read(rows: Rows) -> tuple[list[_Row], dict[int, str]]:
    """What the rows say, and the reasons of those that say nothing that can be used, by row."""
    key, answer = (sent_rows.find_column(rows, names, usual=COLUMNS) for names in (TASK, ANSWER))
    said: list[_Row] = []
    rejected: dict[int, str] = {}
    for entry in sent_rows.usable(rows, rejected):
        row = _Row(entry.number, entry.values[key].strip(), entry.values[answer])
        if not row.key:
            rejected[row.row] = "The key of the item is empty. Fill it in."
        elif len(row.key) > LONGEST_NAME:
            rejected[row.row] = f"The key has {len(row.key):,} characters, and no key has more than {LONGEST_NAME}."
        else:
            said.append(row)
    return said, rejected


def _parse(said: list[_Row], asked: Question, rejected: dict[int, str]) -> list[_Row]:
    """The rows with canonical texts; those whose answer the question does not have are rejected."""
    if_empty = "The answer is empty. Fill it in, or leave the row out."
    canonical, faults = sent_rows.parse({each.answer for each in said}, asked, if_empty=if_empty)
    rejected |= {each.row: faults[each.answer] for each in said if each.answer in faults}
    return [each._replace(answer=canonical[each.answer]) for each in said if each.answer in canonical]


def _choose(
    unit: UnitOfWork, stage: Stage, said: list[_Row], rejected: dict[int, str], *, is_fixed: bool
) -> tuple[dict[int, str], int]:
    """The answers to store by item, and how many rows say what is known; what `is_fixed` is not replaced."""
    at = {"challenge": stage.challenge_id, "stage": stage.id, "keys": list({each.key for each in said})}
    items = {key: found for key, *found in unit.connection.exec_driver_sql(_ITEMS, at)}
    chosen: dict[int, str] = {}
    repeated = 0
    for each in said:
        if each.key not in items:
            rejected[each.row] = f"This challenge has no item with the key “{shown(each.key)}”. Send its items first."
            continue
        item, before, state = items[each.key]
        if state == "withdrawn":
            rejected[each.row] = f"“{shown(each.key)}” has been removed from this challenge. Leave the row out."
            continue
        if chosen.get(item, before) == each.answer:
            repeated += 1
        elif item in chosen:
            rejected[each.row] = f"“{shown(each.key)}” stands twice in this file. The first row with it was taken."
        elif before is not None and is_fixed:
            rejected[each.row] = (
                f"“{shown(before)}” is known for “{shown(each.key)}”, and colleagues have been asked since. To correct"
                " it, decide the item, and say why."
            )
        else:
            chosen[item] = each.answer
    return chosen, repeated


def _store(unit: UnitOfWork, stage: Stage, known: dict[int, str], *, by: Identity) -> None:
    unit.connection.exec_driver_sql(
        _STORE,
        {
            "stage": stage.id,
            "items": list(known),
            "answers": list(known.values()),
            "now": unit.now,
            "by": by.person_id,
        },
    )
