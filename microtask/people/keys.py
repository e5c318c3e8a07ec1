"""Keys and passwords: made at random, kept as digests, compared in equal time."""

from functools import cached_property
from hashlib import sha256
from secrets import token_urlsafe

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

TOKEN_PREFIX = "mt_"  # noqa: S105 (what a leaked token is found by)
KEY_BYTES = 32
LEAST_KILOBYTES = 32  # argon2 asks for eight for each of its four lanes


def make_token() -> str:
    """A new API token of 256 random bits."""
    return TOKEN_PREFIX + token_urlsafe(KEY_BYTES)


def make_key() -> str:
    """A new session key of 256 random bits, for a cookie."""
    return token_urlsafe(KEY_BYTES)


def digest(key: str) -> bytes:
    """What is stored of a token or a session key. SHA-256 is enough for what cannot be guessed."""
    return sha256(key.encode("utf-8", "replace")).digest()


class Passwords:
    """Argon2id with the parameters of RFC 9106's second choice, but for the memory, which is a setting."""

    def __init__(self, kilobytes: int):
        self._hasher = PasswordHasher(memory_cost=max(kilobytes, LEAST_KILOBYTES))

    @cached_property
    def _nobody(self) -> str:
        """A password that nobody has, to be compared where there is none."""
        return self._hasher.hash(make_key())

    def hash(self, password: str) -> str:
        """What is stored of a password."""
        return self._hasher.hash(password)

    def is_right(self, password: str, stored: str | None) -> bool:
        """Whether `password` is the stored one. With nothing stored it takes as long to say no."""
        try:
            self._hasher.verify(self._nobody if stored is None else stored, password)
        except (VerificationError, InvalidHashError):
            return False
        return stored is not None
