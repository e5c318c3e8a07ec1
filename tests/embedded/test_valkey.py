import stat

import pytest
from redis.exceptions import AuthenticationError

from microtask.embedded.valkey import Valkey
from microtask.queue import connect


def test_a_new_server_is_private_and_wants_its_password(reachable_path):
    with Valkey(reachable_path / "valkey", durable=False) as server:
        assert stat.S_IMODE(server.sockets.stat().st_mode) == 0o700
        assert stat.S_IMODE((server.data / "valkey.conf").stat().st_mode) == 0o600
        with connect(server.url) as redis:
            assert redis.config_get("port") == {"port": "0"}
            assert redis.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
        with connect(server.url.replace(server.password, "guess")) as stranger, pytest.raises(AuthenticationError):
            stranger.ping()


def test_every_errand_is_still_there_after_a_stop(reachable_path):
    with Valkey(reachable_path / "valkey") as server, connect(server.url) as redis:
        assert redis.config_get("appendfsync") == {"appendfsync": "everysec"}
        redis.set("errand", "waiting")
    with Valkey(reachable_path / "valkey") as server, connect(server.url) as redis:
        assert redis.get("errand") == b"waiting"


def test_a_server_that_is_not_there_is_not_ready(reachable_path):
    with Valkey(reachable_path / "valkey", durable=False) as server:
        assert server.is_ready()
    assert not server.is_ready()
