"""Settings: what is missing or wrong is one sentence that names the variable and the mend."""

from pathlib import Path
from secrets import token_hex, token_urlsafe

import pytest

from config.settings import Settings, SettingsError, load_machine_settings, load_settings

SECRET = "only-for-tests-and-long-enough-01"
NEEDED = {"DATABASE_URL": "postgresql://u@h/d", "REDIS_URL": "redis://h:6379/0", "SECRET_KEY": SECRET}


def test_three_variables_are_enough():
    assert load_settings(NEEDED) == Settings("postgresql://u@h/d", "redis://h:6379/0", SECRET)


@pytest.mark.parametrize("name", NEEDED)
def test_what_is_missing_is_named(name):
    with pytest.raises(SettingsError, match=rf"^{name} is not set\. Set it to"):
        load_settings({key: value for key, value in NEEDED.items() if key != name})


@pytest.mark.parametrize(
    ("secret", "told"),
    [
        ("letmein", "SECRET_KEY has 7 characters"),
        ("letmein" * 10, "SECRET_KEY repeats"),
        ("make-one-with-python3-c-import-secrets-print-secrets.token_urlsafe", "SECRET_KEY is the one of the example"),
    ],
)
def test_a_weak_secret_is_refused_without_being_shown(secret, told):
    with pytest.raises(SettingsError, match=told) as failure:
        load_settings(NEEDED | {"SECRET_KEY": secret})
    assert secret not in str(failure.value)
    assert "Make one with: python3" in str(failure.value)


def test_the_secret_of_the_example_is_the_one_that_is_refused():
    example = (Path(__file__).parents[2] / "config" / "example.env").read_text()
    [secret] = [line.partition("=")[2] for line in example.splitlines() if line.startswith("SECRET_KEY=")]
    with pytest.raises(SettingsError, match="of the example"):
        load_settings(NEEDED | {"SECRET_KEY": secret})


def test_random_secrets_are_taken():
    for secret in [token_hex(16) for _ in range(200)] + [token_urlsafe() for _ in range(200)]:
        assert load_settings(NEEDED | {"SECRET_KEY": secret}).secret_key == secret


def test_how_fast_somebody_may_be_is_a_setting():
    assert load_settings(NEEDED).calls_a_second == 60
    assert load_settings(NEEDED | {"MICROTASK_CALLS_A_SECOND": "0"}).calls_a_second == 0
    assert load_settings(NEEDED | {"MICROTASK_FORMS_A_SECOND": "5"}).forms_a_second == 5


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


MAIL = {"MICROTASK_MAIL_FROM": "tasks@gov.example", "MICROTASK_URL": "https://tasks.example/"}


@pytest.mark.parametrize(
    "url",
    ["smtp://user:p%40ss@mail.example:587", "smtps://mail.example", "smtp+plain://[::1]:25", "file:/tmp/mail", ""],
)
def test_mail_goes_where_its_url_says(url):
    loaded = load_settings(NEEDED | MAIL | {"MICROTASK_MAIL": url})
    assert (loaded.mail_url, loaded.public_url) == (url, "https://tasks.example")


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (MAIL | {"MICROTASK_MAIL": "mail.example:secret"}, "MICROTASK_MAIL cannot be read"),
        (MAIL | {"MICROTASK_MAIL": "file:secret.txt"}, "MICROTASK_MAIL cannot be read"),
        (MAIL | {"MICROTASK_MAIL": "smtp://u:secret@mail.example:99999"}, "MICROTASK_MAIL cannot be read"),
        (MAIL | {"MICROTASK_MAIL": "smtp://m.example", "MICROTASK_MAIL_FROM": ""}, "MICROTASK_MAIL_FROM is not set"),
        (MAIL | {"MICROTASK_MAIL": "smtp://m.example", "MICROTASK_URL": ""}, "MICROTASK_URL is not set"),
        ({"MICROTASK_URL": "tasks.example"}, "MICROTASK_URL is 'tasks.example'"),
        ({"MICROTASK_WEBHOOK_NETWORKS": "10.0.0.0/40"}, "MICROTASK_WEBHOOK_NETWORKS cannot be read"),
    ],
)
def test_what_mail_and_webhooks_cannot_use_is_refused_without_showing_a_password(given, told):
    with pytest.raises(SettingsError, match=f"^{told}") as refused:
        load_settings(NEEDED | given)
    assert "secret" not in str(refused.value)


def test_networks_that_webhooks_may_call_are_named_side_by_side():
    loaded = load_settings(NEEDED | {"MICROTASK_WEBHOOK_NETWORKS": "10.20.0.0/16, fd12::/16"})
    assert [str(network) for network in loaded.webhook_networks] == ["10.20.0.0/16", "fd12::/16"]
