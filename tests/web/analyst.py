"""A challenge that people have worked through, for the tests of the analyst's pages."""

from typing import Any

from microtask.people.rules import Identity
from tests.scene import Opened, Scene
from workers.close import close
from workers.decide import decide


def answered(
    scene: Scene, owner: Identity, answers: list[list[Any]], *, departments: Any = None, **stage: Any
) -> Opened:
    """`answers` has a row an item and a column a person (None: not sure), whose department is that of `departments`."""
    opened = scene.challenge(items=len(answers), owner=owner, min_answers=len(answers[0]), **stage)
    answer(scene, opened, answers, departments=departments)
    decide(scene.units, opened.stage, full=True)
    return opened


def answer(scene: Scene, opened: Opened, answers: list[list[Any]], *, departments: Any = None) -> None:
    columns = list(zip(*answers, strict=True))
    for column, department in zip(columns, departments or ["tax"] * len(columns), strict=True):
        person = scene.person(department)
        sitting = scene.sit(person, minutes=100, challenge=opened.id)
        for task, value in zip(scene.tray(sitting), column, strict=True):
            scene.say(task.id, value, person, not_sure=value is None)


def finish(scene: Scene, opened: Opened) -> None:
    """Close it at once."""
    scene.rows(
        "UPDATE challenges SET state = 'closing', closing_at = now() - interval '1 hour' WHERE id = :id RETURNING id",
        id=opened.id,
    )
    close(scene.units, opened.id)
