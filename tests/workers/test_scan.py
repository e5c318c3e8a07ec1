"""The worker's door for scans: a worker that is killed is followed by one that goes on where it stopped."""

import signal
import time

from config.settings import Settings
from microtask.steps import Step
from tests.desk import Desk
from tests.scene import Scene
from tests.workers.jobs import start_job

ROWS = 10_000


def test_a_scan_whose_worker_is_killed_goes_on_where_it_stopped(scene: Scene, settings: Settings):
    desk = Desk(scene)
    rows = b"".join(b"K%d,Ring 07911 %06d or come\n" % (number, number) for number in range(ROWS))
    import_id = desk.send(desk.draft(), b"key,text\n" + rows)
    desk.read(import_id, scan=False)
    with start_job(Step.SCAN_IMPORT, import_id, settings) as worker:
        while desk.import_(import_id).scanned_item_id == 0:
            assert worker.poll() is None
            time.sleep(0.002)
        worker.send_signal(signal.SIGKILL)
    killed = desk.import_(import_id)
    assert killed.scanned_at is None
    assert 0 < killed.flagged < ROWS
    with start_job(Step.SCAN_IMPORT, import_id, settings) as worker:
        assert worker.wait() == 0
    found = desk.import_(import_id)
    assert (found.flagged, found.scanned_at is not None) == (ROWS, True)
    assert scene.rows("SELECT items FROM import_findings") == [(ROWS,)]
    assert scene.value("SELECT count(*) FROM item_findings") == ROWS
