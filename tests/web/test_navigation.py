import pytest

from microtask.people.rules import ROLES, Identity
from microtask.web.navigation import EVERYONE, NOBODY, places_of

FURTHER = {"admin": {"administration"}, "service-admin": {"administration"}}


@pytest.mark.parametrize("role", ROLES)
def test_a_role_is_offered_its_part_of_the_service_and_no_other(role):
    person = Identity(1, "Ada", "ada@home.example", 1, "home", roles=frozenset({(1, role)}))
    assert places_of(person) - EVERYONE == FURTHER.get(role, set())


def test_who_is_not_signed_in_is_offered_the_start_page_alone():
    assert places_of(None) == NOBODY


def test_a_page_marks_where_it_is_in_the_menu(visit, scene):
    visitor = visit(scene.person("home", "admin"))
    index = visitor.get("/challenges").text
    assert 'href="/challenges" aria-current="page"' in index
    assert index.count("aria-current") == 1
    assert 'href="/challenges" aria-current="true"' in visitor.get("/challenges/new").text
    assert 'href="/to-do" aria-current="page"' in visitor.get("/to-do").text
    assert 'href="/to-do" aria-current="true"' in visitor.get("/reports").text
    assert "aria-current" not in visitor.get("/help").text
