"""How a webhook's calls are signed, by the Standard Webhooks specification (standardwebhooks.com), version 1.

The receiver works out HMAC-SHA256 over `id.timestamp.body` with the bytes of its secret, compares it with what stands
in `webhook-signature`, and refuses what is older than a few minutes.
"""

import hmac
from base64 import b64encode
from hashlib import sha256

PREFIX = "whsec_"


def make_secret(key: bytes, service_secret: str) -> str:
    """The secret of the webhook with `key`, as its owner is shown it: the same for as long as the service's own."""
    return PREFIX + b64encode(_secret_of(key, service_secret)).decode()


def sign(body: bytes, *, message_id: str, timestamp: int, key: bytes, service_secret: str) -> str:
    """What goes into `webhook-signature`."""
    signed = f"{message_id}.{timestamp}.".encode() + body
    mac = hmac.digest(_secret_of(key, service_secret), signed, sha256)
    return f"v1,{b64encode(mac).decode()}"


def _secret_of(key: bytes, service_secret: str) -> bytes:
    return hmac.digest(service_secret.encode(), b"webhook:" + key, sha256)
