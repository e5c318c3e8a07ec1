"""One structured line an event, whoever logs it."""

import json
import subprocess
import sys

PROGRAM = """
import logging, structlog
from config.logging import set_up_logging
set_up_logging("WARNING")
structlog.get_logger("here").info("not_worth_a_line")
structlog.get_logger("here").warning("constraint_refused", constraint="uq_tasks")
logging.getLogger("there").error("it %s", "failed")
try:
    1 / 0
except ZeroDivisionError:
    structlog.get_logger("here").exception("periodic_work_failed")
"""


def test_every_line_is_json_at_its_level_whoever_wrote_it():
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, check=True, text=True)
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert [(line["event"], line["level"]) for line in lines] == [
        ("constraint_refused", "warning"),
        ("it failed", "error"),
        ("periodic_work_failed", "error"),
    ]
    assert lines[0]["constraint"] == "uq_tasks"
    assert all(line["timestamp"].endswith("Z") for line in lines)
    assert "ZeroDivisionError" in lines[2]["exception"]
