"""The links in letters: to a page, and to unsubscribe without signing in."""

import hmac
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256

SIGNATURE_BYTES = 18


@dataclass(frozen=True)
class Links:
    """Where the service is reached, what it is called, and the secret with which it signs."""

    public_url: str
    secret_key: str
    service_name: str

    def to(self, path: str) -> str:
        """The URL of a page, whose path begins with a slash."""
        return f"{self.public_url}{path}"

    def unsubscribe(self, person_id: int, kind: str) -> str:
        """The URL at which a person stops mails of one kind; it holds for as long as the service's secret."""
        return self.to(f"/unsubscribe/{kind}-{person_id}-{_sign(person_id, kind, self.secret_key)}")


def read_token(token: str, *, secret_key: str) -> tuple[int, str] | None:
    """Whose mails of which kind a link of `Links.unsubscribe` ends; None where the service has not signed it."""
    kind, _, rest = token.partition("-")
    person, _, signature = rest.partition("-")
    if not person.isascii() or not person.isdigit() or len(person) > 18:
        return None
    right = hmac.compare_digest(signature.encode(), _sign(int(person), kind, secret_key).encode())
    return (int(person), kind) if right else None


def _sign(person_id: int, kind: str, secret_key: str) -> str:
    mac = hmac.digest(secret_key.encode(), f"unsubscribe:{kind}:{person_id}".encode(), sha256)
    return urlsafe_b64encode(mac[:SIGNATURE_BYTES]).decode()
