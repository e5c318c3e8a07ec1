import re

from microtask.web.reference import kind_of, read_fields

SPEC = {
    "components": {
        "schemas": {
            "Stage": {
                "type": "object",
                "required": ["question"],
                "properties": {"question": {"type": "string"}, "then": {"$ref": "#/components/schemas/Stage"}},
            }
        }
    }
}


def test_the_page_shows_every_call_of_the_document(browser):
    document = browser.get("/api/v1/openapi.json").json
    response = browser.get("/api/docs")
    assert response.status_code == 200
    for path, item in document["paths"].items():
        for method in item.keys() - {"parameters"}:
            assert f"{method.upper()} {path}" in response.text


def test_the_page_asks_for_nothing_outside_and_every_anchor_leads_somewhere(browser):
    page = browser.get("/api/docs").text
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', page)
    ids = re.findall(r'id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)


def test_nested_fields_are_told_with_their_path_and_a_schema_within_itself_ends():
    schema = {"properties": {"stages": {"type": "array", "items": {"$ref": "#/components/schemas/Stage"}}}}
    assert [field["name"] for field in read_fields(SPEC, schema)] == [
        "stages", "stages[].question", "stages[].then",
    ]  # fmt: skip


def test_what_a_value_is_in_words():
    assert kind_of(SPEC, {"type": "integer", "minimum": 1, "maximum": 200}) == "integer, 1 to 200"
    assert kind_of(SPEC, {"type": ["string", "null"]}) == "string or null"
    assert kind_of(SPEC, {"type": "string", "format": "date-time"}) == "date-time"
    assert kind_of(SPEC, {"enum": ["a", "b", None]}) == "one of: a, b"
    assert kind_of(SPEC, {"type": "array", "items": {"type": "string"}}) == "list of string"
    assert kind_of(SPEC, {"anyOf": [{"$ref": "#/components/schemas/Stage"}, {"type": "null"}]}) == "object or null"
    assert kind_of(SPEC, {}) == "any value"
