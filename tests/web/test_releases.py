from hashlib import sha256

import pytest

from tests.web.visitor import heading, links, text
from workers.release import release


@pytest.fixture
def closed(scene):
    """A closed challenge with an answer, and its owner."""
    owner, person = scene.person("home", "owner"), scene.person()
    opened = scene.challenge(owner=owner, items=2)
    scene.say(scene.tray(scene.sit(person))[0].id, "yes", person)
    force(scene, "closed")
    return opened, owner


def force(scene, state):
    scene.do(lambda unit: unit.connection.exec_driver_sql("UPDATE challenges SET state = %s", (state,)))


def test_a_release_is_made_from_the_results_and_its_files_are_downloaded(visit, scene, closed):
    opened, owner = closed
    visitor, path = visit(owner), f"/challenges/{opened.id}/releases"
    assert path in links(visitor.get(f"/challenges/{opened.id}/results"))
    response = visitor.send(path)
    assert response.location == f"{path}/1"
    assert "The files are being written." in text(visitor.follow(response))
    assert "still being written" in text(visitor.get(path))
    assert visitor.get(f"{path}/1/results.csv").status_code == 409
    release(scene.units, scene.value("SELECT id FROM releases"))
    page = visitor.get(f"{path}/1")
    assert heading(page) == "Release 1"
    digests = {row.name: row.sha256 for row in scene.rows("SELECT name, sha256 FROM release_files")}
    assert len(digests) >= 7
    for name, digest in digests.items():
        file = visitor.get(f"{path}/1/{name}")
        assert sha256(file.data).hexdigest() == digest
        assert digest in text(page)
        assert f"{path}/1/{name}" in links(page)
        assert "attachment" in file.headers["Content-Disposition"]
    assert f"{path}/1" in links(visitor.get(f"/challenges/{opened.id}"))


def test_there_is_no_release_before_the_challenge_has_closed(visit, scene, closed):
    opened, owner = closed
    force(scene, "open")
    visitor = visit(owner)
    page = visitor.send(f"/challenges/{opened.id}/releases")
    assert page.status_code == 409
    assert "once the challenge has closed" in text(page)
    assert "There are none yet." in text(visitor.get(f"/challenges/{opened.id}/releases"))


def test_a_release_that_failed_says_so(visit, scene, closed):
    opened, owner = closed
    visitor = visit(owner)
    path = visitor.send(f"/challenges/{opened.id}/releases").location
    scene.do(lambda unit: unit.connection.exec_driver_sql("UPDATE releases SET state = 'failed'"))
    assert "The files could not be made." in text(visitor.get(path))
    assert "could not be made" in text(visitor.get(f"/challenges/{opened.id}/releases"))


def test_an_analyst_reads_and_makes_none_and_others_find_nothing(visit, scene, closed):
    opened, _ = closed
    path = f"/challenges/{opened.id}/releases"
    analyst = visit(scene.person("home", "analyst"))
    assert analyst.get(path).status_code == 200
    assert analyst.send(path).status_code == 403
    assert path not in links(analyst.get(f"/challenges/{opened.id}/results"))
    for other in (scene.person(), scene.person("tax", "owner", "analyst")):
        visitor = visit(other)
        assert {visitor.get(path).status_code, visitor.get(f"{path}/1").status_code} == {403}
        assert visitor.send(path).status_code == 403
    assert analyst.get(f"{path}/1").status_code == 404
    assert scene.value("SELECT count(*) FROM releases") == 0
