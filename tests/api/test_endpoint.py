import io
import json
import threading

import pytest
from sqlalchemy import text

JSON = {"Content-Type": "application/json"}


@pytest.fixture
def owner(caller):
    return caller("owner")


def slugs(sample_app) -> list[str]:
    with sample_app.extensions["microtask"].units.begin() as unit:
        return list(unit.session.scalars(text("SELECT slug FROM departments ORDER BY slug")))


def problem(response, status: int) -> dict:
    assert response.status_code == status, response.text
    assert response.content_type == "application/problem+json"
    told = json.loads(response.text)
    assert told["type"] == "about:blank"
    assert told["status"] == status
    assert told["title"]
    assert told["detail"].endswith((".", "”."))
    return told


def test_a_call_is_answered_by_its_schema_and_committed(client, owner, sample_app):
    response = client.post("/api/v1/things", json={"slug": "parks"}, headers=owner)
    assert response.status_code == 201
    assert response.content_type == "application/json"
    assert response.json.keys() == {"id", "slug", "created_at"}
    assert response.json["created_at"].endswith("+00:00")
    assert slugs(sample_app) == ["parks", "tax"]


def test_a_call_that_is_made_again_has_a_status_of_its_own(client, owner):
    first = client.post("/api/v1/things", json={"slug": "parks"}, headers=owner)
    again = client.post("/api/v1/things", json={"slug": "parks"}, headers=owner)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json == again.json


def test_an_answer_without_a_schema_has_no_body(client, owner, sample_app):
    made = client.post("/api/v1/things", json={"slug": "parks"}, headers=owner).json
    response = client.delete(f"/api/v1/things/{made['id']}", headers=owner)
    assert (response.status_code, response.data) == (204, b"")
    assert slugs(sample_app) == ["tax"]


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "Bearer",
        "Bearer ",
        "Basic YWRhOng=",
        "bearer nonsense",
        "Bearer mt_nobody-has-this-token",
        "Bearer \udcff",
        "Token x",
    ],
)
def test_without_a_token_that_counts_nobody_comes_in(client, volunteer, header):
    headers = {} if header is None else {"Authorization": header.encode("utf-8", "surrogateescape").decode("latin-1")}
    response = client.get("/api/v1/things", headers=headers)
    problem(response, 401)
    assert response.headers["WWW-Authenticate"] == "Bearer realm=microtask"


def test_the_word_bearer_may_have_any_capitals(client, volunteer):
    token = volunteer["Authorization"].split()[1]
    assert client.get("/api/v1/me", headers={"Authorization": f"BEARER  {token}"}).status_code == 200


def test_the_cookie_of_a_session_is_never_accepted(client, volunteer):
    client.set_cookie("session", volunteer["Authorization"].split()[1])
    problem(client.get("/api/v1/things"), 401)


def test_a_simulated_person_exists_in_demo_mode_only(client, caller):
    problem(client.get("/api/v1/things", headers=caller(simulated=True)), 401)


def test_who_is_not_let_in_learns_nothing_of_what_was_wrong_with_the_body(client, volunteer):
    told = problem(client.post("/api/v1/things", data="{", headers=volunteer | JSON), 403)
    assert "errors" not in told


@pytest.mark.parametrize(
    "body", ["{", "nonsense", "[1,", '{"slug": NaN}', b'{"slug": "\xff"}', b"\xed\xa0\x80", "[" * 99999]
)
def test_a_body_that_is_not_json_is_told_so(client, owner, body):
    problem(client.post("/api/v1/things", data=body, headers=owner | JSON), 400)


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, {"slug"}),
        ({"slug": ""}, {"slug"}),
        ({"slug": 5}, {"slug"}),
        ({"slug": "parks", "colour": "green", "size": 1}, {"colour", "size"}),
        ({"slug": "parks", "names": ["a", 5]}, {"names.1"}),
        ({"slug": "parks", "place": {"floor": "high"}}, {"place.floor"}),
        ({"slug": "par\x00ks"}, {"slug"}),
        ({"slug": "parks", "names": ["a", {"b": "\ud800"}]}, {"names"}),
        ({"slug": "parks", "na\x00me": 1}, {"na?me"}),
        ([], {""}),
        ("text", {""}),
        (None, {""}),
    ],
)
def test_what_cannot_be_used_is_told_by_field(client, owner, sample_app, body, fields):
    response = client.post("/api/v1/things", data=json.dumps(body), headers=owner | JSON)
    assert problem(response, 422)["errors"].keys() == fields
    assert slugs(sample_app) == ["tax"]


def test_every_field_has_a_list_of_sentences(client, owner):
    told = problem(client.post("/api/v1/things", json={"slug": "Not a slug"}, headers=owner), 422)
    assert told["errors"] == {
        "department": ["“not a slug” cannot name a department. Use small letters, digits and hyphens."]
    }
    assert told["detail"] == told["errors"]["department"][0]


def test_no_body_at_all_is_an_empty_object(client, owner):
    assert problem(client.post("/api/v1/things", headers=owner), 422)["errors"].keys() == {"slug"}


def test_a_body_of_another_media_type_is_refused(client, owner):
    problem(client.post("/api/v1/things", data="slug=parks", headers=owner | {"Content-Type": "text/plain"}), 415)
    problem(client.post("/api/v1/things", data={"slug": "parks"}, headers=owner), 415)


def test_a_body_that_is_too_large_is_refused(client, owner):
    problem(client.post("/api/v1/things", json={"slug": "x" * 1_000_001}, headers=owner), 413)


@pytest.mark.parametrize(
    "query", ["?colour=green", "?initial=ab", "?initial=%00", "?limit=0", "?limit=201", "?limit=x"]
)
def test_a_query_is_held_against_its_schema(client, volunteer, query):
    assert len(problem(client.get(f"/api/v1/things{query}", headers=volunteer), 422)["errors"]) == 1


def test_a_parameter_that_is_given_twice_is_refused(client, volunteer):
    told = problem(client.get("/api/v1/things?initial=a&initial=b", headers=volunteer), 422)
    assert told["errors"] == {"initial": ["Give it once."]}


def test_an_address_without_a_query_takes_none(client, volunteer):
    told = problem(client.get("/api/v1/me?verbose=1&%00=1", headers=volunteer), 422)
    assert told["errors"].keys() == {"verbose", "?"}


def test_a_list_is_read_to_its_end_page_by_page(client, owner):
    for slug in ("a", "b", "c", "d"):
        client.post("/api/v1/things", json={"slug": slug}, headers=owner)
    read, cursor = [], ""
    while cursor is not None:
        page = client.get(f"/api/v1/things?limit=2{cursor and f'&cursor={cursor}'}", headers=owner).json
        assert len(page["items"]) <= 2
        read += [item["slug"] for item in page["items"]]
        cursor = page["next"]
    assert read == ["a", "b", "c", "d", "tax"]


@pytest.mark.parametrize("cursor", ["", "x", "WzVd", "WyJhIiwiYiJd", "bnVsbA", "WyJcdTAwMDAiXQ"])
def test_a_cursor_of_another_list_is_refused(client, volunteer, cursor):
    assert "no such page" in problem(client.get(f"/api/v1/things?cursor={cursor}", headers=volunteer), 404)["detail"]


@pytest.mark.parametrize("thing", ["0", "-1", "01", "1.0", "x", "99999999999999999999", "9223372036854775808", "٣"])
def test_what_can_be_no_id_is_not_found(client, volunteer, thing):
    problem(client.get(f"/api/v1/things/{thing}", headers=volunteer), 404)


def test_an_id_of_nothing_is_not_found(client, volunteer):
    problem(client.get("/api/v1/things/999999999999999999", headers=volunteer), 404)
    problem(client.delete("/api/v1/things/9223372036854775808", headers=volunteer), 404)
    problem(client.get("/api/v1/things/by-name/parks", headers=volunteer), 404)
    problem(client.get("/api/v1/things/by-name/%00", headers=volunteer), 404)


def test_an_address_that_is_none_is_told_as_a_problem(client):
    problem(client.get("/api/v1/nothing"), 404)
    problem(client.get("/api/v2"), 404)


def test_a_method_that_is_none_tells_those_that_are(client, volunteer):
    response = client.patch("/api/v1/things", headers=volunteer)
    problem(response, 405)
    assert set(response.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS", "POST"}


@pytest.mark.parametrize(
    ("how", "status", "detail"),
    [
        ("missing", 404, "There is nothing here with that name."),
        ("forbidden", 403, "Only its owner may do this."),
        ("conflict", 409, "It was closed at noon."),
        ("invalid", 422, "Choose another one."),
        ("busy", 429, "Wait a little."),
        ("too-large", 422, "One of the values is too large, or of a form that cannot be kept. Nothing was saved."),
        ("bug", 500, "Something went wrong on our side. Nothing was saved."),
    ],
)
def test_an_error_is_told_and_nothing_is_saved(client, volunteer, sample_app, how, status, detail):
    response = client.post(f"/api/v1/things/1/fail/{how}", headers=volunteer)
    assert problem(response, status)["detail"] == detail
    assert slugs(sample_app) == ["tax"]


def test_a_row_that_others_need_is_a_conflict(client, volunteer, sample_app):
    assert problem(client.delete("/api/v1/things/1", headers=volunteer), 409)
    assert slugs(sample_app) == ["tax"]


def test_a_fault_is_logged_and_not_told(client, volunteer, capsys):
    response = client.post("/api/v1/things/1/fail/bug", headers=volunteer)
    assert "secret" not in response.text
    assert "secret" in "".join(capsys.readouterr())


def test_429_says_how_long_to_wait(client, volunteer):
    assert client.post("/api/v1/things/1/fail/busy", headers=volunteer).headers["Retry-After"] == "7"


def test_a_file_is_taken_in_as_a_stream(client, volunteer, sample_app):
    response = client.post("/api/v1/things/file", data="a\nb\n", headers=volunteer | {"Content-Type": "text/csv"})
    assert response.json == {"count": 2}
    assert slugs(sample_app) == ["a", "b", "tax"]


def test_a_file_of_another_kind_is_refused(client, volunteer):
    response = client.post("/api/v1/things/file", data="a", headers=volunteer | {"Content-Type": "image/png"})
    assert "text/csv, application/x-ndjson" in problem(response, 415)["detail"]


def test_a_file_is_sent_while_it_is_written(client, volunteer):
    response = client.get("/api/v1/things/file", headers=volunteer)
    assert response.mimetype == "text/csv"
    assert "Content-Length" not in response.headers
    assert response.headers["Content-Disposition"].startswith("attachment; filename")
    assert response.data == b"slug\ntax\n"


def test_what_goes_wrong_before_a_file_begins_is_told(client, volunteer):
    problem(client.get("/api/v1/things/broken-file", headers=volunteer), 404)


def test_a_file_that_nobody_reads_to_its_end_lets_go_of_its_unit(client, volunteer, sample_app):
    client.get("/api/v1/things/file", headers=volunteer).close()
    with sample_app.extensions["microtask"].units.sessions() as session:
        assert session.get_bind().pool.checkedout() == 0


def test_no_transaction_waits_while_a_file_comes_in(sample_app, volunteer):
    """Somebody who sends slowly must not keep a connection to the database."""
    units = sample_app.extensions["microtask"].units
    waiting, go_on, statuses = threading.Event(), threading.Event(), []

    class Slow(io.RawIOBase):
        def readable(self) -> bool:
            return True

        def readinto(self, _buffer) -> int:
            waiting.set()
            go_on.wait(10)
            return 0

    def send() -> None:
        client = sample_app.test_client()
        response = client.post(
            "/api/v1/things/file",
            headers=volunteer | {"Content-Type": "text/csv"},
            environ_overrides={"wsgi.input": Slow(), "CONTENT_LENGTH": "10"},
        )
        statuses.append(response.status_code)

    sender = threading.Thread(target=send)
    sender.start()
    assert waiting.wait(10)
    with units.begin() as unit:
        mine = text(
            "SELECT count(*) FROM pg_stat_activity "
            "WHERE datname = current_database() AND state LIKE 'idle in transaction%' AND pid <> pg_backend_pid()"
        )
        assert unit.session.scalar(mine) == 0
    go_on.set()
    sender.join()
    assert statuses == [400]


def test_every_answer_has_its_security_headers_and_is_not_stored(client, volunteer):
    for response in (client.get("/api/v1/me", headers=volunteer), client.get("/api/v1/me"), client.get("/api/v1/x")):
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Cache-Control"] == "no-store"
        assert "Set-Cookie" not in response.headers
