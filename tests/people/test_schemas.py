import pytest
from marshmallow import ValidationError

from microtask.people.schemas import Me, ShownDepartment


def test_only_what_is_named_goes_out():
    department = {"slug": "tax", "name": "Tax", "id": 7, "parent_id": 1}
    assert ShownDepartment().dump(department) == {"slug": "tax", "name": "Tax"}
    person = {"id": 1, "name": "Ada Reed", "email": "ada@tax.example", "department": department, "roles": ["volunteer"]}
    shown = Me().dump(person | {"password_hash": "secret"})
    assert shown == person | {"department": {"slug": "tax", "name": "Tax"}}
    assert Me().load(shown) == shown


def test_a_role_is_one_of_those_there_are():
    with pytest.raises(ValidationError, match="roles"):
        Me(only=["roles"]).load({"roles": ["boss"]})
