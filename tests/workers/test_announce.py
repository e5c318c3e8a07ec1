"""What has happened is told by a worker, with links to where the service is reached."""

from microtask.outbox import actions as outbox
from microtask.queue import connect
from microtask.results import actions as results
from tests.scene import Scene
from workers import announce, remind
from workers.sweep import sweep


def test_the_job_tells_of_everything_that_waits(scene: Scene, worker_here, monkeypatch):
    monkeypatch.setenv("MICROTASK_URL", "https://tasks.example/")
    announce.links.cache_clear()
    owner = scene.person("home", "owner")
    challenge = scene.challenge(owner=owner, items=1)
    volunteer = scene.person()
    sitting = scene.sit(volunteer)
    scene.say(scene.tray(sitting)[0].id, "yes", volunteer)
    scene.rows("UPDATE challenges SET state = 'closed', closed_at = now() RETURNING id")
    scene.do(results.conclude, challenge.id, "We rewrote 20.", by=owner)
    announce.run("0")
    announce.links.cache_clear()
    [row] = scene.rows("SELECT body, unsubscribe FROM mails")
    assert f"https://tasks.example/challenges/{challenge.id}" in row.body
    assert row.unsubscribe.startswith("https://tasks.example/unsubscribe/outcomes-")


def test_an_event_whose_errand_was_lost_is_found_by_the_sweep(scene: Scene, clean, redis_url):
    scene.do(outbox.note_event, "release.made", 1)
    with connect(redis_url) as redis:
        redis.flushdb()
    sweep(scene.units)
    assert scene.units.errands.counts()["queued"] == 1


def test_the_clock_asks_for_reminders_and_the_job_writes_them(scene: Scene, worker_here):
    remind.ask_to_remind(scene.units)
    assert scene.units.errands.counts()["queued"] == 1
    scene.challenge(owner=scene.person("home", "owner"), state="closed", items=1)
    scene.rows("UPDATE challenges SET closed_at = now() - interval '14 days' RETURNING id")
    remind.run("0")
    assert scene.value("SELECT reason FROM mails") == "challenges"
