"""Settings: what is missing or wrong is one sentence that names the variable and the mend."""

from pathlib import Path

import pytest

from config.settings import Settings, SettingsError, load_machine_settings, load_settings

NEEDED = {"DATABASE_URL": "postgresql://u@h/d", "REDIS_URL": "redis://h:6379/0", "SECRET_KEY": "s" * 32}


def test_three_variables_are_enough():
    assert load_settings(NEEDED) == Settings("postgresql://u@h/d", "redis://h:6379/0", "s" * 32)


@pytest.mark.parametrize("name", NEEDED)
def test_what_is_missing_is_named(name):
    with pytest.raises(SettingsError, match=rf"^{name} is not set\. Set it to"):
        load_settings({key: value for key, value in NEEDED.items() if key != name})


def test_a_weak_secret_is_refused_without_being_shown():
    with pytest.raises(SettingsError, match="SECRET_KEY has 7 characters") as failure:
        load_settings(NEEDED | {"SECRET_KEY": "letmein"})
    assert "letmein" not in str(failure.value)


@pytest.mark.parametrize("value", ["-1", "1.5", "many", "²"])
def test_what_is_no_whole_number_is_refused(value):
    with pytest.raises(SettingsError, match=r"^MICROTASK_PROXIES is .* whole number, such as 0"):
        load_settings(NEEDED | {"MICROTASK_PROXIES": value})


def test_demo_mode_is_on_only_where_somebody_said_so():
    said = {value: load_settings(NEEDED | {"MICROTASK_DEMO": value}).demo for value in ("", "0", "no", "true", "1")}
    assert said == {"": False, "0": False, "no": False, "true": False, "1": True}


def test_a_machine_needs_nothing_and_an_empty_variable_is_none():
    assert load_machine_settings({}) == load_machine_settings({"DATABASE_URL": "", "MICROTASK_DATA_DIR": ""})
    assert load_machine_settings({"MICROTASK_DATA_DIR": "/srv/tasks"}).data_dir == Path("/srv/tasks")


def test_periods_of_retention_are_days_by_name():
    assert load_settings(NEEDED).keep_days == {}
    read = load_settings(NEEDED | {"MICROTASK_KEEP_DAYS": "items=180, link=60"}).keep_days
    assert read == {"items": 180, "link": 60}


@pytest.mark.parametrize("value", ["items", "items=", "=5", "items=soon", "items=-1", "items=999999"])
def test_periods_that_cannot_be_read_are_refused(value):
    with pytest.raises(SettingsError, match="MICROTASK_KEEP_DAYS"):
        load_settings(NEEDED | {"MICROTASK_KEEP_DAYS": value})
