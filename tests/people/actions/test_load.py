import io

import pytest

from microtask.errors import Invalid
from microtask.people import actions, queries
from microtask.tables.formats import Format
from microtask.tables.reading import open_rows


def load(units, text: str):
    with units.begin() as unit:
        return actions.load(unit, open_rows(io.BytesIO(text.encode()), Format.CSV))


def test_people_are_loaded_with_their_departments_and_roles(units):
    loaded = load(
        units,
        "email,name,department,role\n"
        "ada@tax.example,Ada Reed,tax,owner\n"
        "bob@health.example,Bob Lamb,health,\n"
        "ADA@tax.example,Ada Reed,tax,analyst|expert\n",
    )
    assert loaded.problems == []
    assert list(loaded.people) == ["ada@tax.example", "bob@health.example"]
    with units.begin() as unit:
        roles = [queries.get_identity(unit.session, person).role_names for person in loaded.people.values()]
    assert roles == [["volunteer", "owner", "analyst", "expert"], ["volunteer"]]


def test_a_bad_row_is_told_with_its_line_and_loses_nobody_else(units):
    loaded = load(
        units,
        "email,name,department,role\n"
        "ada@tax.example,Ada Reed,tax,owner\n"
        "nobody,,tax,owner\n"
        "bob@tax.example,Bob Lamb,tax,boss\n"
        "too,few\n"
        "eve@tax.example,Eve Park,Two Words,\n"
        "cat@tax.example,Cat Moss,tax,\n",
    )
    assert list(loaded.people) == ["ada@tax.example", "cat@tax.example"]
    assert [problem.number for problem in loaded.problems] == [3, 4, 5, 6]
    reasons = [problem.reason for problem in loaded.problems]
    assert "“nobody” is no e-mail address" in reasons[0]
    assert "Give the person's name" in reasons[0]
    assert "“boss” is no role" in reasons[1]
    assert "2 cells" in reasons[2]
    assert "cannot name a department" in reasons[3]


def test_the_columns_may_stand_in_any_order_beside_others_and_role_may_be_absent(units):
    loaded = load(units, "grade;department;name;email\nG7;tax;Ada Reed;ada@tax.example\n")
    assert list(loaded.people) == ["ada@tax.example"]


def test_a_file_without_a_column_that_is_needed_is_refused(units):
    with pytest.raises(Invalid, match="no column name and no column department"):
        load(units, "email,role\nada@tax.example,owner\n")
