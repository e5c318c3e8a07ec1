"""The same answers give the same results, whoever decides them and when: to the byte, once the last pass is made."""

import csv
import io
import random
from typing import Any

import pytest

from config.settings import Settings
from microtask.analysis.sent_rows import LIMITS
from microtask.answers import actions as answers
from microtask.people.rules import Identity
from microtask.results import actions
from microtask.steps import Step
from microtask.tables.formats import Format
from microtask.tables.reading import open_rows
from tests.results.actions.test_release import shut
from tests.scene import Opened, Scene
from tests.workers.jobs import start_job
from workers.decide import decide

ITEMS, VOLUNTEERS, MOST = 60, 14, 7
KINDS: dict[str, dict[str, Any]] = {
    "review": {"options": ["yes", "no", "unclear"]},
    "tag": {"options": ["cost", "time", "staff"]},
    "rate": {"options": [], "scale": {"min": 1, "max": 5, "labels": {}}, "precision": 1.5},
}
Said = tuple[int, int, str]  # the item, the volunteer, the answer


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def owner(scene: Scene) -> Identity:
    return scene.person("home", "owner")


def draw(kind: str) -> list[Said]:
    """What a crowd of mixed reliability says: three to seven answers to each item."""
    chance = random.Random(f"{kind} 5")
    said = []
    for item in range(1, ITEMS + 1):
        truth = _answer(kind, chance)
        for volunteer in chance.sample(range(VOLUNTEERS), chance.randint(3, MOST)):
            is_right = chance.random() < 0.55 + 0.03 * volunteer
            said.append((item, volunteer, truth if is_right else _answer(kind, chance)))
    return said


def tell(scene: Scene, opened: Opened, owner: Identity, said: list[Said], name: str) -> None:
    lines = "".join(f"item-{item},{name}{volunteer},{answer}\n" for item, volunteer, answer in said)
    rows = open_rows(io.BytesIO(f"key,volunteer,answer\n{lines}".encode()), Format.CSV, limits=LIMITS)
    found = scene.do(answers.collect, opened.id, rows, stage=None, by=owner, secret_key="k" * 32)
    assert found.accepted == len(said)


def results(scene: Scene, opened: Opened, owner: Identity) -> bytes:
    """The file of results, as it is downloaded."""
    with scene.units.begin() as unit:
        shown = actions.show_results(unit, opened.id, stage=None, by=owner)
        return b"".join(shown.write(unit.session, Format.CSV))


def ask(scene: Scene, owner: Identity, kind: str) -> Opened:
    return scene.challenge(items=ITEMS, owner=owner, kind=kind, min_answers=3, max_answers=MOST, **KINDS[kind])


def test_in_whatever_order_they_came_under_whatever_names_and_whoever_decides(
    scene: Scene, owner: Identity, kind: str, settings: Settings
):
    files = []
    for turn, size in enumerate((1000, 40, 90)):
        opened, said = ask(scene, owner, kind), draw(kind)
        random.Random(turn).shuffle(said)
        for start in range(0, len(said), size):
            tell(scene, opened, owner, said[start : start + size], "ABC"[turn])
        if turn == 1:
            assert start_job(Step.DECIDE, opened.stage, settings).wait(60) == 0
        if turn == 2:
            decide(scene.units, opened.stage, full=True)
        shut(scene, opened)
        files.append(results(scene, opened, owner))
    assert files[0].count(b",settled,") > 10
    assert files[0] == files[1] == files[2]


def test_whenever_passes_were_made_all_is_the_same_but_when_asking_stopped(scene: Scene, owner: Identity, kind: str):
    """A task that was sure once is asked about no more, and stays settled: so its state alone says when that was."""
    tables = []
    for turn, size in enumerate((1000, 100, 23)):
        opened, said = ask(scene, owner, kind), draw(kind)
        random.Random(turn).shuffle(said)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("microtask.results.rules.SMALL_STAGE", 80)  # so that some of the passes are live steps
            for start in range(0, len(said), size):
                tell(scene, opened, owner, said[start : start + size], "V")
                decide(scene.units, opened.stage)
        shut(scene, opened)
        tables.append(list(csv.DictReader(io.StringIO(results(scene, opened, owner).decode()))))
    for rows in zip(*tables, strict=True):
        states = {row.pop("state") for row in rows}
        reasons = {row.pop("undecided_because") for row in rows}
        assert rows[0] == rows[1] == rows[2]
        assert states <= {"settled", "undecided"}
        assert len(states) == 1 or "" in reasons


def _answer(kind: str, chance: random.Random) -> str:
    if kind == "rate":
        return str(chance.randint(1, 5))
    options = KINDS[kind]["options"]
    if kind == "review":
        return str(chance.choice(options))
    return "|".join(option for option in options if chance.random() < 0.4)
