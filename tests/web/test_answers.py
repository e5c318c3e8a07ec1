import csv
import io

import pytest

from tests.web.visitor import errors, heading, links, text


@pytest.fixture
def asked(scene):
    """A challenge with one answer, its owner, and who gave it."""
    owner, person = scene.person("home", "owner"), scene.person()
    opened = scene.challenge(owner=owner, items=1)
    [task] = scene.tray(scene.sit(person))
    scene.say(task.id, "yes", person)
    return opened, owner, person


def test_the_answers_are_downloaded_without_a_name_in_them(visit, asked):
    opened, owner, person = asked
    visitor = visit(owner)
    path = f"/challenges/{opened.id}/answers"
    assert any(link.startswith(path) for link in links(visitor.get(f"/challenges/{opened.id}/results")))
    assert heading(visitor.get(f"{path}?stage=1")) == "Download the answers"
    response = visitor.send(f"{path}?stage=1", format="csv", reason="To check the method")
    [row] = csv.DictReader(io.StringIO(response.get_data(as_text=True)))
    assert (row["task"], row["answer"]) == ("item-1", "yes")
    assert person.name not in response.text
    assert person.email not in response.text
    assert "challenge-1-answers-OFFICIAL.csv" in response.headers["Content-Disposition"]


def test_who_asks_and_why_is_recorded(visit, scene, asked):
    opened, owner, _ = asked
    visit(owner).send(f"/challenges/{opened.id}/answers", format="jsonl", reason="To check the method")
    [entry] = scene.rows("SELECT * FROM audit_entries WHERE action = 'answers.read'")
    assert (entry.object_id, entry.actor_id, entry.reason) == (opened.id, owner.person_id, "To check the method")


def test_what_is_missing_is_said(visit, scene, asked):
    opened, owner, _ = asked
    visitor = visit(owner)
    page = visitor.send(f"/challenges/{opened.id}/answers", reason="Why not")
    assert (page.status_code, errors(page)) == (422, ["Select a format"])
    assert "Why not</textarea>" in page.text
    scene.do(lambda unit: unit.connection.exec_driver_sql("UPDATE challenges SET marking = 'OFFICIAL-SENSITIVE'"))
    page = visitor.send(f"/challenges/{opened.id}/answers", format="csv", reason=" ")
    assert "are given for a reason" in errors(page)[0]
    assert "(optional)" not in text(visitor.get(f"/challenges/{opened.id}/answers"))


@pytest.mark.parametrize(("department", "roles", "status"), [("tax", (), 403), ("tax", ("analyst",), 403)])
def test_nobody_else_reads_them(visit, scene, asked, department, roles, status):
    opened, _, _ = asked
    other = visit(scene.person(department, *roles))
    assert other.get(f"/challenges/{opened.id}/answers").status_code == status
    assert other.send(f"/challenges/{opened.id}/answers", format="csv").status_code == status


def test_an_unknown_format_is_not_given(visit, asked):
    opened, owner, _ = asked
    assert visit(owner).send(f"/challenges/{opened.id}/answers", format="pdf").status_code == 422
    assert visit(owner).send(f"/challenges/{opened.id}/answers", format="json").status_code == 404
