"""A scene to test in: departments, people and open challenges, as rows that the real actions then work on."""

import itertools
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import sleep
from typing import Any, Self

from sqlalchemy import text

from microtask.answers import actions as answers
from microtask.assignments import actions as assignments
from microtask.assignments.queries import SittingRow, list_tray
from microtask.challenges.models import Challenge, ChallengeOwner, Item, Stage
from microtask.people.models import Department, Person, Role
from microtask.people.rules import CHARTER_VERSION, Identity
from microtask.tasks.models import Task
from microtask.unit_of_work import UnitsOfWork, utc_now


@dataclass(frozen=True)
class Opened:
    """An open challenge: its id, and the ids of its stages."""

    id: int
    stages: list[int]

    @property
    def stage(self) -> int:
        return self.stages[0]


class MovableClock:
    """The real time, plus what a test has moved it by."""

    def __init__(self) -> None:
        self.moved = timedelta()

    def __call__(self) -> datetime:
        return utc_now() + self.moved


class Scene:
    """Makes rows, and does in one line what a face does in one request."""

    def __init__(self, units: UnitsOfWork, clock: MovableClock):
        self.units = units
        self.clock = clock
        self._numbers = itertools.count(1)

    def department(self, slug: str) -> int:
        with self.units.begin() as unit:
            found = unit.session.scalar(text("SELECT id FROM departments WHERE slug = :slug"), {"slug": slug})
            if found is None:
                row = Department(slug=slug, name=slug.title())
                unit.session.add(row)
                unit.session.flush()
                found = row.id
            return found

    def person(self, department: str = "tax", *roles: str) -> Identity:
        """Somebody who has been welcomed."""
        department_id = self.department(department)
        number = next(self._numbers)
        with self.units.begin() as unit:
            row = Person(
                email=f"person{number}@{department}.example",
                name=f"Person {number}",
                department_id=department_id,
                charter_version=CHARTER_VERSION,
            )
            unit.session.add(row)
            unit.session.flush()
            unit.session.add_all(Role(person_id=row.id, department_id=department_id, role=role) for role in roles)
            return Identity(
                row.id,
                row.name,
                row.email,
                department_id,
                department,
                roles=frozenset((department_id, r) for r in roles),
            )

    def challenge(self, *, items: int = 5, owner: Identity | None = None, state: str = "open", **stage: Any) -> Opened:
        """An open challenge of one stage, split into tasks; keywords are columns of the stage."""
        return self.challenge_of([stage], items=items, owner=owner, state=state)

    def challenge_of(
        self, stages: list[dict[str, Any]], *, items: int = 5, owner: Identity | None = None, state: str = "open"
    ) -> Opened:
        """An open challenge of several stages; the first is split into tasks."""
        owner = owner or self.person("home", "owner")
        with self.units.begin() as unit:
            challenge = Challenge(
                department_id=owner.department_id, title="Letters", promise="We will rewrite them.", state=state,
                opened_at=unit.now, published_at=unit.now, created_by=owner.person_id,
            )  # fmt: skip
            unit.session.add(challenge)
            unit.session.flush()
            unit.session.add(ChallengeOwner(challenge_id=challenge.id, person_id=owner.person_id))
            rows = [self._stage(challenge.id, place, given) for place, given in enumerate(stages, 1)]
            rows[0].split_at = unit.now
            things = [
                Item(challenge_id=challenge.id, key=f"item-{number}", payload={"text": f"Text {number}"})
                for number in range(1, items + 1)
            ]
            unit.session.add_all([*rows, *things])
            unit.session.flush()
            first = rows[0]
            unit.session.add_all(
                Task(stage_id=first.id, item_id=item.id, wanted=first.min_answers, max_answers=first.max_answers)
                for item in things
            )
            return Opened(challenge.id, [row.id for row in rows])

    @staticmethod
    def _stage(challenge_id: int, position: int, given: dict[str, Any]) -> Stage:
        columns: dict[str, Any] = {
            "template": "review", "kind": "review", "question": "Is it clear?", "options": ["yes", "no"],
            "min_answers": 2, "max_answers": 5, "confidence": 0.95, "median_seconds": 20.0,
        }  # fmt: skip
        return Stage(challenge_id=challenge_id, position=position, **columns | given)

    def sit(self, by: Identity, *, minutes: int = 5, challenge: int | None = None) -> SittingRow:
        with self.units.begin() as unit:
            return assignments.open_sitting(unit, minutes=minutes, challenge_id=challenge, by=by)

    def tray(self, sitting: SittingRow) -> list[Any]:
        with self.units.begin() as unit:
            return list(list_tray(unit.connection, sitting.id, limit=100))

    def next(self, sitting: SittingRow, by: Identity) -> Any:
        with self.units.begin() as unit:
            return assignments.next_of(unit, sitting.id, by=by)

    def say(self, assignment: int, value: Any, by: Identity, **said: Any) -> answers.Submitted:
        with self.units.begin() as unit:
            return answers.submit(unit, assignment, {"value": value} | said, channel="api", by=by)

    def stop(self, sitting: SittingRow, by: Identity) -> Any:
        with self.units.begin() as unit:
            return assignments.stop(unit, sitting.id, by=by)

    def rows(self, statement: str, **values: Any) -> list[Any]:
        with self.units.begin() as unit:
            return list(unit.session.execute(text(statement), values).all())

    def value(self, statement: str, **values: Any) -> Any:
        with self.units.begin() as unit:
            return unit.session.scalar(text(statement), values)

    def wait_for_somebody_who_waits(self) -> None:
        """Until another transaction waits for a lock: two then meet in the order that a test wants."""
        here = "SELECT FROM pg_stat_activity WHERE datname = current_database()"
        waiting = f"SELECT EXISTS ({here} AND wait_event_type = 'Lock')"
        for _ in range(500):
            if self.value(waiting):
                return
            sleep(0.01)
        raise TimeoutError("Nobody waits.")

    def do(self, action: Any, *args: Any, **keywords: Any) -> Any:
        with self.units.begin() as unit:
            return action(unit, *args, **keywords)


class Meeting:
    """One unit of work, and something that begins beside it, has to wait, and goes on when the unit is over."""

    def __init__(self, scene: Scene, do: Callable[[], Any]):
        self.scene, self.do = scene, do
        self.error: BaseException | None = None
        self.answer: Any = None
        self._pool = ThreadPoolExecutor(1)

    def begin(self) -> None:
        """Let it begin; it waits from here on."""
        self._running = self._pool.submit(self.do)
        self.scene.wait_for_somebody_who_waits()

    def __enter__(self) -> Self:
        self._opened = self.scene.units.begin()
        self.unit = self._opened.__enter__()
        return self

    def __exit__(self, *raised: object) -> None:
        self._opened.__exit__(*raised)
        with self._pool:
            self.error = self._running.exception(20)
            self.answer = None if self.error else self._running.result()
