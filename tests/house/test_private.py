"""No figure about a person: not in a table, not in a call, not in a file, not in what operators see."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from jinja2 import Environment, nodes
from sqlalchemy import Table

from microtask.kinds.registry import KINDS, question
from microtask.migrations.tables import metadata
from microtask.results.sheets import answers_sheet, gold_sheet, items_sheet, results_sheet
from tests.house.sources import ROOT
from tests.house.world import finish
from tests.scene import Scene
from workers.decide import decide

# What a column or field that told how good, quick or busy a person is would be called. `skills` are tags by which an
# audience names its experts, and no measure.
FORBIDDEN = re.compile(
    r"accura|reliab|trust|skill(?!s$)|quality|expertise|competen|perform|reputation|karma|badge|streak|leader|grade|weight"
    r"|error_rate|mistake|correct|wrong|confusion|speed|pace|productiv|points|per_hour|gold_score|ability",
)
# About a thing and not about a person, these words are the service's own: how sure a result is, how many gave it.
ABOUT_A_PERSON = re.compile(
    rf"{FORBIDDEN.pattern}|score|rank|rating|agree|confiden|settled|answers|count|total|minutes_given|seconds"
)
TEMPLATES = ROOT / "microtask/web/templates"
PERSON_KEYS = {"person_id", "participant_id", "volunteer_id"}
# Each with the reason why it is no measure of anybody.
ALLOWED = {
    "answers.counted": "whether the answer came before its task was settled",
    "trials.seconds": "the owner's own, of trying their question; shown to them alone: tests/web/test_trials.py",
    "answers.seconds": "folded into the median of its stage within a minute, and deleted: tests/workers/test_tidy.py",
}
KIND_OF_QUESTION = {
    "review": {"options": ["yes", "no"]},
    "tag": {"options": ["cost", "staff"]},
    "rate": {"scale": {"min": 1, "max": 5, "labels": {}}},
    "compare": {},
}


def _is_about_a_person(table: Table) -> bool:
    """Rows that belong to one person, or are one."""
    return table.name in ("people", "participants") or bool(PERSON_KEYS & set(table.columns.keys()))


def _fields(schema: Any) -> Iterator[str]:
    """Every property name in an OpenAPI document, however deep."""
    if isinstance(schema, dict):
        for name, value in schema.items():
            if name == "properties":
                yield from value
            yield from _fields(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from _fields(value)


def test_no_column_is_called_after_the_quality_of_a_person():
    names = [f"{table.name}.{column.name}" for table in metadata.sorted_tables for column in table.columns]
    assert [name for name in names if FORBIDDEN.search(name.partition(".")[2])] == []


def test_no_row_about_a_person_holds_a_figure_about_them():
    people = [table for table in metadata.sorted_tables if _is_about_a_person(table)]
    assert {"people", "participants", "answers", "assignments", "sittings"} <= {table.name for table in people}
    found = {
        f"{table.name}.{column.name}"
        for table in people
        for column in table.columns
        if ABOUT_A_PERSON.search(column.name)
    }
    assert found == set(ALLOWED)


def test_no_call_of_the_api_takes_or_gives_one(app):
    document = app.test_client().get("/api/v1/openapi.json").json
    names = set(_fields(document))
    assert {"agreement", "confidence", "estimated_seconds"} <= names
    assert sorted(name for name in names if FORBIDDEN.search(name.lower())) == []


def test_nobody_is_told_how_many_answers_somebody_else_gave(app):
    """The schemas that show a person carry no figure; that of one's own sitting does, and is one's own alone."""
    schemas = app.test_client().get("/api/v1/openapi.json").json["components"]["schemas"]
    assert set(schemas["Me"]["properties"]) == {"id", "email", "name", "department", "roles"}
    shown = {name: set(_fields(schema)) for name, schema in schemas.items()}
    with_people = {name for name, fields in shown.items() if fields & {"email", "volunteer", "person"}}
    assert {name for name in with_people if any(ABOUT_A_PERSON.search(field) for field in shown[name])} == set()


@pytest.mark.parametrize("kind", sorted(KIND_OF_QUESTION))
def test_no_file_that_leaves_the_service_has_such_a_column(kind):
    asked = question(kind, **KIND_OF_QUESTION[kind])
    sheets = [results_sheet(asked, ["text"]), answers_sheet(asked), items_sheet(["text"]), gold_sheet(asked)]
    columns = {column.name for sheet in sheets for column in sheet.columns}
    assert {"volunteer", "answer", "confidence"} <= columns
    assert sorted(name for name in columns if FORBIDDEN.search(name.lower())) == []
    told_of_volunteers = {column.name for column in answers_sheet(asked).columns}
    pair = {"left", "right"} if kind == "compare" else set()
    assert told_of_volunteers == {"task", "volunteer", "answer", "not_sure", "stage", "answered_on"} | pair


def test_no_page_shows_one():
    """Whatever a template prints has a name; those of the templates' own language are no figures."""
    harmless = {"namespace": "a word of Jinja", "probability": "that a verdict is right, given the answers"}
    environment = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    shown = {
        f"{path.name}: {name}"
        for path in TEMPLATES.rglob("*.html")
        for name in _names(environment.parse(path.read_text()))
        if FORBIDDEN.search(name.lower()) and name not in harmless
    }
    assert len(list(TEMPLATES.rglob("*.html"))) > 50
    assert shown == set()


def _names(template: nodes.Template) -> set[str]:
    """Everything that a template looks up: names, and the attributes of what they stand for."""
    return {found.attr for found in template.find_all(nodes.Getattr)} | {
        found.name for found in template.find_all(nodes.Name)
    }


def test_what_volunteers_answer_leaves_nothing_in_the_audit(scene: Scene):
    """Else whoever reads it could count, or time, what one person does."""
    scene.challenge(items=5)
    person = scene.person()
    sitting = scene.sit(person)
    while task := scene.next(sitting, person):
        scene.say(task.id, "yes", person)
    scene.stop(sitting, person)
    assert scene.rows("SELECT action FROM audit_entries") == []


def test_every_kind_is_looked_at():
    assert set(KIND_OF_QUESTION) == set(KINDS)


def test_closing_erases_what_the_engine_knew_of_its_volunteers(scene: Scene):
    opened = scene.challenge(items=3, min_answers=1)
    for _ in range(3):
        person = scene.person()
        sitting = scene.sit(person)
        while task := scene.next(sitting, person):
            scene.say(task.id, "yes", person)
    decide(scene.units, opened.stage, full=True)
    assert _where_models_are(scene) == ["stage_states.model"]
    finish(scene, opened.id)
    assert _where_models_are(scene) == []


def _where_models_are(scene: Scene) -> list[str]:
    """Every column of the database in which any row holds the name of what a model says of volunteers."""
    columns = scene.rows(
        "SELECT table_name, column_name FROM information_schema.columns"
        " WHERE table_schema = 'public' AND data_type IN ('bytea', 'text', 'json', 'jsonb') ORDER BY 1, 2"
    )
    assert len(columns) > 50
    return [
        f"{table}.{column}"
        for table, column in columns
        if scene.value(
            f"SELECT EXISTS (SELECT FROM {table} x WHERE position('volunteers.npy' IN"
            f" CASE WHEN pg_typeof(x.{column}) = 'bytea'::regtype"
            f" THEN encode(x.{column}::text::bytea, 'escape') ELSE x.{column}::text END) > 0)"
        )
    ]
