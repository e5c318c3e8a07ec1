import os
import stat

import pytest

from config.settings import MachineSettings
from microtask.embedded.directory import SYSTEM_DIRECTORY, Lock
from microtask.embedded.discovery import Services, announce, default_data_dir, find_services, find_settings, withdraw
from microtask.embedded.errors import MachineError

SERVICES = Services(1, "http://127.0.0.1:8000", "postgresql://a", "unix://b", "secret")
FOUND = {"DATABASE_URL": "postgresql://a", "REDIS_URL": "unix://b", "SECRET_KEY": "secret"}


@pytest.fixture
def running(tmp_path):
    """A directory in which a service runs."""
    lock = Lock(tmp_path)
    lock.acquire()
    announce(tmp_path, SERVICES)
    yield tmp_path
    lock.release()


def machine(*, data_dir=None, database_url=None, redis_url=None):
    return MachineSettings(data_dir, database_url, redis_url, None, None)


def test_a_running_service_is_found_by_its_own_account_alone(running):
    assert find_services(running) == SERVICES
    assert stat.S_IMODE((running / "services.json").stat().st_mode) == 0o600


def test_the_named_directory_comes_first(running):
    elsewhere = machine(database_url="postgresql://other", redis_url="redis://other", data_dir=running / "other")
    assert find_settings(running, elsewhere) == FOUND


def test_two_urls_in_the_environment_come_before_a_directory_in_it(running):
    others = machine(database_url="postgresql://other", redis_url="redis://other", data_dir=running)
    assert find_settings(None, others) == {}


def test_a_service_that_was_started_with_the_same_urls_lends_its_secret(running):
    same = machine(database_url="postgresql://a", redis_url="unix://b", data_dir=running)
    assert find_settings(None, same) == FOUND


@pytest.mark.parametrize("half", [{}, {"database_url": "postgresql://a"}, {"redis_url": "unix://b"}])
def test_less_than_two_urls_lead_to_the_directory_in_the_environment(running, half):
    assert find_settings(None, machine(data_dir=running, **half)) == FOUND


def test_what_a_killed_run_has_left_is_not_a_service(tmp_path):
    announce(tmp_path, SERVICES)
    (tmp_path / "lock").touch()
    with pytest.raises(MachineError, match=r"No service runs in .*: start one with `microtask up`"):
        find_services(tmp_path)


def test_a_service_that_has_withdrawn_is_not_found(running):
    withdraw(running)
    with pytest.raises(MachineError, match="No service runs"):
        find_services(running)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_another_accounts_service_is_said_to_be_that(running):
    running.chmod(0o000)
    try:
        with pytest.raises(MachineError, match="belongs to another account"):
            find_services(running)
    finally:
        running.chmod(0o700)


def test_the_default_directory_is_one_that_the_account_may_use():
    if os.geteuid() == 0:
        assert default_data_dir() == SYSTEM_DIRECTORY
    else:
        assert default_data_dir().is_relative_to(default_data_dir().home())
