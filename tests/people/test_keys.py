import time

from microtask.people.keys import Passwords, digest, make_key, make_token


def test_keys_have_256_random_bits_and_differ():
    keys = {make_key() for _ in range(100)}
    assert len(keys) == 100
    assert all(len(key) >= 43 for key in keys)


def test_a_leaked_token_can_be_told_by_its_prefix():
    assert make_token().startswith("mt_")


def test_a_digest_is_sha_256_and_takes_any_text():
    assert digest("abc").hex() == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert len(digest("\ud800")) == 32


def test_a_password_is_stored_as_argon2id_and_recognised():
    passwords = Passwords(64)
    stored = passwords.hash("correct horse")
    assert stored.startswith("$argon2id$v=19$m=64,")
    assert passwords.is_right("correct horse", stored)
    assert not passwords.is_right("wrong horse", stored)


def test_a_setting_below_what_argon2_takes_is_raised_to_it():
    assert Passwords(1).hash("x").startswith("$argon2id$v=19$m=32,")


def test_nobody_has_no_password():
    passwords = Passwords(64)
    assert not passwords.is_right("", None)
    assert not passwords.is_right("anything", "not a hash at all")


def test_it_takes_as_long_to_say_no_where_there_is_no_password():
    passwords = Passwords(8192)
    stored = passwords.hash("correct horse")
    passwords.is_right("wrong", None)

    def seconds(kept: str | None) -> float:
        began = time.process_time()
        for _ in range(5):
            passwords.is_right("wrong", kept)
        return time.process_time() - began

    assert seconds(None) > seconds(stored) / 3
