"""What can be called, and how long a failure rests."""

from datetime import UTC, datetime, timedelta

import pytest

from microtask.errors import Invalid
from microtask.outbox.rules import CALL_PAUSES, MAIL_PAUSES, check_url, choose_pause, state_of_webhook

NOW = datetime(2026, 3, 12, 10, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "url", ["https://host.example", "https://host.example:8443/hook?team=1", "https://203.0.113.9/hook"]
)
def test_an_encrypted_address_can_be_called(url):
    check_url(url, is_loopback_open=False)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "host.example/hook",
        "http://host.example/hook",
        "ftp://host.example/hook",
        "file:///etc/passwd",
        "https://",
        "https://host.example:99999/",
        "https://host.example:0/",
        "https://user:password@host.example/",
        "https://user@host.example/",
        "https://host.example/#part",
        "https://host.example/a b",
        "https://host.example/\nX: y",
        "https://höst.example/",
        "https://host.example/" + "a" * 2000,
    ],
)
def test_what_is_no_plain_encrypted_address_is_refused(url):
    with pytest.raises(Invalid) as refused:
        check_url(url, is_loopback_open=False)
    assert set(refused.value.fields) == {"url"}


def test_an_unencrypted_address_will_do_for_development():
    check_url("http://127.0.0.1:9000/hook", is_loopback_open=True)


@pytest.mark.parametrize("pauses", [MAIL_PAUSES, CALL_PAUSES])
def test_pauses_grow_and_end_within_a_day(pauses):
    chosen = [choose_pause(tries, pauses) for tries in range(1, len(pauses) + 1)]
    assert chosen == sorted(pauses)
    assert sum(pauses, timedelta()) < timedelta(days=1)
    assert choose_pause(len(pauses) + 1, pauses) is None


def test_a_webhook_is_on_or_rests_or_is_off():
    later, earlier = NOW + timedelta(minutes=1), NOW - timedelta(minutes=1)
    assert state_of_webhook(None, None, now=NOW) == "on"
    assert state_of_webhook(None, later, now=NOW) == "resting"
    assert state_of_webhook(None, earlier, now=NOW) == "on"
    assert state_of_webhook(earlier, later, now=NOW) == "off"
