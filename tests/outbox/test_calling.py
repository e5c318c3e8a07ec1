"""A call goes to the address that was looked at, ends in time, and reads nothing but a status."""

import socket
import ssl
import subprocess
import threading
import time
from ipaddress import ip_network

import pytest

from microtask.outbox.calling import LONGEST_BODY, Caller, NotDeliveredError
from tests.outbox.postbox import receiver

LOOPBACK = (ip_network("127.0.0.0/8"),)
HEADERS = {"content-type": "application/json", "webhook-id": "msg_1_2"}


def _failure(caller: Caller, url: str, body: bytes = b"{}") -> NotDeliveredError:
    with pytest.raises(NotDeliveredError) as failed:
        caller.post(url, body, HEADERS)
    return failed.value


def test_a_call_is_a_post_of_the_body_with_its_headers():
    with receiver() as there:
        assert Caller(LOOPBACK).post(there.url, b'{"a":1}', HEADERS) == 204
        [(headers, body)] = there.calls
    assert body == b'{"a":1}'
    assert headers["webhook-id"] == "msg_1_2"
    assert headers["host"] == f"127.0.0.1:{there.port}"


def test_a_loopback_address_is_called_only_where_the_deployment_says_so():
    with receiver() as there:
        assert _failure(Caller(), there.url).failure == "private_address"
        for disguise in ("localhost", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]"):
            assert _failure(Caller(), f"http://{disguise}:{there.port}/").failure == "private_address"
    assert there.calls == []


def test_a_name_is_looked_up_once_and_the_call_goes_there(monkeypatch):
    """A name that is harmless when it is looked at, and leads inside when it is connected to, gains nothing."""
    asked = []
    really = socket.getaddrinfo

    def rebinding(host, port, *args, **kwargs):
        if host != "rebinding.example":
            return really(host, port, *args, **kwargs)
        asked.append(host)
        place = "127.0.0.1" if len(asked) == 1 else "169.254.169.254"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (place, port))]

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    with receiver() as there:
        assert Caller(LOOPBACK).post(f"http://rebinding.example:{there.port}/", b"{}", HEADERS) == 204
        [(headers, _)] = there.calls
    assert asked == ["rebinding.example"]
    assert headers["host"] == f"rebinding.example:{there.port}"


def test_a_name_with_one_private_address_among_public_ones_is_refused(monkeypatch):
    places = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (place, 443)) for place in ("8.8.8.8", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: places)
    assert _failure(Caller(), "https://mixed.example/").failure == "private_address"


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_a_failure_and_is_not_followed(status):
    with receiver() as there, receiver() as elsewhere:
        there.status, there.headers = status, {"location": elsewhere.url}
        error = _failure(Caller(LOOPBACK), there.url)
        assert (error.failure, error.status) == ("status", status)
        assert elsewhere.calls == []


@pytest.mark.parametrize("status", [400, 401, 404, 410, 500, 503])
def test_an_error_of_the_receiver_is_a_failure_with_its_status(status):
    with receiver() as there:
        there.status = status
        assert _failure(Caller(LOOPBACK), there.url).status == status


def test_a_large_answer_is_not_read():
    with receiver() as there:
        there.status, there.body = 200, b"x" * 50_000_000
        began = time.monotonic()
        assert Caller(LOOPBACK).post(there.url, b"{}", HEADERS) == 200
        assert time.monotonic() - began < 5


def test_a_large_message_is_not_sent():
    with receiver() as there:
        assert _failure(Caller(LOOPBACK), there.url, b"x" * (LONGEST_BODY + 1)).failure == "too_large"
        assert there.calls == []


def test_a_receiver_that_answers_a_byte_at_a_time_is_left_in_time():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=_drip, args=(listener,))
        thread.start()
        began = time.monotonic()
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        assert _failure(Caller(LOOPBACK, total_seconds=0.5), url).failure == "timeout"
        assert time.monotonic() - began < 3
        thread.join()


def _drip(listener: socket.socket) -> None:
    connection, _ = listener.accept()
    with connection:
        try:
            for byte in b"HTTP/1.1 200 OK\r\nx: " + b"y" * 1000:
                connection.sendall(bytes([byte]))
                time.sleep(0.05)
        except OSError:
            return  # the caller has hung up


def test_what_does_not_answer_as_a_web_server_does_is_a_failure():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=_greet, args=(listener,))
        thread.start()
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        assert _failure(Caller(LOOPBACK), url).failure == "protocol"
        thread.join()


def _greet(listener: socket.socket) -> None:
    connection, _ = listener.accept()
    with connection:
        connection.recv(1000)
        connection.sendall(b"220 this is a mail server\r\n")


def test_a_name_that_leads_nowhere_and_a_closed_port_are_told_apart():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    assert _failure(Caller(LOOPBACK), f"http://127.0.0.1:{port}/").failure == "unreachable"
    assert _failure(Caller(LOOPBACK), "https://nowhere.invalid/").failure == "unknown_host"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory) -> tuple[str, str]:
    """A certificate of `receiver.example` that it has signed itself, and its key."""
    folder = tmp_path_factory.mktemp("certificate")
    try:
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
             "-keyout", folder / "key.pem", "-out", folder / "cert.pem", "-days", "2", "-subj", "/CN=receiver.example",
             "-addext", "subjectAltName=DNS:receiver.example"],
            check=True, capture_output=True,
        )  # fmt: skip
    except FileNotFoundError:
        pytest.skip("openssl, which makes a certificate, is not installed here.")
    return str(folder / "cert.pem"), str(folder / "key.pem")


def _serve_encrypted(listener: socket.socket, certificate: tuple[str, str], times: int) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    for _ in range(times):
        connection, _ = listener.accept()
        try:
            with context.wrap_socket(connection, server_side=True) as safe:
                while not safe.recv(10_000).endswith(b"{}"):
                    pass
                safe.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")
        except OSError:
            connection.close()


def test_a_certificate_is_checked_against_the_name_although_the_call_goes_to_an_address(certificate, monkeypatch):
    really = socket.getaddrinfo

    def here(host, port, *args, **kwargs):
        return really("127.0.0.1" if host.endswith(".example") else host, port, *args, **kwargs)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=_serve_encrypted, args=(listener, certificate, 3))
        thread.start()
        port = listener.getsockname()[1]
        monkeypatch.setattr(socket, "getaddrinfo", here)
        assert _failure(Caller(LOOPBACK), f"https://receiver.example:{port}/").failure == "certificate"
        monkeypatch.setenv("SSL_CERT_FILE", certificate[0])
        assert Caller(LOOPBACK).post(f"https://receiver.example:{port}/", b"{}", HEADERS) == 200
        assert _failure(Caller(LOOPBACK), f"https://other.example:{port}/").failure == "certificate"
        thread.join()


def test_an_unencrypted_call_goes_to_a_loopback_address_alone():
    """On 0.0.0.0 this machine answers too, and it is no loopback address by name."""
    with receiver() as there:
        error = _failure(Caller((ip_network("0.0.0.0/0"),)), f"http://0.0.0.0:{there.port}/")
        assert error.failure == "unencrypted"
        assert there.calls == []
