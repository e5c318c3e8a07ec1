"""Programs are told: an event becomes a message to each webhook that its challenge's owners want called about it."""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from microtask.news import queries
from microtask.news.links import Links
from microtask.outbox import actions as outbox
from microtask.outbox.models import Event
from microtask.people.rules import MARKINGS
from microtask.unit_of_work import UnitOfWork

MOST_TASKS = 500  # in one message
MOST_EVENTS = 100  # that are told of together


def tell(unit: UnitOfWork, event: Event, links: Links) -> bool:
    """One message, of what the event holds."""
    row = queries.find_about(unit.session, event.challenge_id)
    if row is not None:
        _send(unit, event, event.content, links)
    return False


def tell_of_settling(unit: UnitOfWork, event: Event, links: Links) -> bool:
    """Tasks that have settled, up to `MOST_TASKS` a message, those of the passes that have come meanwhile with them."""
    row = queries.find_about(unit.session, event.challenge_id)
    others = outbox.take_events_like(unit, event, limit=MOST_EVENTS)
    if row is not None:
        for tasks in _messages(unit, [event, *others]):
            _send(unit, event, {**tasks, **({} if row.marking == MARKINGS[0] else {"tasks": None})}, links)
    outbox.forget_events(unit, others)
    return False


def _messages(unit: UnitOfWork, events: Sequence[Event]) -> Iterator[dict[str, Any]]:
    """What has been decided, in the order of stages."""
    items: dict[int, set[int]] = defaultdict(set)
    for event in events:
        items[event.content["stage"]].update(event.content["items"])
    for stage_id in sorted(items):
        rows = queries.list_settled(unit.session, stage_id, sorted(items[stage_id]))
        for start in range(0, len(rows), MOST_TASKS):
            part = rows[start : start + MOST_TASKS]
            tasks = [
                {"key": row.key, "state": row.state, "answer": row.answer, "confidence": row.confidence} for row in part
            ]
            yield {"stage": part[0].stage, "count": len(part), "tasks": tasks}


def _send(unit: UnitOfWork, event: Event, data: dict[str, Any], links: Links) -> None:
    message = {
        "type": event.name,
        "timestamp": event.created_at.isoformat().replace("+00:00", "Z"),
        "data": {"challenge": event.challenge_id, "url": links.to(f"/challenges/{event.challenge_id}"), **data},
    }
    body = json.dumps(message, ensure_ascii=False, separators=(",", ":"))
    for webhook_id in queries.list_listening(unit.session, event.challenge_id, event.name):
        outbox.write_call(unit, webhook_id, event=event.name, challenge_id=event.challenge_id, body=body)
