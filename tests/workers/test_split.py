"""The worker's door for splitting."""

from config.settings import Settings
from microtask.steps import Step
from tests.desk import THREE_ITEMS, Desk
from tests.scene import Scene
from tests.workers.jobs import start_job


def test_a_published_challenge_is_opened_by_its_job(scene: Scene, settings: Settings):
    desk = Desk(scene)
    challenge_id = desk.draft()
    desk.load(challenge_id, THREE_ITEMS)
    desk.publish(challenge_id)
    with start_job(Step.SPLIT_STAGE, desk.stage(challenge_id), settings) as job:
        assert job.wait() == 0
    assert (desk.state(challenge_id), desk.tasks(challenge_id)) == ("open", 3)
