"""Showing results and answers: to whom, for what reason, and in memory that does not grow."""

import csv
import io
import tracemalloc

import pytest
from sqlalchemy import text

from microtask.errors import Invalid, NotAllowed, NotFound
from microtask.people.rules import Identity
from microtask.results import actions
from microtask.tables.formats import Format
from tests.scene import Opened, Scene


@pytest.fixture
def owner(scene: Scene) -> Identity:
    return scene.person("home", "owner")


@pytest.fixture
def opened(scene: Scene, owner: Identity) -> Opened:
    return scene.challenge(items=2, owner=owner)


def show(scene: Scene, opened: Opened, by: Identity, what: str = "answers", **asked) -> actions.Shown:
    given = {"stage": None} | ({"reason": None} if what == "answers" else {}) | asked
    return scene.do(getattr(actions, f"show_{what}"), opened.id, by=by, **given)


def written(scene: Scene, shown: actions.Shown) -> list[dict[str, str]]:
    with scene.units.begin() as unit:
        content = b"".join(shown.write(unit.session, Format.CSV)).decode()
    return list(csv.DictReader(io.StringIO(content, newline="")))


def test_results_and_answers_are_shown_to_the_owner_and_the_analyst_of_the_department(scene, owner, opened):
    for person in (owner, scene.person("home", "analyst")):
        assert len(written(scene, show(scene, opened, person, "results"))) == 2
        assert written(scene, show(scene, opened, person)) == []
    for person in (scene.person("tax", "analyst"), scene.person("home", "owner"), scene.person("home", "admin")):
        for what in ("results", "answers"):
            with pytest.raises(NotAllowed):
                show(scene, opened, person, what)
    with pytest.raises(NotFound):
        show(scene, opened, owner, stage=2)


def test_a_file_is_called_after_its_challenge_its_stage_and_its_marking(scene, owner, opened):
    shown = show(scene, opened, owner, "results")
    assert shown.filename(Format.XLSX) == f"challenge-{opened.id}-results-OFFICIAL.xlsx"
    staged = scene.challenge_of([{}, {}], items=1, owner=owner)
    assert show(scene, staged, owner).filename(Format.CSV) == f"challenge-{staged.id}-stage-2-answers-OFFICIAL.csv"


def test_sensitive_answers_need_a_reason_and_results_do_not(scene, owner, opened):
    scene.rows("UPDATE challenges SET marking = 'OFFICIAL-SENSITIVE' RETURNING id")
    for reason in (None, "", "  "):
        with pytest.raises(Invalid):
            show(scene, opened, owner, reason=reason)
    assert show(scene, opened, owner, reason="An audit").filename(Format.CSV).endswith("OFFICIAL-SENSITIVE.csv")
    assert show(scene, opened, owner, "results").what == "results"


def test_memory_does_not_grow_with_the_answers(scene, owner):
    opened = scene.challenge(items=1000, owner=owner)
    with scene.units.begin() as unit:
        unit.session.execute(
            text(
                "INSERT INTO participants (challenge_id, pseudonym)"
                " SELECT :challenge, 'v-' || n FROM generate_series(1, 40) n"
            ),
            {"challenge": opened.id},
        )
        unit.session.execute(
            text(
                "INSERT INTO answers (stage_id, task_id, participant_id, value, channel)"
                " SELECT t.stage_id, t.id, p.id, 'yes', 'web' FROM tasks t, participants p"
            )
        )
    shown = show(scene, opened, owner)
    size = 0
    tracemalloc.start()
    with scene.units.begin() as unit:
        for piece in shown.write(unit.session, Format.CSV):
            size += len(piece)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert size > 1_000_000
    assert peak < 6_000_000


def test_a_challenge_in_figures_is_for_the_same_people(scene, owner, opened):
    told = scene.do(actions.summarise, opened.id, stage=None, by=owner)
    assert (told["stage"], told["volunteer_minutes"], told["over_time"]) == (1, 0, [])
    with pytest.raises(NotAllowed):
        scene.do(actions.summarise, opened.id, stage=None, by=scene.person("tax", "analyst"))
