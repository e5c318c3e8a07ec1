"""What waits for a webhook is delivered to a real receiver, signed, in order, and again where a worker died."""

import base64
import hmac
import json
import os
import signal
import subprocess
import sys
from datetime import timedelta
from hashlib import sha256
from ipaddress import ip_network

import pytest
from structlog.testing import capture_logs

from microtask.outbox import actions
from microtask.outbox.calling import Caller
from microtask.outbox.signing import make_secret
from tests.house.sources import ROOT
from tests.outbox.postbox import Receiver, receiver
from tests.scene import Scene
from workers import call
from workers.sweep import sweep

SERVICE = "only-for-tests-" * 4


@pytest.fixture
def here() -> Caller:
    return Caller((ip_network("127.0.0.0/8"),))


def _webhook(scene: Scene, there: Receiver, *, calls: int) -> int:
    webhook_id = scene.do(actions.add_webhook, person_id=1, url=there.url, events=["release.made"]).id
    for number in range(calls):
        body = json.dumps({"type": "release.made", "number": number})
        scene.do(actions.write_call, webhook_id, event="release.made", challenge_id=7, body=body)
    return webhook_id


def _deliver(scene: Scene, webhook_id: int, caller: Caller) -> None:
    while call.call_once(scene.units, webhook_id, caller, service_secret=SERVICE):
        pass


def test_messages_arrive_in_order_and_their_receiver_can_check_each(scene: Scene, clean, here):
    with receiver() as there:
        webhook_id = _webhook(scene, there, calls=3)
        _deliver(scene, webhook_id, here)
    assert [json.loads(body)["number"] for _, body in there.calls] == [0, 1, 2]
    key = scene.value("SELECT key FROM webhooks")
    secret = base64.b64decode(make_secret(bytes(key), SERVICE).removeprefix("whsec_"))
    for headers, body in there.calls:
        signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
        mac = base64.b64encode(hmac.digest(secret, signed, sha256)).decode()
        assert headers["webhook-signature"] == f"v1,{mac}"
    assert len({headers["webhook-id"] for headers, _ in there.calls}) == 3


def test_after_a_failure_the_same_message_comes_again_under_its_number_and_the_others_wait(scene: Scene, clean, here):
    with receiver() as there:
        webhook_id = _webhook(scene, there, calls=2)
        there.status = 503
        _deliver(scene, webhook_id, here)
        _deliver(scene, webhook_id, here)
        assert len(there.calls) == 1
        there.status = 200
        scene.clock.moved = timedelta(minutes=1)
        _deliver(scene, webhook_id, here)
    (first, _), (again, _), (other, _) = there.calls
    assert first["webhook-id"] == again["webhook-id"] != other["webhook-id"]


def test_a_private_address_is_not_called_and_the_owner_can_read_why(scene: Scene, clean):
    with receiver() as there, capture_logs() as lines:
        webhook_id = _webhook(scene, there, calls=1)
        _deliver(scene, webhook_id, Caller())
    assert there.calls == []
    assert scene.value("SELECT failure FROM webhooks") == "private_address"
    assert there.url not in str(lines)


def test_what_answers_gone_is_called_no_more(scene: Scene, clean, here):
    with receiver() as there:
        webhook_id = _webhook(scene, there, calls=2)
        there.status = 410
        _deliver(scene, webhook_id, here)
    assert scene.value("SELECT disabled_at IS NOT NULL FROM webhooks")
    assert scene.value("SELECT count(*) FROM webhook_calls WHERE body IS NULL") == 2


def test_a_call_whose_errand_was_lost_is_found_by_the_sweep(scene: Scene, clean, redis_url):
    from microtask.queue import connect

    with receiver() as there:
        _webhook(scene, there, calls=1)
        with connect(redis_url) as redis:
            redis.flushdb()
        sweep(scene.units)
    assert scene.units.errands.counts()["queued"] == 1


def test_a_worker_that_is_killed_while_it_calls_loses_nothing(scene: Scene, clean, settings, here):
    with receiver() as there:
        webhook_id = _webhook(scene, there, calls=2)
        environment = {
            **os.environ, "DATABASE_URL": settings.database_url, "REDIS_URL": settings.redis_url,
            "SECRET_KEY": SERVICE, "MICROTASK_WEBHOOK_NETWORKS": "127.0.0.0/8",
        }  # fmt: skip
        process = subprocess.Popen(
            [sys.executable, "-c", f"from workers.call import run; run('{webhook_id}')"], env=environment, cwd=ROOT
        )
        there.before = lambda: (os.kill(process.pid, signal.SIGKILL), process.wait())
        process.wait(timeout=60)
        there.before = lambda: None
        assert len(there.calls) == 1
        _deliver(scene, webhook_id, here)
        assert len(there.calls) == 1, "nobody calls while the lease lasts"
        scene.clock.moved = timedelta(minutes=2)
        _deliver(scene, webhook_id, here)
    numbers = [json.loads(body)["number"] for _, body in there.calls]
    assert numbers == [0, 0, 1]
    assert there.calls[0][0]["webhook-id"] == there.calls[1][0]["webhook-id"]
