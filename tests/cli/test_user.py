import stat

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import text

from microtask.cli.user import command
from microtask.people import queries
from microtask.people.keys import digest
from microtask.people.models import DepartmentAlias

ADA = ["add", "ada@tax.example", "--name", "Ada Reed", "--department", "tax"]
PEOPLE = (
    "email,name,department,role\n"
    "ada@tax.example,Ada Reed,tax,owner\n"
    "bob@health.example,Bob Lamb,public-health,\n"
    "ada@tax.example,Ada Reed,tax,analyst\n"
)


@pytest.fixture
def run(units, settings, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", settings.database_url)
    monkeypatch.setenv("REDIS_URL", settings.redis_url)

    def call(*arguments: str) -> Result:
        return CliRunner().invoke(command, arguments)

    return call


def whose(units, token: str):
    with units.begin() as unit:
        found = queries.find_by_token(unit.connection, digest(token), now=unit.now)
        return found and found.person


def test_somebody_is_added_with_their_department(run, units):
    done = run(*ADA)
    assert (done.exit_code, done.stdout) == (0, "")
    assert done.stderr == "Ada Reed <ada@tax.example> is volunteer (tax).\n"
    with units.begin() as unit:
        person = queries.get_by_email(unit.session, "ada@tax.example")
        assert queries.get_department(unit.session, person.department_id).name == "Tax"


def test_the_token_stands_alone_on_the_last_line_of_standard_output(run, units):
    done = run(*ADA, "--role", "owner", "--role", "analyst", "--token")
    assert done.exit_code == 0
    [token] = done.stdout.splitlines()
    assert whose(units, token).role_names == ["volunteer", "owner", "analyst"]


def test_a_second_call_adds_to_the_roles_and_the_token_has_all_of_them(run, units):
    run(*ADA, "--role", "owner")
    done = run("add", "ada@tax.example", "--role", "expert", "--token")
    assert done.stderr == "Ada Reed <ada@tax.example> is volunteer (tax), owner (tax), expert (tax).\n"
    assert whose(units, done.stdout.strip()).role_names == ["volunteer", "owner", "expert"]


def test_it_is_said_in_which_departments_a_role_is_held(run):
    run(*ADA, "--role", "owner", "--role", "analyst")
    done = run("add", "ada@tax.example", "--role", "owner", "--department", "parks")
    assert done.stderr == "Ada Reed <ada@tax.example> is volunteer (tax), owner (parks, tax), analyst (tax).\n"


def test_an_alias_is_the_department_it_stands_for(run, units):
    run(*ADA)
    with units.begin() as unit:
        tax = queries.get_department_by_slug(unit.session, "tax")
        unit.session.add(DepartmentAlias(department_id=tax.id, name="revenue"))
    run("add", "bob@tax.example", "--name", "Bob Lamb", "--department", "revenue")
    with units.begin() as unit:
        assert queries.get_by_email(unit.session, "bob@tax.example").department_id == tax.id
        assert unit.session.scalar(text("SELECT count(*) FROM departments")) == 1


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["add", "ada@tax.example"], 1, "Give the person's name, on one line."),
        (["add", "ada", "--name", "Ada", "--department", "tax"], 1, "“ada” is no e-mail address."),
        ([*ADA[:-1], "Two Words"], 1, "cannot name a department"),
        ([*ADA, "--role", "boss"], 2, "'boss' is not one of"),
        (["add"], 2, "Missing argument"),
        ([*ADA, "--data-dir", "/nowhere/at/all"], 1, "No service runs in /nowhere/at/all"),
    ],
)
def test_what_cannot_be_done_is_said_with_its_exit_status(run, units, arguments, status, words):
    done = run(*arguments)
    message = done.stderr or str(done.exception)
    assert words in message
    assert done.exit_code == status
    assert done.stdout == ""
    with units.begin() as unit:
        assert unit.session.scalar(text("SELECT count(*) FROM people")) == 0


def test_a_file_of_people_is_imported_with_a_token_each(run, units, tmp_path):
    file, tokens = tmp_path / "people.csv", tmp_path / "tokens.csv"
    file.write_text("\ufeff" + PEOPLE, encoding="utf-8")
    done = run("import", str(file), "--tokens", str(tokens))
    assert (done.exit_code, done.stdout) == (0, "")
    assert done.stderr == "People added, or there already: 2.\n"
    assert b"\r" not in tokens.read_bytes()  # a shell would take it for a part of the token
    header, *rows = [line.split(",") for line in tokens.read_text().splitlines()]
    assert header == ["email", "token"]
    assert [(email, whose(units, token).role_names) for email, token in rows] == [
        ("ada@tax.example", ["volunteer", "owner", "analyst"]),
        ("bob@health.example", ["volunteer"]),
    ]
    assert stat.S_IMODE(tokens.stat().st_mode) == 0o600


def test_a_bad_row_is_named_with_its_line_and_the_others_are_added(run, units, tmp_path):
    file = tmp_path / "people.csv"
    file.write_text(PEOPLE + "eve,Eve Park,tax,owner\n" + "dan@tax.example,Dan Cole,tax,boss\n", encoding="utf-8")
    done = run("import", str(file))
    assert done.exit_code == 1
    lines = done.stderr.splitlines()
    assert lines[0].startswith(f"{file}, line 5: “eve” is no e-mail address.")
    assert lines[1].startswith(f"{file}, line 6: “boss” is no role.")
    assert lines[2:] == [
        "People added, or there already: 2.",
        "Rows left out: 2. Mend them, and import the file again.",
    ]
    with units.begin() as unit:
        assert unit.session.scalar(text("SELECT count(*) FROM people")) == 2


def test_importing_again_changes_nothing(run, units, tmp_path):
    file = tmp_path / "people.csv"
    file.write_text(PEOPLE, encoding="utf-8")
    assert [run("import", str(file)).exit_code for _ in range(2)] == [0, 0]
    with units.begin() as unit:
        counts = [unit.session.scalar(text(f"SELECT count(*) FROM {name}")) for name in ("people", "roles")]
    assert counts == [2, 2]


@pytest.mark.parametrize(
    ("content", "words"),
    [("email;name\na;b\n", "There is no column department"), ("", "The file"), ("\x00\x01\x02", "people.csv: ")],
)
def test_a_file_that_cannot_be_used_is_refused_in_one_sentence(run, tmp_path, content, words):
    file, tokens = tmp_path / "people.csv", tmp_path / "tokens.csv"
    file.write_text(content, encoding="utf-8")
    done = run("import", str(file), "--tokens", str(tokens))
    assert done.exit_code == 1
    assert words in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not tokens.exists()


def test_tokens_are_never_written_over_others(run, units, tmp_path):
    file, tokens = tmp_path / "people.csv", tmp_path / "tokens.csv"
    file.write_text(PEOPLE, encoding="utf-8")
    tokens.write_text("earlier ones", encoding="utf-8")
    done = run("import", str(file), "--tokens", str(tokens))
    assert done.exit_code == 1
    assert "is there already" in done.stderr
    assert tokens.read_text(encoding="utf-8") == "earlier ones"
    with units.begin() as unit:
        assert unit.session.scalar(text("SELECT count(*) FROM people")) == 0


def test_a_place_that_cannot_be_written_is_said_before_anything_is_done(run, tmp_path):
    file = tmp_path / "people.csv"
    file.write_text(PEOPLE, encoding="utf-8")
    done = run("import", str(file), "--tokens", str(tmp_path / "no" / "such" / "place.csv"))
    assert done.exit_code == 1
    assert "cannot be written: No such file or directory." in done.stderr


def test_an_expert_is_given_skills(run, units):
    done = run(*ADA, "--role", "expert", "--skill", "benefits-letters", "--skill", "law")
    assert done.exit_code == 0, done.stderr
    with units.begin() as unit:
        person = queries.get_by_email(unit.session, "ada@tax.example")
        assert queries.get_identity(unit.session, person.id).skills == {"benefits-letters", "law"}
    refused = run(*ADA, "--skill", "law")
    assert "Only an expert has skills." in str(refused.exception)
