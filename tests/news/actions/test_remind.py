"""Reminders come when they were asked for, in working hours, once."""

from datetime import UTC, datetime, timedelta

import pytest

from microtask.news import actions
from microtask.news.links import Links
from microtask.people import actions as people
from microtask.people.rules import Identity
from tests.scene import Scene

LINKS = Links("https://tasks.example", "only-for-tests-" * 4, "Microtask")
WEDNESDAY = datetime(2026, 11, 25, 10, 30, tzinfo=UTC)


def _at(scene: Scene, moment: datetime) -> None:
    scene.clock.moved = timedelta()
    scene.clock.moved = moment - scene.clock()


def _digests(scene: Scene) -> list[tuple[str, str]]:
    while scene.do(actions.send_digests, LINKS):
        pass
    return [tuple(row) for row in scene.rows("SELECT to_address, subject FROM mails ORDER BY id")]


@pytest.fixture
def reader(scene: Scene, clean) -> Identity:
    """Somebody who has asked for a digest on Wednesdays from 10, and whom one challenge needs."""
    person = scene.person()
    chosen = {"outcomes": True, "challenges": True, "digest_day": 3, "digest_hour": 10}
    scene.do(people.choose_mail, **chosen, by=person)
    scene.challenge(owner=scene.person("home", "owner"))
    return person


def test_a_digest_comes_on_its_day_from_its_hour_on_and_once_a_week(scene: Scene, reader):
    for moment in (WEDNESDAY - timedelta(days=1), WEDNESDAY - timedelta(hours=1)):
        _at(scene, moment)
        assert _digests(scene) == []
    sent = [(reader.email, "Letters: could do with a few answers")]
    for moment in (WEDNESDAY, WEDNESDAY + timedelta(hours=2), WEDNESDAY + timedelta(days=1)):
        _at(scene, moment)
        assert _digests(scene) == sent
    _at(scene, WEDNESDAY + timedelta(days=7))
    assert len(_digests(scene)) == 2


@pytest.mark.parametrize("late", [timedelta(hours=7), timedelta(hours=12), timedelta(days=3), timedelta(days=4)])
def test_no_digest_comes_after_hours_or_at_a_weekend(scene: Scene, reader, late):
    _at(scene, WEDNESDAY + late)
    assert _digests(scene) == []


def test_whoever_asked_for_none_gets_none(scene: Scene, reader):
    scene.do(people.stop_mail, reader.person_id, "digest")
    _at(scene, WEDNESDAY)
    assert _digests(scene) == []


def test_where_nothing_needs_somebody_they_get_none(scene: Scene, reader):
    scene.rows("UPDATE challenges SET state = 'paused' RETURNING id")
    _at(scene, WEDNESDAY)
    assert _digests(scene) == []


def test_what_is_above_official_is_in_no_digest(scene: Scene, reader):
    scene.rows("UPDATE challenges SET marking = 'OFFICIAL-SENSITIVE' RETURNING id")
    _at(scene, WEDNESDAY)
    assert _digests(scene) == []


def _closed(scene: Scene, owner: Identity, days: int) -> None:
    challenge = scene.challenge(owner=owner, state="closed", items=1)
    scene.rows(
        "UPDATE challenges SET closed_at = now() - make_interval(days => :days) WHERE id = :id RETURNING id",
        days=days,
        id=challenge.id,
    )


def _reminders(scene: Scene) -> list[str]:
    scene.do(actions.remind_of_outcomes, LINKS)
    scene.do(actions.remind_of_outcomes, LINKS)
    return [row.body for row in scene.rows("SELECT body FROM mails ORDER BY id")]


@pytest.mark.parametrize(("days", "said"), [(14, "closed 14 days ago"), (20, "closed 14 days ago"), (30, "overdue”")])
def test_an_owner_is_reminded_of_an_outcome_that_is_due_once_each_time(scene: Scene, clean, days, said):
    _closed(scene, scene.person("home", "owner"), days)
    [body] = _reminders(scene)
    assert said in body


@pytest.mark.parametrize("days", [13, 46])
def test_before_it_is_due_and_long_after_nobody_is_reminded(scene: Scene, clean, days):
    _closed(scene, scene.person("home", "owner"), days)
    assert _reminders(scene) == []


def test_who_has_said_what_came_of_it_or_wants_no_mail_is_not_reminded(scene: Scene, clean):
    owner = scene.person("home", "owner")
    _closed(scene, owner, 14)
    scene.do(people.stop_mail, owner.person_id, "challenges")
    assert _reminders(scene) == []
    _closed(scene, scene.person("home", "owner"), 14)
    scene.rows("UPDATE challenges SET outcome_at = now() RETURNING id")
    assert _reminders(scene) == []
