"""Signatures are those of the Standard Webhooks specification, as a receiver would check them."""

import base64
import hmac
import re
import time
from hashlib import sha256

from microtask.outbox.signing import make_secret, sign
from tests.house.sources import ROOT

KEY, SERVICE = b"k" * 32, "only-for-tests-" * 4
BODY = '{"type":"release.made","data":{"url":"https://tasks.example/ünd"}}'.encode()


def test_a_receiver_that_knows_nothing_but_its_secret_can_check_a_call():
    secret = base64.b64decode(make_secret(KEY, SERVICE).removeprefix("whsec_"))
    expected = hmac.new(secret, b"msg_1_2.1700000000." + BODY, sha256).digest()
    signature = sign(BODY, message_id="msg_1_2", timestamp=1_700_000_000, key=KEY, service_secret=SERVICE)
    assert signature == "v1," + base64.b64encode(expected).decode()


def test_every_webhook_has_a_secret_of_its_own_that_takes_the_services_to_make():
    secrets = {make_secret(KEY, SERVICE), make_secret(b"l" * 32, SERVICE), make_secret(KEY, SERVICE + "x")}
    assert len(secrets) == 3
    assert all(len(base64.b64decode(secret.removeprefix("whsec_"))) >= 24 for secret in secrets)


def test_another_body_number_or_time_has_another_signature():
    at = {"message_id": "msg_1_2", "timestamp": 1_700_000_000, "key": KEY, "service_secret": SERVICE}
    others = [
        sign(BODY + b" ", **at),
        sign(BODY, **at | {"message_id": "msg_2_2"}),
        sign(BODY, **at | {"timestamp": 1}),
    ]
    assert len({sign(BODY, **at), *others}) == 4


def test_the_check_that_the_documentation_gives_takes_a_genuine_call_and_no_other():
    [code] = re.findall(r"```python\n(.*?)```", (ROOT / "docs/mail-and-webhooks.md").read_text(), re.DOTALL)
    given: dict = {}
    exec(code, given)
    now = int(time.time())

    def headers(timestamp: int) -> dict[str, str]:
        signature = sign(BODY, message_id="msg_1_2", timestamp=timestamp, key=KEY, service_secret=SERVICE)
        return {"webhook-id": "msg_1_2", "webhook-timestamp": str(timestamp), "webhook-signature": signature}

    secret = make_secret(KEY, SERVICE)
    assert given["is_genuine"](secret, headers(now), BODY)
    assert not given["is_genuine"](secret, headers(now), BODY + b" ")
    assert not given["is_genuine"](secret, headers(now - 600), BODY)
    assert not given["is_genuine"](make_secret(b"l" * 32, SERVICE), headers(now), BODY)
