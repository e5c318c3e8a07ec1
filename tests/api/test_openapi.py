import json

import pytest


@pytest.fixture
def document(client) -> dict:
    response = client.get("/api/v1/openapi.json")
    assert response.content_type == "application/json"
    return response.json


def test_the_document_needs_no_token_and_says_how_to_send_one(document):
    assert document["openapi"] == "3.1.0"
    assert document["security"] == [{"token": []}]
    assert document["components"]["securitySchemes"] == {"token": {"type": "http", "scheme": "bearer"}}


def test_every_route_of_the_api_is_documented_and_nothing_else(document, sample_app):
    routes = {
        (rule.rule.replace("<id:", "{").replace("<path:", "{").replace("<", "{").replace(">", "}"), method.lower())
        for rule in sample_app.url_map.iter_rules()
        if rule.endpoint.startswith("api_")
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    documented = {
        (path, method) for path, item in document["paths"].items() for method in item if method != "parameters"
    }
    assert documented == routes


def test_a_call_says_what_it_takes_and_what_it_answers(document):
    call = document["paths"]["/api/v1/things"]["post"]
    assert call["summary"] == "Make a thing."
    assert call["description"] == "The same thing again is answered with 200."
    assert call["tags"] == ["things"]
    assert call["x-who"] == "Owners post challenges; an administrator of a department may too."
    assert call["requestBody"] == {
        "required": True,
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/NewThing"}}},
    }
    shown = {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}
    assert call["responses"]["201"]["content"] == call["responses"]["200"]["content"] == shown
    assert set(call["responses"]) == {
        "200", "201", "400", "401", "403", "404", "409", "413", "415", "422", "429", "500", "503",
    }  # fmt: skip


def test_a_body_is_required_where_nothing_would_not_do(document):
    paths = document["paths"]
    assert paths["/api/v1/things"]["post"]["requestBody"]["required"] is True
    assert paths["/api/v1/things/{thing_id}"]["patch"]["requestBody"]["required"] is False


def test_a_list_says_how_it_is_paged(document):
    call = document["paths"]["/api/v1/things"]["get"]
    assert {each["name"] for each in call["parameters"]} == {"initial", "limit", "cursor"}
    page = call["responses"]["200"]["content"]["application/json"]["schema"]
    assert page["properties"]["items"] == {"type": "array", "items": {"$ref": "#/components/schemas/Thing"}}
    assert page["required"] == ["items", "next"]


def test_an_id_in_a_path_is_a_row_s(document):
    [parameter] = document["paths"]["/api/v1/things/{thing_id}"]["parameters"]
    assert parameter["schema"] == {"type": "integer", "minimum": 1, "maximum": 10**18 - 1}


def test_files_are_documented_by_their_media_types(document):
    calls = document["paths"]["/api/v1/things/file"]
    assert set(calls["post"]["requestBody"]["content"]) == {"text/csv", "application/x-ndjson"}
    assert set(calls["get"]["responses"]["200"]["content"]) == {"text/csv"}


def test_every_error_is_problem_details_with_its_headers(document):
    problems = document["components"]["responses"]
    for name in ("Problem401", "Problem422", "Problem503"):
        assert problems[name]["content"] == {
            "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
        }
    assert "WWW-Authenticate" in problems["Problem401"]["headers"]
    assert "Retry-After" in problems["Problem429"]["headers"]


def test_every_reference_leads_somewhere(document):
    text = json.dumps(document)
    for reference in {part.split('"')[0] for part in text.split('"$ref": "')[1:]}:
        found = document
        for name in reference.removeprefix("#/").split("/"):
            found = found[name]
