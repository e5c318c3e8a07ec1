"""Join: give somebody who takes part in a challenge their random name in it."""

import hmac
import secrets
import unicodedata
from base64 import b32encode
from collections.abc import Iterable
from hashlib import sha256

from microtask.unit_of_work import UnitOfWork

_PURPOSE = "microtask: the name of somebody whose answers were collected elsewhere"

_FIND = "SELECT id FROM participants WHERE challenge_id = %(challenge)s AND person_id = %(person)s"

# Names no constraint, since two can be met: the person is there already, or the random name is taken.
_ADD = """
INSERT INTO participants (challenge_id, person_id, pseudonym) VALUES (%(challenge)s, %(person)s, %(pseudonym)s)
ON CONFLICT DO NOTHING RETURNING id
"""

_FIND_NAMES = """
SELECT name_digest, id FROM participants WHERE challenge_id = %(challenge)s AND name_digest = ANY (%(digests)s)
"""

_ADD_NAMES = """
INSERT INTO participants (challenge_id, name_digest, pseudonym)
SELECT %(challenge)s, digest, pseudonym
FROM unnest(%(digests)s::bytea[], %(pseudonyms)s::text[]) AS newcomer (digest, pseudonym)
ORDER BY digest
ON CONFLICT DO NOTHING
"""


def join(unit: UnitOfWork, challenge_id: int, person_id: int) -> int:
    """The id of the person's participant row in the challenge, made where it is missing; safe to call at once."""
    at = {"challenge": challenge_id, "person": person_id}
    while True:
        found: int | None = unit.connection.exec_driver_sql(_FIND, at).scalar()
        if found is None:
            found = unit.connection.exec_driver_sql(_ADD, at | {"pseudonym": make_pseudonym()}).scalar()
        if found is not None:
            return found


def join_by_name(unit: UnitOfWork, challenge_id: int, names: Iterable[str], *, secret_key: str) -> dict[str, int]:
    """The participant id of each name under which answers were collected elsewhere, made where it is missing.

    A name is not stored: only its digest, keyed with the service's secret and the challenge's number, so that the
    same name cannot be followed from one challenge to another. Blanks around it and how its accents are encoded
    make no difference.
    """
    digests = {name: _digest(challenge_id, name, secret_key) for name in set(names)}
    missing = set(digests.values())
    found: dict[bytes, int] = {}
    while missing:
        at = {"challenge": challenge_id, "digests": list(missing)}
        found |= {bytes(digest): row for digest, row in unit.connection.exec_driver_sql(_FIND_NAMES, at)}
        missing -= found.keys()
        if missing:
            newcomers = {"digests": list(missing), "pseudonyms": [make_pseudonym() for _ in missing]}
            unit.connection.exec_driver_sql(_ADD_NAMES, at | newcomers)
    return {name: found[digest] for name, digest in digests.items()}


def make_pseudonym() -> str:
    """A random name of 50 bits, such as `v-k7xq2mzt4a`: it says nothing, and is the person's in one challenge alone."""
    return f"v-{b32encode(secrets.token_bytes(7)).decode()[:10].lower()}"


def _digest(challenge_id: int, name: str, secret_key: str) -> bytes:
    text = f"{_PURPOSE}\0{challenge_id}\0{unicodedata.normalize('NFC', name.strip())}"
    return hmac.new(secret_key.encode(), text.encode(), sha256).digest()
