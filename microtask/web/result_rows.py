"""Results as the pages of the analyst show them: a row an item, in words, with the way to how it was worked out."""

from collections.abc import Sequence
from textwrap import shorten
from typing import Any

from microtask.challenges import queries as challenges
from microtask.challenges.models import Stage
from microtask.results.queries import ResultRow, StageView
from microtask.results.rules import DECIDERS, say_why_undecided
from microtask.web.filters import format_number
from microtask.web.forms import choices_of
from microtask.web.page import Visit

LONGEST_EXCERPT = 90  # characters


def columns_that_tell(visit: Visit, stage: StageView | Stage) -> list[str]:
    """The columns by which a reader knows an item again: those that its task template needs."""
    asked = challenges.get_stage(visit.unit.session, stage.challenge_id, position=stage.position)
    names = asked.columns or {}
    return [
        names.get(each.name, each.name) for each in visit.house.catalogue.get(asked.template).columns if each.needed
    ]


def show_row(stage: StageView, row: ResultRow, tellers: Sequence[str]) -> dict[str, Any]:
    """A row of results for the tables of `components/results.html`.

    How sure it is, and how many agree, is of what colleagues said. Where an owner or expert has spoken it is of another
    answer than the one that stands here, so neither is told.
    """
    is_ruled = row.state == "adjudicated" or is_unclear(row)
    return {
        "key": row.key,
        "url": f"/challenges/{stage.challenge_id}/workings/{row.item_id}?stage={stage.position}",
        "excerpt": show_excerpt(row, tellers),
        "answer": None if is_unclear(row) else say_answer(stage, row.answer),
        "low": row.extras.get("low"),
        "high": row.extras.get("high"),
        "confidence": None if is_ruled else row.confidence,
        "agreement": None if is_ruled else row.agreement,
        "answers": row.answers,
        "not_sure": row.not_sure,
        "said": say_distribution(stage, row),
        "state": "unclear" if is_unclear(row) else row.state,
        "decided_by": row.route,
        "why": _say_why(row),
        "score": row.extras.get("score"),
        "won": row.distribution.get("won", 0),
        "same": row.distribution.get("same", 0),
    }


def _say_why(row: ResultRow) -> str | None:
    """Why colleagues have not decided it; None where they have, or an owner or expert has spoken."""
    is_left = row.state == "undecided" and not is_unclear(row)
    return say_why_undecided(row.reason, tie=row.tie) if is_left else None


def is_unclear(row: ResultRow) -> bool:
    """Whether an owner or expert found that the item cannot be decided: whatever people said of it is no result."""
    return bool(row.state == "undecided" and row.route in DECIDERS)


def say_answer(stage: StageView, answer: str | None) -> str | None:
    """A canonical text as people read it; None where there is none."""
    if answer is None:
        return None
    if stage.kind == "rate":
        return format_number(float(answer))
    return ", ".join(answer.split("|")) or "None of these" if stage.kind == "tag" else answer


def say_label(stage: StageView | Stage) -> dict[str, str]:
    """What each label, or point of the scale, reads as."""
    return {choice[0]: choice[1] for choice in choices_of(stage.options, stage.scale)}


def say_distribution(stage: StageView | Stage, row: Any) -> str:
    """What people said of an item, by the `distribution` of a row, in the order of the options: `Yes 3, No 2`."""
    if stage.kind == "compare":
        return ""
    words = say_label(stage)
    return ", ".join(f"{words[label]} {row.distribution[label]}" for label in words if row.distribution.get(label))


def show_excerpt(row: Any, tellers: Sequence[str]) -> str:
    """How the item of a row, with its `key` and `payload`, begins: the first column that tells, else the longest.

    Empty where it has nothing but its key.
    """
    texts = [text for name in tellers or row.payload if (text := str(row.payload.get(name, "")).strip()) != row.key]
    told = next(filter(None, texts), "") if tellers else max(texts, key=len, default="")
    return shorten(told, LONGEST_EXCERPT, placeholder=" …")
