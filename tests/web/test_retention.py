from datetime import timedelta

import pytest

from microtask.retain import retain
from microtask.retention import kept_for
from microtask.web.filters import format_day
from tests.house.world import finish
from tests.scene import Scene
from tests.web.visitor import text


@pytest.fixture
def admin(visit, scene: Scene):
    return visit(scene.person("home", "admin"))


def test_it_says_when_each_part_of_a_closed_challenge_goes(admin, scene):
    opened = scene.challenge(items=1, owner=scene.person("home", "owner"))
    scene.challenge(items=1, owner=scene.person("tax", "owner"))
    finish(scene, opened.id)
    scene.rows("UPDATE challenges SET keep_until = current_date + 9 WHERE id = :id RETURNING id", id=opened.id)
    page = text(admin.get("/retention"))
    year, ten = (format_day(scene.clock() + timedelta(days=days)) for days in (365, 10))
    assert f"Letters Home {year} {ten} None" in page
    assert "Letters Tax" not in page
    assert "There has been no run yet" in page


def test_it_tells_what_past_runs_have_deleted(admin, scene):
    finish(scene, scene.challenge(items=2, owner=scene.person("home", "owner")).id)
    scene.clock.moved = timedelta(days=400)
    retain(scene.units, kept_for({"account": 3650}))
    retain(scene.units, kept_for({"account": 3650}))
    scene.clock.moved = timedelta()
    page = text(admin.get("/retention"))
    assert "The text of items: 2" in page
    assert "Nothing was due" in page
    assert "No closed challenge has anything left to delete." in page
