import io
import zipfile
from hashlib import sha256

import pytest

from microtask.results import actions
from tests.web.analyst import answered, finish
from tests.web.visitor import checked, errors, heading, links, text
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


def test_the_files_that_are_chosen_come_in_one_archive_with_the_digests_of_the_page(visit, scene, closed):
    opened, owner = closed
    made = make(scene, opened, owner)
    visitor, path = visit(owner), f"/challenges/{opened.id}/releases/{made}"
    archive = visitor.send(path, files=["results.csv", "answers.csv", "README.txt"])
    assert f"challenge-{opened.id}-release-1-OFFICIAL.zip" in archive.headers["Content-Disposition"]
    digests = {row.name: row.sha256 for row in scene.rows("SELECT name, sha256 FROM release_files")}
    with zipfile.ZipFile(io.BytesIO(archive.data)) as opened_archive:
        assert opened_archive.namelist() == ["results.csv", "answers.csv", "README.txt"]
        for name in opened_archive.namelist():
            assert sha256(opened_archive.read(name)).hexdigest() == digests[name]
    alone = visitor.send(path, files=["results.csv"])
    assert sha256(alone.data).hexdigest() == digests["results.csv"]


def test_somebody_who_chooses_nothing_is_told_what_to_do(visit, scene, closed):
    opened, owner = closed
    path = f"/challenges/{opened.id}/releases/{make(scene, opened, owner)}"
    page = visit(owner).send(path)
    assert page.status_code == 422
    assert errors(page) == ["Select one file or more"]


def test_sensitive_answers_are_given_for_a_reason_that_is_recorded_and_other_files_without(visit, scene, closed):
    opened, owner = closed
    scene.rows("UPDATE challenges SET marking = 'OFFICIAL-SENSITIVE' RETURNING id")
    visitor, path = visit(owner), f"/challenges/{opened.id}/releases/{make(scene, opened, owner)}"
    assert f"{path}/answers.csv" not in links(visitor.get(path))
    for refused in (visitor.get(f"{path}/answers.csv"), visitor.send(path, files=["answers.csv", "items.csv"])):
        assert refused.status_code == 422
        assert errors(refused) == ["Answers marked OFFICIAL-SENSITIVE are given for a reason. Say which."]
        assert "answers.csv" in checked(refused)
    assert visitor.get(f"{path}/items.csv").status_code == 200
    assert visitor.send(path, files=["answers.csv"], reason="To check the totals.").status_code == 200
    [told] = scene.rows("SELECT * FROM audit_entries WHERE action = 'answers.read'")
    assert (told.detail["release"], told.reason, told.actor_id) == (1, "To check the totals.", owner.person_id)


def test_two_releases_are_compared_item_by_item(visit, scene, closed):
    opened, owner = closed
    visitor, path = visit(owner), f"/challenges/{opened.id}/releases/compare"
    make(scene, opened, owner)
    assert "There are not two releases to compare yet." in text(visitor.get(path))
    scene.rows("UPDATE results SET answer = 'no', confidence = 0.6 WHERE item_id = 1 RETURNING item_id")
    scene.rows("UPDATE tasks SET hidden = true WHERE item_id = 2 RETURNING id")
    make(scene, opened, owner)
    shown = text(visitor.get(path))
    assert "The same answer and state 0 Another answer 1 The same answer in another state 0" in shown
    assert "Only in release 2 0 Only in release 1 1" in shown
    assert "item-1 yes (" in shown
    assert "no (60%)" in shown
    assert "item-2 None" in shown
    scene.rows("UPDATE results SET state = 'adjudicated', decision = 'yes' WHERE item_id = 1 RETURNING item_id")
    make(scene, opened, owner)
    assert "no (60%)" in text(visitor.get(path))
    assert "yes Decided by" in text(visitor.get(path))
    assert "Nothing changed." in text(visitor.get(f"{path}?from=1&to=1"))
    assert visitor.get(f"{path}?from=1&to=9").status_code == 404


def test_departments_are_told_of_in_a_release_and_not_before(visit, scene):
    owner = scene.person("home", "owner")
    opened = answered(
        scene, owner, [["yes"] * 8 + ["no"] * 4 + ["yes"] * 3], max_answers=15,
        departments=["tax"] * 6 + ["parks"] * 6 + ["roads", "rail", "sport"],
    )  # fmt: skip
    visitor, path = visit(owner), f"/challenges/{opened.id}/results"
    assert "Figures of departments are in releases only" in text(visitor.get(path))
    finish(scene, opened)
    make(scene, opened, owner)
    shown = text(visitor.get(path))
    assert "These are the figures of release 1." in shown
    assert "Tax 6 0 0 6" in shown
    assert "Other departments, together 5 4 0 9" in shown
    assert "Roads" not in shown


def make(scene, opened, owner):
    """Make a release with its files, and answer its number."""
    number = scene.do(actions.release, opened.id, by=owner)
    release(scene.units, scene.value("SELECT max(id) FROM releases"))
    return number
