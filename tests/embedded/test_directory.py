import stat

import pytest

from microtask.embedded.account import own_account
from microtask.embedded.directory import (
    Lock,
    claim_directory,
    copy_trees,
    is_locked,
    kept_secret,
    make_directory,
    socket_directory,
    write_private,
)
from microtask.embedded.errors import MachineError

HOLDER = """
import subprocess, sys, time
from pathlib import Path
from microtask.embedded.directory import Lock
lock = Lock(Path(sys.argv[1]))
lock.acquire()
if sys.argv[2:]:
    subprocess.Popen(["sleep", "1"], stdout=subprocess.DEVNULL, pass_fds=[lock.descriptor])
print("held", flush=True)
time.sleep(600)
"""


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_a_directory_in_use_is_refused_with_the_process_that_uses_it(tmp_path, run_script):
    holder = run_script("-c", HOLDER, str(tmp_path))
    holder.stdout.readline()
    with pytest.raises(MachineError, match=rf"in use by another run \(process {holder.pid}\).*--data-dir"):
        Lock(tmp_path).acquire()
    assert is_locked(tmp_path)


def test_a_lock_waits_for_what_a_killed_run_has_left_behind(tmp_path, run_script):
    holder = run_script("-c", HOLDER, str(tmp_path), "leave a server that takes a second to stop")
    holder.stdout.readline()
    lock = Lock(tmp_path)
    with pytest.raises(MachineError):
        lock.acquire()
    holder.kill()
    holder.wait()
    assert is_locked(tmp_path)
    lock.acquire()
    lock.release()
    assert not is_locked(tmp_path)


def test_a_secret_is_made_once_and_is_private(tmp_path):
    secret = kept_secret(tmp_path / "secret_key")
    assert len(secret) >= 43
    assert kept_secret(tmp_path / "secret_key") == secret
    assert mode(tmp_path / "secret_key") == 0o600


def test_a_private_file_is_replaced_whole(tmp_path):
    write_private(tmp_path / "services.json", "first")
    write_private(tmp_path / "services.json", "second")
    assert (tmp_path / "services.json").read_text() == "second"
    assert [path.name for path in tmp_path.iterdir()] == ["services.json"]


def test_a_socket_directory_is_short_private_and_the_same_every_time(tmp_path):
    path = socket_directory(tmp_path / ("d" * 100))
    assert len(str(path / ".s.PGSQL.5432")) < 60
    assert path == socket_directory(tmp_path / ("d" * 100)) != socket_directory(tmp_path / "other")
    assert not path.exists()


def test_a_claimed_directory_is_private_and_may_be_claimed_again(tmp_path):
    claim_directory(tmp_path / "sockets", own_account())
    claim_directory(tmp_path / "sockets", own_account())
    assert mode(tmp_path / "sockets") == 0o700


@pytest.mark.parametrize("kind", ["open", "link", "file"])
def test_a_directory_that_somebody_else_prepared_is_not_claimed(tmp_path, kind):
    path = tmp_path / "sockets"
    if kind == "open":
        path.mkdir()
        path.chmod(0o777)
    elif kind == "link":
        path.symlink_to(tmp_path)
    else:
        path.touch(mode=0o600)
    with pytest.raises(MachineError, match="belongs to somebody else"):
        claim_directory(path, own_account())


def test_a_directory_that_cannot_be_made_is_one_sentence(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(MachineError, match=r"cannot be made \(Not a directory\). Choose another"):
        make_directory(tmp_path / "file" / "below", own_account())

    source = tmp_path / "bin"
    source.mkdir(mode=0o700)
    (source / "server").touch(mode=0o700)
    (source / "data").touch(mode=0o600)
    copied = copy_trees([source], tmp_path / "programs-1") / "bin"
    assert [mode(path) for path in (copied.parent, copied, copied / "server", copied / "data")] == [
        0o755,
        0o755,
        0o755,
        0o644,
    ]
