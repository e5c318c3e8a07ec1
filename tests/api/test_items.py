"""Files of items over the API, up to a sender that goes away half-way."""

import io
import socket
import threading
from collections.abc import Callable, Iterator
from http.client import HTTPConnection

import pytest
from flask import Flask
from sqlalchemy import text
from werkzeug.serving import make_server

from microtask.api.reading import WholeStream
from microtask.tables.formats import Format
from microtask.tables.reading import Limits
from microtask.tables.rows import BrokenOff
from tests.api.owner import Headers, Owner
from tests.desk import THREE_ITEMS
from workers.imports import import_items


@pytest.fixture
def owner(sample_app: Flask, caller: Callable[..., Headers]) -> Owner:
    return Owner(sample_app, caller("owner"))


def test_a_file_is_accepted_and_its_import_can_be_asked_for(owner: Owner):
    challenge_id = owner.draft()
    response = owner.call("POST", f"/challenges/{challenge_id}/items", data=THREE_ITEMS, content_type="text/csv")
    assert (response.status_code, response.json) == (202, {"import": 1})
    assert owner.imported(challenge_id, 1)["state"] == "queued"


def test_the_key_column_is_named_in_the_query(owner: Owner):
    challenge_id = owner.draft()
    told = owner.load(challenge_id, b"text,ref\nFirst,R1\nSecond,R1\n", query="?key=ref")
    assert told["rejected"] == [
        {"row": 3, "reason": "The key “R1” is used more than once in this file. The first row with it was taken."}
    ]


def test_json_lines_are_told_by_their_media_type(owner: Owner):
    told = owner.load(owner.draft(), b'{"id": 1, "text": "One"}\n', kind=Format.JSONL.content_type)
    assert (told["format"], told["accepted"]) == ("jsonl", 1)


@pytest.mark.parametrize("kind", ["application/json", "multipart/form-data", "image/png"])
def test_another_media_type_is_refused(owner: Owner, kind: str):
    path = f"/challenges/{owner.draft()}/items"
    response = owner.call("POST", path, data=b"{}", content_type=kind)
    assert response.status_code == 415
    assert "text/csv" in response.json["detail"]


def test_a_file_that_is_no_table_is_refused_with_a_sentence(owner: Owner):
    path = f"/challenges/{owner.draft()}/items"
    response = owner.call("POST", path, data=b"%PDF-1.7 ...", content_type="text/csv")
    assert response.status_code == 422
    assert response.json["errors"]["file"][0].startswith("This is not a table.")


def test_items_are_the_owners_business(owner: Owner, caller: Callable[..., Headers]):
    analyst, stranger = caller("analyst", email="a@tax.example"), caller("owner", email="o@tax.example")
    path = f"/challenges/{owner.draft()}/items"
    for by, status in ((analyst, 403), (stranger, 404)):
        assert owner.call("POST", path, by=by, data=THREE_ITEMS, content_type="text/csv").status_code == status


def test_after_closing_no_items_are_taken(owner: Owner):
    challenge_id = owner.opened()
    owner.move(challenge_id, "close")
    response = owner.call("POST", f"/challenges/{challenge_id}/items", data=THREE_ITEMS, content_type="text/csv")
    assert response.status_code == 409


def test_an_unknown_parameter_is_refused_before_anything_is_stored(owner: Owner):
    challenge_id = owner.draft()
    response = owner.call("POST", f"/challenges/{challenge_id}/items?keys=x", data=THREE_ITEMS, content_type="text/csv")
    assert (response.status_code, list(response.json["errors"])) == (422, ["keys"])
    with owner.units.begin() as unit:
        assert unit.session.scalar(text("SELECT count(*) FROM imports")) == 0


@pytest.fixture
def address(sample_app: Flask) -> Iterator[tuple[str, int]]:
    """The app behind a real socket."""
    server = make_server("127.0.0.1", 0, sample_app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_address[:2]
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_body_of_unknown_length_is_taken_piece_by_piece(owner: Owner, address: tuple[str, int]):
    challenge_id = owner.draft()
    connection = HTTPConnection(*address)
    headers = owner.headers | {"Content-Type": "text/csv"}
    pieces = iter([b"key\n", *(b"K%d\n" % number for number in range(100))])
    connection.request("POST", f"/api/v1/challenges/{challenge_id}/items", pieces, headers, encode_chunked=True)
    response = connection.getresponse()
    assert (response.status, response.read()) == (202, b'{"import":1}')
    connection.close()
    import_items(owner.units, 1, limits=Limits())
    assert owner.imported(challenge_id, 1)["accepted"] == 100


@pytest.mark.parametrize("sent", [10, 2_500_000])
def test_of_a_body_that_breaks_off_nothing_is_imported(owner: Owner, address: tuple[str, int], sent: int):
    challenge_id = owner.draft()
    head = (
        f"POST /api/v1/challenges/{challenge_id}/items HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/csv\r\n"
        f"Authorization: {owner.headers['Authorization']}\r\nContent-Length: 3000000\r\n\r\n"
    )
    with socket.create_connection(address) as connection:
        connection.sendall(head.encode() + b"key\n" + b"A\n" * (sent // 2))
        connection.shutdown(socket.SHUT_WR)
        answer = b"".join(iter(lambda: connection.recv(65536), b"")).decode()
    assert answer.startswith("HTTP/1.1 422")
    assert "The file did not arrive whole, so nothing of it was imported. Send it again." in answer
    with owner.units.begin() as unit:
        states = set(unit.session.scalars(text("SELECT state FROM imports")))
        assert states == ({"failed"} if sent > 1_000_000 else set())
        assert unit.session.scalar(text("SELECT count(*) FROM chunks")) == 0
    owner.load(challenge_id)
    assert owner.move(challenge_id, "publish") == (202, "splitting")


def test_a_body_that_ends_quietly_before_its_length_is_not_taken_for_whole():
    stream = WholeStream(io.BytesIO(b"key,t\n1,a\n2,hello wor"), 5000)
    assert stream.read(1 << 16)
    with pytest.raises(BrokenOff):
        stream.read(1 << 16)
