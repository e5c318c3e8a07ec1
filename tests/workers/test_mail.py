"""What is due is sent, each mail once, whatever dies between."""

import os
import signal
import subprocess
import sys
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from microtask.outbox import actions
from microtask.outbox.mailers import make_mailer
from tests.house.sources import ROOT
from tests.outbox.postbox import Postbox, mail_server
from tests.scene import Scene
from workers import mail
from workers.sweep import sweep

SENDER = "tasks@gov.example"


def _write(scene: Scene, count: int) -> None:
    for number in range(count):
        scene.do(actions.send_mail, to=f"person{number}@tax.example", subject=f"Mail {number}", body="Hello.\n")


def _send(scene: Scene, box: Postbox) -> None:
    with make_mailer(f"smtp+plain://127.0.0.1:{box.port}", sender=SENDER, name="Microtask") as post:
        while mail.send_one(scene.units, post):
            pass


def test_everything_that_is_due_is_sent_over_one_connection(scene: Scene, clean):
    _write(scene, 3)
    with mail_server() as box:
        _send(scene, box)
        _send(scene, box)
    assert [each["Subject"] for each in box.mails] == ["Mail 0", "Mail 1", "Mail 2"]
    assert box.connections == 1
    assert scene.value("SELECT count(*) FROM mails WHERE sent_at IS NOT NULL AND to_address IS NULL") == 3


def test_one_mail_that_is_refused_keeps_none_of_the_others(scene: Scene, clean):
    _write(scene, 2)
    with mail_server() as box:
        box.refuse["RCPT"] = "550 nobody"
        box.taken = box.refuse.clear
        with make_mailer(f"smtp+plain://127.0.0.1:{box.port}", sender=SENDER, name="M") as post:
            assert mail.send_one(scene.units, post)
            box.refuse.clear()
            assert mail.send_one(scene.units, post)
    assert [row.failure for row in scene.rows("SELECT failure FROM mails ORDER BY id")] == [
        "SMTPRecipientsRefused 550", None,
    ]  # fmt: skip


def test_the_log_names_nobody(scene: Scene, clean):
    _write(scene, 1)
    with mail_server() as box, capture_logs() as lines:
        _send(scene, box)
    assert [line["event"] for line in lines] == ["mail_sent"]
    assert "@" not in str(lines)


def test_a_mail_whose_errand_was_lost_is_found_by_the_sweep(scene: Scene, clean, redis_url):
    _write(scene, 1)
    from microtask.queue import connect

    with connect(redis_url) as redis:
        redis.flushdb()
    sweep(scene.units)
    assert scene.units.errands.counts()["queued"] == 1


def test_the_job_sends_as_the_settings_say(scene: Scene, worker_here, monkeypatch):
    _write(scene, 1)
    with mail_server() as box:
        monkeypatch.setenv("MICROTASK_MAIL", f"smtp+plain://127.0.0.1:{box.port}")
        monkeypatch.setenv("MICROTASK_MAIL_FROM", SENDER)
        monkeypatch.setenv("MICROTASK_URL", "https://tasks.example")
        mail.mailer.cache_clear()
        mail.run("1")
        mail.mailer.cache_clear()
    assert [each["From"].addresses[0].addr_spec for each in box.mails] == [SENDER]


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_worker_that_is_killed_loses_no_mail(scene: Scene, clean, settings, moment):
    """Killed before the server has taken it, it is sent once; killed after, twice, under one Message-ID."""
    _write(scene, 1)
    with mail_server() as box:
        environment = {
            **os.environ, "DATABASE_URL": settings.database_url, "REDIS_URL": settings.redis_url,
            "SECRET_KEY": settings.secret_key, "MICROTASK_MAIL": f"smtp+plain://127.0.0.1:{box.port}",
            "MICROTASK_MAIL_FROM": SENDER, "MICROTASK_URL": "https://tasks.example",
        }  # fmt: skip
        killed: list[int] = []

        def kill() -> None:
            killed.append(process.pid)
            os.kill(process.pid, signal.SIGKILL)
            process.wait()

        if moment == "after":
            box.taken = kill
        else:
            box.heard = kill
        process = subprocess.Popen(
            [sys.executable, "-c", "from workers.mail import run; run('1')"], env=environment, cwd=ROOT
        )
        process.wait(timeout=60)
        assert killed
        box.taken = box.heard = lambda: None
        assert scene.value("SELECT count(*) FROM mails WHERE sent_at IS NULL AND to_address IS NOT NULL") == 1
        _send(scene, box)
        assert len(box.mails) == (1 if moment == "after" else 0), "nobody sends it while its lease lasts"
        scene.clock.moved = timedelta(minutes=6)
        _send(scene, box)
    assert len({each["Message-ID"] for each in box.mails}) == 1
    assert len(box.mails) == (2 if moment == "after" else 1)
