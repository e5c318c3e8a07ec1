"""Whoever has the files of a release finds every verdict of the crowd again, with no server."""

import csv
import io
import os
import random
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from microtask.analysis.sent_rows import LIMITS
from microtask.answers import actions as answers
from microtask.challenges import actions as challenges
from microtask.people.rules import Identity
from microtask.results import actions, queries
from microtask.storage.queries import list_chunks
from microtask.tables.formats import Format
from microtask.tables.reading import open_rows
from tests.scene import Opened, Scene
from workers.close import close
from workers.decide import decide
from workers.release import release as run

ROOT = Path(__file__).parents[2]
ITEMS = 60
LABELS = ["yes", "no", "unclear"]
TAGS = ["cost", "time", "staff", "other or more"]
KINDS: dict[str, dict[str, Any]] = {
    "review": {"options": LABELS},
    "tag": {"options": TAGS},
    "rate": {"options": [], "scale": {"min": -2, "max": 2, "labels": {}}},
}
COLUMNS = {"review": [], "tag": [f"p:{tag}" for tag in TAGS], "rate": ["low", "high"]}


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def owner(scene: Scene) -> Identity:
    return scene.person("home", "owner")


@pytest.fixture
def closed(scene: Scene, owner: Identity, kind: str) -> Opened:
    """A challenge that a crowd of mixed reliability has worked through, on the service and elsewhere."""
    opened = scene.challenge(items=ITEMS, owner=owner, kind=kind, min_answers=2, max_answers=9, **KINDS[kind])
    chance = random.Random(kind)
    truth = {f"item-{number}": _answer(kind, chance) for number in range(1, ITEMS + 1)}
    know(scene, opened, truth, owner)
    collect(scene, opened, truth, chance, kind, owner)
    decide(scene.units, opened.stage)
    answer_here(scene, truth, chance, kind)
    decide(scene.units, opened.stage)
    scene.do(actions.adjudicate, opened.id, "item-7", answer=None, reason="It is torn.", stage=None, by=owner)
    scene.rows("UPDATE items SET state = 'hidden' WHERE key = 'item-8' RETURNING id")
    scene.rows("UPDATE tasks SET hidden = true WHERE item_id = 8 RETURNING id")
    scene.rows(
        "UPDATE challenges SET state = 'closing', closing_at = now() - interval '1 hour' WHERE id = :id RETURNING id",
        id=opened.id,
    )
    close(scene.units, opened.id)
    return opened


def know(scene: Scene, opened: Opened, truth: dict[str, str], owner: Identity) -> None:
    """The answers to the first five items are known beforehand."""
    rows = "key,answer\n" + "".join(f"item-{number},{truth[f'item-{number}']}\n" for number in range(1, 6))
    with scene.units.begin() as unit:
        table = open_rows(io.BytesIO(rows.encode()), Format.CSV, limits=LIMITS)
        found = challenges.know(unit, opened.id, table, stage=None, by=owner)
    assert (found.accepted, found.rejected) == (5, [])


def collect(scene: Scene, opened: Opened, truth: dict[str, str], chance, kind: str, owner: Identity) -> None:
    rows = io.StringIO()
    writer = csv.writer(rows)
    writer.writerow(["key", "volunteer", "answer", "not_sure"])
    said = [(key, f"Person {n}", n) for key in truth for n in range(8) if chance.random() < 0.6]
    chance.shuffle(said)
    for key, volunteer, number in said:
        unsure = chance.random() < 0.05
        value = "" if unsure else _say(truth[key], kind, chance, accuracy=0.5 + 0.06 * number)
        writer.writerow([key, volunteer, value, str(unsure).lower()])
    with scene.units.begin() as unit:
        table = open_rows(io.BytesIO(rows.getvalue().encode()), Format.CSV, limits=LIMITS)
        found = answers.collect(unit, opened.id, table, stage=None, by=owner, secret_key="k" * 32)
    assert found.rejected == []


def answer_here(scene: Scene, truth: dict[str, str], chance, kind: str) -> None:
    for _ in range(3):
        person = scene.person()
        sitting = scene.sit(person, minutes=60)
        for _ in range(25):
            task = scene.next(sitting, person)
            if task is None:
                break
            said = _say(truth[f"item-{task.task_id}"], kind, chance, accuracy=0.8)
            value: Any = {"tag": said.split("|") if said else [], "rate": said, "review": said}[kind]
            scene.say(task.id, value, person)


def _answer(kind: str, chance: random.Random) -> str:
    if kind == "review":
        return chance.choice(LABELS)
    if kind == "rate":
        return str(chance.randint(-2, 2))
    return "|".join(tag for tag in TAGS if chance.random() < 0.4)


def _say(true: str, kind: str, chance: random.Random, *, accuracy: float) -> str:
    return true if chance.random() < accuracy else _answer(kind, chance)


def files_of(scene: Scene, opened: Opened, owner: Identity, folder: Path) -> None:
    number = scene.do(actions.release, opened.id, by=owner)
    with scene.units.begin() as unit:
        release_id = queries.get_release(unit.session, opened.id, number).id
    run(scene.units, release_id)
    with scene.units.begin() as unit:
        for file in queries.list_release_files(unit.session, release_id):
            (folder / file.name).write_bytes(b"".join(list_chunks(unit.session, file.blob_id)))


def table(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_aggregate_finds_every_verdict_of_a_release_again(scene: Scene, owner, closed, kind, tmp_path):
    files_of(scene, closed, owner, tmp_path)
    readme = (tmp_path / "README.txt").read_text("utf-8")
    [command] = [line.strip() for line in readme.splitlines() if line.strip().startswith("microtask aggregate ")]
    done = subprocess.run(
        [sys.executable, "-m", "microtask.cli", *shlex.split(command)[1:]],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr

    released = {row["key"]: row for row in table(tmp_path / "results.csv")}
    found = {row["task"]: row for row in table(tmp_path / "checked.csv")}
    assert len(found) > ITEMS / 2
    assert {key for key, row in released.items() if int(row["answers"]) + int(row["not_sure"])} == found.keys()
    for key, row in found.items():
        shown = released[key]
        for column in ("confidence", "answers", "agreement", "tie", *COLUMNS[kind]):
            assert row[column] == shown[column], (key, column)
        assert row["answer"] == shown["crowd_answer"], key
    assert {row["decided_by"] for row in released.values()} == {"crowd", "gold", "owner"}
    assert "item-8" not in released
