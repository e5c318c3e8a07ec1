"""Concluding: what came of a challenge, said once it has closed."""

import pytest

from microtask.errors import Conflict, NotAllowed
from microtask.results import actions
from tests.scene import Scene


def test_the_outcome_is_kept_with_its_time_and_the_last_words_stand(scene: Scene):
    owner = scene.person("home", "owner")
    opened = scene.challenge(items=1, owner=owner, state="closed")
    for words in ("We rewrote 20 pages.", "We rewrote 21 pages."):
        scene.do(actions.conclude, opened.id, words, by=owner)
    assert scene.rows("SELECT outcome, outcome_at IS NOT NULL FROM challenges") == [("We rewrote 21 pages.", True)]


def test_nothing_has_come_of_a_challenge_that_still_runs(scene: Scene):
    owner = scene.person("home", "owner")
    opened = scene.challenge(items=1, owner=owner)
    with pytest.raises(Conflict):
        scene.do(actions.conclude, opened.id, "Done.", by=owner)


def test_only_an_owner_says_it(scene: Scene):
    opened = scene.challenge(items=1, state="closed")
    for person in (scene.person("home", "admin"), scene.person("home", "analyst"), scene.person("home", "owner")):
        with pytest.raises(NotAllowed):
            scene.do(actions.conclude, opened.id, "Done.", by=person)
