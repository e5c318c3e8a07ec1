"""The table of who may do what, read as a table."""

import ast

import pytest

from microtask.people.permissions import TO_A_CHALLENGE, TO_A_DEPARTMENT, TO_THE_SERVICE, is_allowed, list_enough
from microtask.people.rules import ROLES
from tests.house.sources import dotted, modules, tree

PARTS = (TO_THE_SERVICE, TO_A_DEPARTMENT, TO_A_CHALLENGE)
ALL = {permission: enough for part in PARTS for permission, enough in part.items()}
SEAMS = {"microtask.people.permissions", "microtask.people.rules", "microtask.challenges.rules"}


def test_what_has_no_row_nobody_may_do():
    assert not is_allowed("read every answer", [*ROLES, "asked"])
    assert list_enough("read every answer") == frozenset()


def test_one_of_what_is_enough_is_enough_and_nothing_else_is():
    for permission, enough in ALL.items():
        ties = {*ROLES, "asked", "coordinator"}
        assert {tie for tie in ties if is_allowed(permission, [tie])} == enough
        assert not is_allowed(permission, [])


def test_a_row_is_in_one_part_of_the_table_and_lets_somebody_in():
    assert sum(map(len, PARTS)) == len(ALL)
    assert all(ALL.values())


def test_who_may_do_anything_to_a_challenge_may_see_it():
    for permission, enough in TO_A_CHALLENGE.items():
        assert enough <= TO_A_CHALLENGE["see"], permission


def test_nobody_runs_a_challenge_by_a_role_of_the_service():
    assert all("service-admin" not in enough for enough in TO_A_CHALLENGE.values())


@pytest.mark.parametrize("module", [each for each in modules() if dotted(each) not in SEAMS], ids=dotted)
def test_nothing_but_the_rules_asks_what_role_somebody_has(module):
    asked = [
        node.lineno
        for node in ast.walk(tree(module))
        if isinstance(node, ast.Attribute) and node.attr == "has" and _is_a_person(node.value)
    ]
    assert asked == [], "Ask a rule, which asks the table in people/permissions.py."


def _is_a_person(value: ast.expr) -> bool:
    name = value.attr if isinstance(value, ast.Attribute) else getattr(value, "id", "")
    return name in ("by", "person", "visitor")
