"""Audit: who did what, for administrators of a department and of the service; and for everybody, about themselves."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from flask import render_template

from microtask.audit import actions, queries
from microtask.audit.queries import Wanted
from microtask.audit.rules import ACTIONS
from microtask.audit.sheets import ENTRIES, cells
from microtask.people.queries import list_names
from microtask.people.rules import choose_audited, may_read_audit
from microtask.tables import writing
from microtask.tables.formats import Format
from microtask.web.filters import LONDON
from microtask.web.forms import Form, read_number
from microtask.web.page import Download, Pages, Visit

SHOWN = 100  # entries on a page
FIELDS = ("action", "since", "until")

audit = Pages("audit")


@audit.page("/audit", who=may_read_audit)
def index(visit: Visit) -> str:
    """A page of entries, the newest first, by action and days where somebody chose them."""
    chosen, wrong = _read(visit)
    wanted = replace(chosen, departments=choose_audited(visit.person))
    asked = {name: visit.query[name] for name in FIELDS if visit.query.get(name)}
    return render_template(
        "audit/index.html",
        **_page(visit, wanted, f"/audit?{urlencode(asked)}&" if asked else "/audit?"),
        actions=[("", "All"), *ACTIONS.items()],
        form=Form({name: visit.query.get(name, "") for name in FIELDS}, wrong),
        export_url=f"/audit/export?{urlencode(asked)}" if asked else "/audit/export",
    )


@audit.page("/audit/export", who=may_read_audit)
def export(visit: Visit) -> Download:
    """The same entries as a file, the oldest first; it is recorded that somebody took it."""
    wanted = replace(_read(visit)[0], departments=choose_audited(visit.person))
    by = visit.person
    actions.note(visit.unit, "audit.read", ("service", None), by=by.person_id, department=by.department_id)
    return Download(
        "audit.csv",
        Format.CSV.media_type,
        lambda unit: writing.stream(Format.CSV, ENTRIES, map(cells, queries.stream_entries(unit.session, wanted))),
    )


@audit.page("/audit/me")
def me(visit: Visit) -> str:
    """What is recorded about whoever asks."""
    return render_template("audit/me.html", **_page(visit, Wanted(person=visit.person.person_id), "/audit/me?"))


def _page(visit: Visit, wanted: Wanted, url: str) -> dict[str, Any]:
    before = read_number(visit.query.get("before"))
    session = visit.unit.session
    found = queries.list_entries(session, wanted, before=before if isinstance(before, int) else None, limit=SHOWN + 1)
    shown = found[:SHOWN]
    more = len(found) > SHOWN
    return {
        "entries": _told(shown, list_names(session, _people(shown))),
        "next_url": f"{url}before={shown[-1].id}" if more else None,
    }


def _told(rows: Sequence[Any], names: dict[int, str]) -> list[dict[str, Any]]:
    return [
        {
            "at": row.at,
            "action": ACTIONS.get(row.action, row.action),
            "what": _name(row.object_kind, row.object_id, names),
            "by": _name("person", row.actor_id, names) if row.actor_id else "",
            "reason": row.reason or "",
            "detail": "; ".join(f"{name}: {_plain(value)}" for name, value in row.detail.items() if value is not None),
        }
        for row in rows
    ]


def _people(rows: Iterable[Any]) -> set[int]:
    actors = {row.actor_id for row in rows if row.actor_id}
    return actors | {row.object_id for row in rows if row.object_kind == "person" and row.object_id}


def _name(kind: str, number: int | None, names: dict[int, str]) -> str:
    """People by name; a thing by its kind and number, as addresses have it."""
    if kind == "person":
        return "Nobody who is known" if number is None else names.get(number, f"Person {number}")
    return f"{kind.capitalize()} {number}" if number else kind.capitalize()


def _plain(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _read(visit: Visit) -> tuple[Wanted, dict[str, list[str]]]:
    """What was asked for, and what could not be understood of it; that is left out."""
    wrong: dict[str, list[str]] = {}
    action = visit.query.get("action") or None
    if action not in {None, *ACTIONS}:
        action = None
    since, until = (_read_day(visit.query.get(name, ""), name, wrong) for name in ("since", "until"))
    return Wanted(action=action, since=since, until=until), wrong


def _read_day(text: str, name: str, wrong: dict[str, list[str]]) -> datetime | None:
    if not text.strip():
        return None
    try:
        return datetime.strptime(text.strip(), "%Y-%m-%d").replace(tzinfo=LONDON)
    except ValueError:
        wrong[name] = ["Write the day as year-month-day, such as 2026-03-12"]
        return None
