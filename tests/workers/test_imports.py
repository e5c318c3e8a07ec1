"""The worker's door for imports: a worker that is killed leaves no row behind and takes none twice."""

import signal
import time

import pytest

from config.settings import Settings
from microtask.steps import Step
from microtask.tables.reading import Limits
from tests.desk import THREE_ITEMS, Desk
from tests.scene import Scene
from tests.workers.jobs import start_job
from workers.imports import UNFORESEEN, import_items

ROWS = 40_000


@pytest.fixture
def desk(scene: Scene) -> Desk:
    return Desk(scene)


def test_an_import_whose_worker_is_killed_goes_on_where_it_stopped(desk: Desk, settings: Settings):
    challenge_id = desk.draft()
    data = b"key,text\n" + b"".join(b"K%d,Text %d\n" % (number, number) for number in range(ROWS))
    import_id = desk.send(challenge_id, data)
    with start_job(Step.IMPORT, import_id, settings) as worker:
        while desk.import_(import_id).done_row == 0:
            assert worker.poll() is None
            time.sleep(0.002)
        worker.send_signal(signal.SIGKILL)
    killed = desk.import_(import_id)
    assert killed.state == "running"
    assert 0 < killed.accepted < ROWS
    with start_job(Step.IMPORT, import_id, settings) as worker:
        assert worker.wait() == 0
    found = desk.import_(import_id)
    assert (found.state, found.rows, found.accepted, found.rejected) == ("done", ROWS, ROWS, 0)
    assert desk.scene.rows("SELECT count(*), count(DISTINCT key) FROM items") == [(ROWS, ROWS)]


def test_a_whole_import_runs_in_one_job(desk: Desk):
    challenge_id = desk.draft()
    import_items(desk.scene.units, desk.send(challenge_id, THREE_ITEMS), limits=Limits())
    assert desk.keys(challenge_id) == ["A", "B", "C"]


def test_a_fault_that_nobody_foresaw_fails_the_import_and_tells_its_owner(desk: Desk):
    import_id = desk.send(desk.draft(), THREE_ITEMS)
    desk.scene.do(lambda unit: unit.connection.exec_driver_sql("UPDATE imports SET format = 'stone tablet'"))
    import_items(desk.scene.units, import_id, limits=Limits())
    assert (desk.import_(import_id).state, desk.import_(import_id).failure) == ("failed", UNFORESEEN)


def test_an_import_that_is_gone_is_nothing_to_do(desk: Desk):
    import_items(desk.scene.units, 12345, limits=Limits())
