"""RELEASE as a job: the files are written once, and a second run finds nothing to do."""

from microtask.results import actions
from tests.house.world import finish
from tests.scene import Scene
from tests.workers.jobs import run_queued
from workers.release import release

FILES = "SELECT f.name, f.sha256 FROM release_files f JOIN releases r ON r.id = f.release_id ORDER BY f.position"


def test_a_release_that_was_asked_for_is_written_by_its_job(scene: Scene, answer, redis, worker_here):
    owner = scene.person("home", "owner")
    opened = scene.challenge(items=2, min_answers=1, owner=owner)
    answer(2)
    finish(scene, opened.id)
    scene.do(actions.release, opened.id, by=owner)
    run_queued(redis)
    assert scene.value("SELECT state FROM releases") == "ready"
    names = {name for name, _ in scene.rows(FILES)}
    assert {"items.csv", "results.csv", "answers.csv", "gold.csv", "README.txt"} <= names
    assert {"data-dictionary.csv", "datapackage.json"} <= names


def test_a_second_run_writes_nothing(scene: Scene, answer):
    owner = scene.person("home", "owner")
    opened = scene.challenge(items=2, min_answers=1, owner=owner)
    answer(2)
    finish(scene, opened.id)
    scene.do(actions.release, opened.id, by=owner)
    number = scene.value("SELECT id FROM releases")
    release(scene.units, number)
    before = scene.rows(FILES)
    release(scene.units, number)
    assert scene.rows(FILES) == before


def test_a_release_that_is_gone_is_nothing_to_do(scene: Scene):
    release(scene.units, 12345)
