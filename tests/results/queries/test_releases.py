"""Releases by their numbers."""

import pytest

from microtask.errors import NotFound
from microtask.results import queries
from microtask.results.actions import withdraw
from tests.scene import Opened, Scene


@pytest.fixture
def opened(scene: Scene) -> Opened:
    opened = scene.challenge(items=1, state="closed")
    for number, state in ((1, "ready"), (2, "failed"), (3, "making")):
        scene.rows(
            "INSERT INTO releases (challenge_id, number, state) VALUES (:challenge, :number, :state) RETURNING id",
            challenge=opened.id, number=number, state=state,
        )  # fmt: skip
        scene.rows(
            "INSERT INTO release_files (release_id, name, position, bytes, sha256)"
            " SELECT max(id), 'items.csv', 1, 5, 'ab' FROM releases RETURNING name"
        )
    return opened


def test_the_newest_come_first_and_a_page_goes_on_below_a_number(scene: Scene, opened):
    def numbers(**page) -> list[int]:
        return [each.number for each in scene.do(lambda unit: queries.list_releases(unit.session, opened.id, **page))]

    assert numbers() == [3, 2, 1]
    assert numbers(limit=2) == [3, 2]
    assert numbers(before=3, limit=1) == [2]


def test_one_is_found_by_its_number(scene: Scene, opened):
    assert scene.do(lambda unit: queries.get_release(unit.session, opened.id, 2)).state == "failed"
    for challenge, number in ((opened.id, 4), (opened.id + 1, 1)):
        with pytest.raises(NotFound):
            scene.do(lambda unit, at=(challenge, number): queries.get_release(unit.session, *at))


def test_files_are_there_once_the_release_is_ready(scene: Scene, opened):
    names = [scene.do(lambda unit, i=i: queries.list_release_files(unit.session, i)) for i in (1, 2, 3)]
    assert [len(each) for each in names] == [1, 0, 0]


def test_those_whose_step_may_have_been_lost_are_found(scene: Scene, opened):
    assert scene.do(lambda unit: queries.list_unfinished_releases(unit.session)) == [3]


def test_the_stages_that_a_release_must_decide_with_first(scene: Scene, opened):
    def stages(*, dirty: bool) -> list[int]:
        return scene.do(lambda unit: queries.list_release_stages(unit.session, 1, dirty=dirty))

    assert (stages(dirty=False), stages(dirty=True)) == (opened.stages, [])
    scene.rows("UPDATE challenges SET state = 'open' RETURNING id")
    person = scene.person()
    scene.say(scene.next(scene.sit(person), person).id, "yes", person)
    assert stages(dirty=True) == opened.stages


def test_what_was_taken_back_after_a_release_is_counted_and_nothing_of_before(scene: Scene):
    opened, early, late = scene.challenge(items=2), scene.person(), scene.person()
    for person in (early, late):
        for task in scene.tray(scene.sit(person)):
            scene.say(task.id, "yes", person)
    scene.do(withdraw, challenge_id=opened.id, by=early)
    made = "INSERT INTO releases (challenge_id, number, state) VALUES (:id, 1, 'ready') RETURNING id"
    [(release_id,)] = scene.rows(made, id=opened.id)
    count = lambda unit: queries.count_withdrawn_since(unit.session, release_id)  # noqa: E731
    assert scene.do(count) == 0
    scene.do(withdraw, challenge_id=opened.id, by=late)
    assert scene.do(count) == 2
