"""Thousands of damaged files: none is a server error, none takes much memory, and each is told in a sentence.

Small in an ordinary run; `MICROTASK_PROVE=1` (`make prove`) makes it ten thousand.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from config.settings import Settings
from tests.conftest import UNLIMITED
from tests.house.mutated import KINDS, made
from tests.house.send_mutated import MOST_MEGABYTES
from tests.house.sources import ROOT

PARTS, FILES = (20, 500) if os.environ.get("MICROTASK_PROVE") == "1" else (1, 16)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux tells how much memory was held at most")
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("part", range(PARTS))
def test_no_damaged_file_breaks_the_service(settings: Settings, clean: None, tmp_path: Path, part: int):
    for number in range(part * FILES, (part + 1) * FILES):
        kind, data = made(number)
        (tmp_path / f"{number:05}{kind.ending}").write_bytes(data)
    environment = os.environ | {
        "DATABASE_URL": settings.database_url,
        "REDIS_URL": settings.redis_url,
        "SECRET_KEY": settings.secret_key,
        "MICROTASK_PASSWORD_KILOBYTES": "32",
        "MICROTASK_LOG_LEVEL": "ERROR",
        **{f"MICROTASK_{name.upper()}": "0" for name in UNLIMITED},
    }
    command = [sys.executable, "-m", "tests.house.send_mutated", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{min(tmp_path.iterdir()).name} ended the process: {done.stderr[-3000:]}"
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["faults"] == [], done.stderr[-3000:]
    assert told["megabytes"] <= MOST_MEGABYTES
    assert sum(told["outcomes"].values()) >= FILES


def test_the_same_number_is_the_same_file_and_every_format_is_among_them():
    assert [made(number) for number in range(20)] == [made(number) for number in range(20)]
    assert {made(number)[0] for number in range(4)} == set(KINDS)
