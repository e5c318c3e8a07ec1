import os
import subprocess

import pytest

from microtask.embedded.account import SERVER_ACCOUNTS, own_account, server_account

root_only = pytest.mark.skipif(os.geteuid() != 0, reason="only root can change to another account")


@pytest.mark.skipif(os.geteuid() == 0, reason="root hands the servers to another account")
def test_an_ordinary_user_runs_the_servers_itself(tmp_path):
    account = server_account(tmp_path)
    assert account == own_account()
    assert account.arguments() == {}


@root_only
def test_root_hands_the_servers_to_an_account_without_rights(tmp_path):
    account = server_account(tmp_path / "nothing yet")
    assert account.name in SERVER_ACCOUNTS
    shown = subprocess.check_output(["/bin/sh", "-c", "id -u; id -G"], text=True, **account.arguments())
    assert shown.split() == [str(account.uid), str(account.gid)]


@root_only
def test_data_stays_with_the_account_that_wrote_it(tmp_path):
    """An account postgres that appears later, with a package say, could not read what nobody has written."""
    owned = tmp_path / "data"
    owned.mkdir()
    os.chown(owned, 65534, 65534)
    assert server_account(owned).uid == 65534


@root_only
def test_an_account_may_not_enter_a_private_directory_above_its_own(reachable_path):
    account = server_account(reachable_path)
    inner = reachable_path / "private" / "open"
    inner.mkdir(parents=True)
    assert account.may("enter", inner)
    inner.parent.chmod(0o700)
    assert not account.may("enter", inner)
