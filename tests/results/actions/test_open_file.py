"""Opening a file of a release: found by its name, called after what it belongs to."""

import pytest

from microtask.errors import Conflict, NotAllowed, NotFound
from microtask.people.rules import Identity
from microtask.results import actions
from tests.scene import Opened, Scene


@pytest.fixture
def owner(scene: Scene) -> Identity:
    return scene.person("home", "owner")


@pytest.fixture
def closed(scene: Scene, owner: Identity) -> Opened:
    return scene.challenge(items=1, owner=owner, state="closed")


@pytest.fixture
def released(scene: Scene, owner: Identity, closed: Opened) -> Opened:
    assert scene.do(actions.release, closed.id, by=owner) == 1
    actions.write_release(scene.units, scene.value("SELECT id FROM releases"))
    return closed


def content(scene: Scene, file: actions.OpenFile) -> bytes:
    with scene.units.begin() as unit:
        return b"".join(file.read(unit.session))


def test_a_file_is_read_back_as_it_was_written(scene: Scene, owner, released):
    file = scene.do(actions.open_file, released.id, 1, "items.csv", by=owner)
    assert file.filename == f"challenge-{released.id}-release-1-items-OFFICIAL.csv"
    assert file.media_type == "text/csv"
    assert content(scene, file) == b"key,text\r\nitem-1,Text 1\r\n"


def test_there_is_nothing_under_another_name_or_number(scene: Scene, owner, released):
    for number, name in ((1, "secrets.csv"), (1, ""), (2, "items.csv")):
        with pytest.raises(NotFound):
            scene.do(actions.open_file, released.id, number, name, by=owner)


def test_a_release_that_is_not_ready_says_what_it_waits_for(scene: Scene, owner, closed):
    scene.do(actions.release, closed.id, by=owner)
    with pytest.raises(Conflict, match="still being made"):
        scene.do(actions.open_file, closed.id, 1, "items.csv", by=owner)
    scene.rows("UPDATE releases SET state = 'failed' RETURNING id")
    with pytest.raises(Conflict, match="could not be made"):
        scene.do(actions.open_file, closed.id, 1, "items.csv", by=owner)


def test_a_file_that_has_been_deleted_by_its_schedule_is_not_found(scene: Scene, owner, released):
    scene.rows("DELETE FROM blobs RETURNING id")
    with pytest.raises(NotFound):
        scene.do(actions.open_file, released.id, 1, "items.csv", by=owner)


def test_only_those_who_read_results_open_it(scene: Scene, released):
    assert scene.do(actions.open_file, released.id, 1, "items.csv", by=scene.person("home", "analyst"))
    for person in (scene.person("tax"), scene.person("home", "owner")):
        with pytest.raises(NotAllowed):
            scene.do(actions.open_file, released.id, 1, "items.csv", by=person)
