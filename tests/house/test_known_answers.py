"""Some items have known answers. Nothing tells a volunteer which, and nothing tells anybody who got them right."""

import re
from typing import Any

import pytest
from structlog.testing import capture_logs

from microtask.results import actions
from microtask.storage.queries import list_chunks
from tests.house.world import World, finish
from tests.scene import Scene
from workers.decide import decide
from workers.release import release

ITEMS, KNOWN = 9, (2, 5, 8)  # fewer than make a break
NUMBER = re.compile(r"\d+")
TELLING = re.compile(r"gold|known|check item|correct|right answer", re.IGNORECASE)


@pytest.fixture
def world(app) -> World:
    units = app.extensions["microtask"].units
    return World(app, Scene(units, units.clock))


@pytest.fixture
def challenge(world: World) -> Any:
    """An open challenge for the volunteer's department, three of whose items the owner knows."""
    scene, owner = world.scene, world.people["owner"]
    opened = scene.challenge(owner=owner, items=ITEMS, min_answers=1, department_ids=[scene.department("tax")])
    rows = "key,answer\n" + "".join(f"item-{number},yes\n" for number in KNOWN)
    told = world.as_("owner", "POST", f"/api/v1/challenges/{opened.id}/gold", data=rows, content_type="text/csv")
    assert told.json["accepted"] == len(KNOWN)
    return opened


def _masked(text: str) -> str:
    """What is left of a response once every number is taken out: ids, keys, texts of items and times are numbered."""
    return NUMBER.sub("#", text)


def test_nothing_tells_a_volunteer_which_items_they_are(world: World, challenge):
    stint = world.as_("volunteer", "POST", "/api/v1/stints", json={"minutes": 60, "challenge": challenge.id})
    waiting = stint.json["assignments"]
    keys, seen = [], []
    while waiting:
        task = waiting[0]
        keys.append(task["key"])
        page = world.as_("volunteer", "GET", f"/assignments/{task['id']}")
        assert page.status_code == 200
        path = f"/api/v1/assignments/{task['id']}/answer"
        answered = world.as_("volunteer", "POST", path, json={"value": "no" if len(keys) % 2 else "yes"})
        assert answered.status_code == 201
        again = world.as_("volunteer", "GET", f"/assignments/{task['id']}")
        shown = {name: value for name, value in task.items() if name != "expires_at"}
        seen.append((shown, page.text, answered.json.keys(), again.text))
        waiting = [answered.json["next"]] if answered.json["next"] else []
    assert sorted(keys) == sorted(f"item-{number}" for number in range(1, ITEMS + 1))
    assert {len(task) for task, *_ in seen} == {len(seen[0][0])}
    for task, page, _, again in seen:
        assert TELLING.search(str(task)) is None
        assert TELLING.search(page) is None
        assert TELLING.search(again) is None
    # How far the sitting has come is on the page too; but for that, and the numbers, all are the same.
    first = [_masked(str(task)) for task, *_ in seen]
    assert len(set(first)) == 1
    assert len({tuple(keys) for _, _, keys, _ in seen}) == 1
    known = {f"item-{number}" for number in KNOWN}
    pages = {key in known: set() for key in keys}
    for key, (_, page, _, _) in zip(keys, seen, strict=True):
        pages[key in known].add(_skeleton(page))
    assert pages[True] <= pages[False]


def _skeleton(page: str) -> str:
    """The page without numbers, and without the token of its form and the way back to the answer before."""
    without = re.sub(r'name="csrf_token" value="[^"]+"|<a [^>]*href="/assignments/[^<]*</a>', "", page)
    return _masked(without)


def test_nothing_that_leaves_the_service_scores_a_person_by_them(world: World, challenge):
    scene = world.scene
    with capture_logs() as logs:
        for value in ("yes", "no"):
            person = scene.person("tax")
            sitting = scene.sit(person, minutes=60, challenge=challenge.id)
            while task := scene.next(sitting, person):
                scene.say(task.id, value, person)
            decide(scene.units, challenge.stage, full=True)
    api, page = f"/api/v1/challenges/{challenge.id}", f"/challenges/{challenge.id}"
    pseudonyms = [row.pseudonym for row in scene.rows("SELECT pseudonym FROM participants")]
    assert len(pseudonyms) >= 2
    told = [world.as_("owner", "GET", f"{api}{path}") for path in ("", "/results", "/summary")]
    told += [world.as_("owner", "GET", f"{page}{path}") for path in ("", "/gold", "/results", "/results/csv")]
    assert [response.status_code for response in told] == [200] * len(told)
    documents = [response.text for response in told] + [str(entry) for entry in logs]
    answers = world.as_("owner", "GET", f"{api}/answers").json["items"]
    assert {tuple(sorted(row)) for row in answers} == {
        ("answer", "answered_on", "not_sure", "stage", "task", "volunteer")
    }
    finish(scene, challenge.id)
    files = _released(world, challenge.id)
    assert files.pop("answers.csv").splitlines()[0] == "task,volunteer,answer,not_sure,stage,answered_on,department"
    assert files["gold.csv"].splitlines() == ["task,answer", *(f"item-{number},yes" for number in KNOWN)]
    for document in [*documents, *files.values()]:
        assert not [name for name in pseudonyms if name in document]
        assert not re.search(r"person\d+@|Person \d+(?! Person)", document.replace("Person 3", ""))


def _released(world: World, challenge_id: int) -> dict[str, str]:
    scene = world.scene
    scene.do(actions.release, challenge_id, by=world.people["owner"])
    at = scene.value("SELECT id FROM releases WHERE challenge_id = :id", id=challenge_id)
    release(scene.units, at)
    with scene.units.begin() as unit:
        rows = scene.rows("SELECT name, blob_id FROM release_files WHERE release_id = :id", id=at)
        return {row.name: b"".join(list_chunks(unit.session, row.blob_id)).decode() for row in rows}
