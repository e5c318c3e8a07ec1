"""What is written for the people who run the service is true: what it names is there."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from microtask.cli import COMMANDS
from tests.house.sources import ROOT

DOCS = ROOT / "docs"
PAGES = sorted(DOCS.glob("*.md"))
UNITS = sorted((DOCS / "systemd").glob("*.service"))

every_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)


def test_every_page_is_in_the_list():
    listed = set(re.findall(r"\]\(([^)]+\.md)\)", (DOCS / "README.md").read_text()))
    assert listed == {page.name for page in PAGES} - {"README.md"}


@every_page
def test_every_file_that_is_named_is_there(page: Path):
    text = page.read_text()
    linked = [page.parent / target for target in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in target]
    quoted = [ROOT / name for name in re.findall(r"`((?:microtask|workers|config|tests)/[^`<\s]*)`", text)]
    assert [str(name) for name in (*linked, *quoted) if not name.exists()] == []


@every_page
def test_every_command_variable_and_make_target_is_there(page: Path):
    text = page.read_text()
    explained = set(re.findall(r"^#?([A-Z_]+)=", (ROOT / "config/example.env").read_text(), re.MULTILINE))
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"(?:`|^|/)microtask ([a-z]+)", text, re.MULTILINE)) <= set(COMMANDS)
    assert set(re.findall(r"\b(MICROTASK_\w+|[A-Z]+_URL|SECRET_KEY)\b", text)) <= explained
    assert set(re.findall(r"`make ([a-z]+)", text)) <= targets


@every_page
def test_every_address_of_the_service_is_there(page: Path, process_app):
    named = set(re.findall(r"`(/[a-z.][a-z./-]*)`", page.read_text()))
    served = {rule.rule for rule in process_app.url_map.iter_rules()}
    assert {name for name in named if not name.startswith(("/etc/", "/opt/"))} <= served


def test_the_units_start_what_the_procfile_starts():
    started = {line.partition(": ")[2].split(" --bind")[0] for line in (ROOT / "Procfile").read_text().splitlines()}
    units = re.findall(r"^ExecStart=/opt/microtask/.venv/bin/(.*)$", "\n".join(map(Path.read_text, UNITS)), re.M)
    assert {line.split(" --bind")[0] for line in units} == started


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not on this machine")
@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_systemd_understands_every_unit(unit: Path):
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", unit], capture_output=True, text=True, check=False)
    faults = [line for line in done.stderr.splitlines() if unit.name in line and "is not executable" not in line]
    assert faults == []
