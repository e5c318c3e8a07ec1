"""A file with private data, from its upload to an open challenge; `make prove` kills workers meanwhile."""

import os
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desk import LETTERS
from tests.journeys.service import Service

FULL = os.environ.get("MICROTASK_PROVE") == "1"
ROWS, PRIVATE_EVERY = 20_000, 1_000


@pytest.fixture
def service() -> Iterator[Service]:
    with tempfile.TemporaryDirectory(prefix="microtask-journey-") as directory:
        Path(directory).chmod(0o711)
        running = Service(Path(directory) / "data")
        yield running
        running.stop()


def _file() -> bytes:
    told = ("Nothing to see", "Ring me on 07911 123456")
    rows = (f"L{number},{told[number % PRIVATE_EVERY == 0]}\n" for number in range(ROWS))
    return "".join(["key,text\n", *rows]).encode()


@pytest.mark.timeout(240)
def test_nothing_private_is_asked_about_before_its_owner_has_decided(service: Service):
    owner = service.caller(service.tokens([("owner@home.example", "home", "owner")])["owner@home.example"])
    challenge = f"/challenges/{owner.post('/challenges', LETTERS)['id']}"
    sent = owner.post(f"{challenge}/items", content=_file(), headers={"Content-Type": "text/csv"})
    path = f"{challenge}/imports/{sent['import']}"
    owner.wait(path, lambda told: told["state"] == "done")
    for worker in service.processes("workers.run") if FULL else ():
        service.kill(worker, signal.SIGKILL)
    told = owner.wait(path, lambda told: told["findings"] is not None)
    flagged = ROWS // PRIVATE_EVERY
    assert (told["accepted"], told["flagged"]) == (ROWS, flagged)
    assert told["findings"] == [{"kind": "phone_number", "items": flagged, "examples": ["07*** ****56"]}]
    refused = owner("POST", f"{challenge}/publish")
    assert (refused.status_code, refused.json()["detail"].partition(" ")[0]) == (409, str(flagged))
    owner.post(f"{path}/findings", {"decision": "leave_out"})
    owner.post(f"{challenge}/publish")
    opened = owner.wait(challenge, lambda told: told["state"] == "open")
    assert opened["progress"]["tasks"] == ROWS - flagged
    assert service.rows("SELECT count(*) FROM items WHERE payload::text LIKE '%07911%'") == [(0,)]
