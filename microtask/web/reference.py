"""The reference page of the JSON API, made from its OpenAPI document: plain tables, no script, no outside asset."""

from collections.abc import Iterator, Mapping
from typing import Any

from flask import current_app, render_template
from markupsafe import Markup, escape

from microtask.web.page import Pages, Visit

reference = Pages("reference")

Spec = Mapping[str, Any]


@reference.page("/api/docs", public=True)
def show(visit: Visit) -> str:  # noqa: ARG001 (every page has this signature)
    """Every call, by noun: who may make it, what it takes, what it answers."""
    spec = current_app.extensions["flask-smorest"]["apis"][""]["ext_obj"].spec.to_dict()
    return render_template("reference/show.html", nouns=list(read_nouns(spec)), spec=spec, marked=marked)


def read_nouns(spec: Spec) -> Iterator[dict[str, Any]]:
    """The nouns of an OpenAPI document, each with its calls, in the order of the document."""
    calls = [
        read_call(spec, method, path, operation, item.get("parameters", []))
        for path, item in spec["paths"].items()
        for method, operation in item.items()
        if method != "parameters"
    ]
    for tag in spec["tags"]:
        yield {**tag, "calls": [call for call in calls if tag["name"] in call["tags"]]}


def read_call(spec: Spec, method: str, path: str, operation: Spec, shared: list[Spec]) -> dict[str, Any]:
    """One call: its head, its parameters, the fields of its body and of each answer, and the errors it can end in."""
    answers, problems = [], []
    for status, response in operation["responses"].items():
        response = resolve(spec, response)  # noqa: PLW2901 (the same response, found)
        told = {"status": status, "description": response["description"]}
        if int(status) < 400:
            answers.append({**told, "bodies": list(read_bodies(spec, response))})
        else:
            problems.append(told)
    return {
        "id": operation["operationId"],
        "tags": operation["tags"],
        "method": method.upper(),
        "path": path,
        "summary": operation.get("summary", ""),
        "description": operation.get("description", ""),
        "who": operation["x-who"],
        "parameters": [
            read_parameter(spec, resolve(spec, each)) for each in [*shared, *operation.get("parameters", [])]
        ],
        "bodies": list(read_bodies(spec, operation.get("requestBody", {}))),
        "answers": answers,
        "problems": problems,
    }


def read_parameter(spec: Spec, parameter: Spec) -> dict[str, Any]:
    """A parameter of the path or the query, as a row of a table."""
    return {
        "name": parameter["name"],
        "place": parameter["in"],
        "kind": kind_of(spec, parameter["schema"]),
        "required": parameter.get("required", False),
        "description": parameter.get("description", "") or parameter["schema"].get("description", ""),
    }


def read_bodies(spec: Spec, holder: Spec) -> Iterator[dict[str, Any]]:
    """The media types of a request or response body; of JSON the fields too, those that lie deeper with their path."""
    for media_type, content in holder.get("content", {}).items():
        yield {"media_type": media_type, "fields": list(read_fields(spec, content["schema"]))}


def read_fields(spec: Spec, schema: Spec, prefix: str = "", within: tuple[str, ...] = ()) -> Iterator[dict[str, Any]]:
    """The fields of an object and of the objects in it: `stages[].template`. A schema within itself ends there."""
    name = schema.get("$ref", "")
    if name and name in within:
        return
    found = resolve(spec, schema)
    if "items" in found:
        yield from read_fields(spec, found["items"], f"{prefix}[]", (*within, name))
    for field, part in found.get("properties", {}).items():
        path = f"{prefix}.{field}" if prefix else field
        yield {
            "name": path,
            "kind": kind_of(spec, part),
            "required": field in found.get("required", []),
            "description": part.get("description", ""),
        }
        yield from read_fields(spec, _present(part), path, (*within, name))


def kind_of(spec: Spec, schema: Spec) -> str:
    """What a value is, in words: `integer, 1 to 200`, `one of: a, b`, `list of string`."""
    if choices := schema.get("anyOf") or schema.get("oneOf"):
        return " or ".join(dict.fromkeys(kind_of(spec, choice) for choice in choices))
    found = resolve(spec, schema)
    if "enum" in found:
        return "one of: " + ", ".join(str(value) for value in found["enum"] if value is not None)
    if "items" in found:
        return f"list of {kind_of(spec, found['items'])}"
    kind = found.get("type", "any value")
    words = " or ".join(kind) if isinstance(kind, list) else kind
    words = found.get("format", words) if words == "string" else words
    if "minimum" in found and "maximum" in found:
        return f"{words}, {found['minimum']} to {found['maximum']}"
    return str(words)


def marked(text: str) -> Markup:
    """`text` with what stands between backticks set as code."""
    parts = [
        f"<code>{escape(part)}</code>" if place % 2 else escape(part) for place, part in enumerate(text.split("`"))
    ]
    return Markup("").join(Markup(part) for part in parts)  # noqa: S704 (each part was escaped)


def resolve(spec: Spec, part: Spec) -> Spec:
    """What a `$ref` of this document refers to; anything else as it stands."""
    while "$ref" in part:
        kind, name = part["$ref"].split("/")[-2:]
        part = spec["components"][kind][name]
    return part


def _present(schema: Spec) -> Spec:
    """The schema of a value that is there, where it may also be null."""
    choices = [choice for choice in schema.get("anyOf", []) if choice.get("type") != "null"]
    return choices[0] if len(choices) == 1 else schema
