"""A backup taken while people answer, as docs/backups.md has it, and a second service started from it."""

import subprocess
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest

from microtask.audit import actions as audit
from microtask.db import make_engine, make_sessions
from microtask.embedded.account import own_account
from microtask.embedded.binaries import postgres_programs
from microtask.queue import Errands, connect
from microtask.unit_of_work import UnitsOfWork, utc_now
from tests.journeys.crowd import Crowd, answer_at_once, open_challenge
from tests.journeys.service import Service

VOLUNTEERS = 6
ANSWERS = 400


@pytest.fixture
def place() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="microtask-restore-") as directory:
        Path(directory).chmod(0o711)
        yield Path(directory)


@pytest.fixture
def services() -> Iterator[ExitStack]:
    """Stops every service that a test has started, the last one first."""
    with ExitStack() as stack:
        yield stack


@pytest.mark.timeout(300)
def test_a_backup_under_load_holds_what_was_acknowledged_before_it_and_its_audit_verifies(
    services: ExitStack, place: Path
):
    service = _start(services, place / "first")
    rows = [("owner@home.example", "home", "owner")]
    rows += [(f"v{number}@tax.example", "tax", "volunteer") for number in range(VOLUNTEERS)]
    owner, *volunteers = service.tokens(rows).values()
    challenge = open_challenge(service.caller(owner), items=300, redundancy={"min": 2, "max": 4})
    _seal_something(service)
    acknowledged = _back_up_under_load(service, volunteers, challenge, place / "backup.dump")
    assert acknowledged.total() > VOLUNTEERS

    copy = _restore(service, place / "backup.dump")
    with psycopg.connect(copy) as connection:
        stored = Counter(connection.execute("SELECT task_id, value FROM answers").fetchall())
    assert acknowledged <= stored
    second = _start(services, place / "second", DATABASE_URL=copy, REDIS_URL=_empty_queue(service))
    verified = second.command("audit", "verify")
    assert verified.returncode == 0, verified.stderr
    assert "1 sealed months with 1 entries" in verified.stdout
    further = answer_at_once(second, volunteers, challenge, answers=30)
    assert (further.faults, len(further.acknowledged) >= 30) == ([], True)
    second.caller(owner).wait(
        f"/challenges/{challenge}",
        lambda found: found["progress"]["answers"] == stored.total() + len(further.acknowledged),
    )


def _start(services: ExitStack, data_dir: Path, **environment: str) -> Service:
    service = Service(data_dir, environment=environment)
    services.callback(service.stop)
    return service


def _seal_something(service: Service) -> None:
    """Let something be recorded two months ago, and seal that month."""
    sessions = make_sessions(make_engine(service.database_url(), pooled=False))
    with connect(service.redis_url()) as queue:
        past = UnitsOfWork(sessions, Errands(queue), clock=lambda: utc_now() - timedelta(days=70))
        with past.begin() as unit:
            audit.note(unit, "challenge.paused", ("challenge", 1), by=None, department=None)
        with UnitsOfWork(sessions, Errands(queue)).begin() as unit:
            assert audit.seal(unit)


def _back_up_under_load(
    service: Service, volunteers: list[str], challenge: int, file: Path
) -> Counter[tuple[int, str]]:
    """Take a backup while everybody answers. What had been acknowledged before it began: (task, value)."""
    crowd = Crowd()
    load = threading.Thread(
        target=answer_at_once, args=(service, volunteers, challenge), kwargs={"answers": ANSWERS, "crowd": crowd}
    )
    load.start()
    try:
        while len(crowd.acknowledged) < ANSWERS / 4 and load.is_alive():
            time.sleep(0.05)
        with crowd.lock:
            before = Counter((task, value) for (_, task), value in crowd.acknowledged.items())
        _run("pg_dump", "--format=custom", f"--file={file}", service.database_url())
        assert load.is_alive(), "nobody was answering any more when the backup was complete"
    finally:
        load.join()
    assert crowd.faults == []
    return before


def _restore(service: Service, file: Path) -> str:
    """Restore the backup into a new database beside the one it was taken from. The address of the copy."""
    address, name = service.database_url().split("?")[0].rpartition("/")[::2]
    copy = service.database_url().replace(f"{address}/{name}", f"{address}/restored", 1)
    with psycopg.connect(service.database_url(), autocommit=True) as connection:
        connection.execute("CREATE DATABASE restored")
    _run("pg_restore", "--no-owner", "--exit-on-error", f"--dbname={copy}", str(file))
    return copy


def _empty_queue(service: Service) -> str:
    """The address of a database of the same Valkey that nobody has used: a backup has none of its errands."""
    assert service.redis_url().endswith("?db=0"), service.redis_url()
    return service.redis_url().removesuffix("0") + "1"


def _run(program: str, *arguments: str) -> None:
    programs = postgres_programs(None, own_account(), Path())
    done = subprocess.run([programs / program, *arguments], capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
