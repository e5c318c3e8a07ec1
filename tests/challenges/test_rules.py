"""The life of a challenge and who may do what, written out as tables."""

from dataclasses import replace

import pytest

from benchmarks.consensus import thrift
from microtask.challenges import rules
from microtask.challenges.rules import Audience, Standing
from microtask.errors import Conflict
from microtask.people.rules import Identity

HOME, TAX, PARKS = 1, 2, 3


def person(number: int, department: int, *roles: tuple[int, str]) -> Identity:
    return Identity(number, "Somebody", "somebody@home.example", department, "home", roles=frozenset(roles))


PEOPLE = {
    "owner": person(1, HOME, (HOME, "owner")),
    "co-owner elsewhere": person(2, TAX, (TAX, "owner")),
    "other owner": person(3, HOME, (HOME, "owner")),
    "analyst": person(4, HOME, (HOME, "analyst")),
    "analyst elsewhere": person(5, TAX, (TAX, "analyst")),
    "expert": person(6, HOME, (HOME, "expert")),
    "admin": person(7, HOME, (HOME, "admin")),
    "admin elsewhere": person(8, TAX, (TAX, "admin")),
    "owner and admin": person(9, HOME, (HOME, "owner"), (HOME, "admin")),
    "service admin": person(10, TAX, (TAX, "service-admin")),
    "volunteer": person(11, TAX),
    "coordinator": person(12, PARKS),
    "owner who lost the role": person(13, PARKS),
}
COORDINATORS = frozenset({12})
OWNERS = frozenset({1, 2, 9, 13})

# Who may do what to a draft of HOME; everyone who is not named may not even know of it.
DRAFT = {
    "may_see": {"owner", "co-owner elsewhere", "analyst", "expert", "admin", "owner and admin"},
    "may_edit": {"owner", "co-owner elsewhere", "owner and admin"},
    "may_add_items": {"owner", "co-owner elsewhere", "owner and admin"},
    "may_publish": {"owner", "co-owner elsewhere", "owner and admin"},
    "may_approve": {"admin"},
    "may_try": {"owner", "co-owner elsewhere", "admin", "owner and admin"},
    "may_name_owners": {"owner", "co-owner elsewhere", "owner and admin"},
    "may_replace_owners": {"admin", "owner and admin"},
    "may_name_coordinators": {"owner", "co-owner elsewhere", "owner and admin"},
    "may_collect": {"owner", "co-owner elsewhere", "owner and admin"},
    "may_pause": {"owner", "co-owner elsewhere", "admin", "owner and admin"},
    "may_close": {"owner", "co-owner elsewhere", "admin", "owner and admin"},
    "may_answer": set(),
    "may_see_results": {"owner", "co-owner elsewhere", "analyst", "owner and admin"},
    "may_release": {"owner", "co-owner elsewhere", "owner and admin"},
    "may_adjudicate": {"owner", "co-owner elsewhere", "expert", "owner and admin"},
}


@pytest.mark.parametrize("rule", DRAFT)
def test_who_may_do_what_is_this_table(rule: str):
    draft = Standing("draft", HOME, OWNERS, (Audience(),), COORDINATORS)
    allowed = {name for name, each in PEOPLE.items() if getattr(rules, rule)(each, draft)}
    assert allowed == DRAFT[rule]


@pytest.mark.parametrize("state", rules.STATES)
def test_a_coordinator_counts_once_it_has_opened_and_may_collect_and_see_it_and_nothing_else(state: str):
    challenge = Standing(state, HOME, OWNERS, (Audience(frozenset({TAX})),), COORDINATORS)
    allowed = {rule for rule in DRAFT if getattr(rules, rule)(PEOPLE["coordinator"], challenge)}
    assert allowed == ({"may_see", "may_collect"} if state in rules.SHOWN else set())


def test_every_rule_is_in_the_table():
    assert {name for name in dir(rules) if name.startswith("may_")} - {"may_own_challenges"} == DRAFT.keys()


@pytest.mark.parametrize("state", rules.STATES)
def test_the_audience_may_see_a_challenge_once_it_has_opened(state: str):
    shown = state in ("open", "paused", "closing", "closed")
    for audience, asked in [
        (Audience(), {HOME, TAX, PARKS}),
        (Audience(frozenset({TAX})), {TAX}),
        (Audience(frozenset({TAX, HOME}), exclude_own=True), {TAX}),
        (Audience(exclude_own=True), {TAX, PARKS}),
    ]:
        challenge = Standing(state, HOME, OWNERS, (audience,))
        seen = {at for at in (HOME, TAX, PARKS) if rules.may_see(person(99, at), challenge)}
        assert seen == (asked if shown else set())


@pytest.mark.parametrize("state", rules.STATES)
def test_whoever_is_asked_may_answer_while_it_is_open_and_nobody_else_may(state: str):
    challenge = Standing(state, HOME, OWNERS, (Audience(frozenset({TAX})),))
    answering = {name for name, each in PEOPLE.items() if rules.may_answer(each, challenge)}
    asked = {"co-owner elsewhere", "analyst elsewhere", "admin elsewhere", "service admin", "volunteer"}
    assert answering == (asked if state == "open" else set())


@pytest.mark.parametrize("care", rules.CARES)
def test_a_redundancy_is_known_by_its_name(care: str):
    assert rules.find_care(dict(rules.CARES[care]) | {"precision": 0.5}, "rate") == care
    assert rules.find_care(dict(rules.CARES[care]) | {"max": 12}, "review") is None
    assert rules.find_care(dict(rules.CARES_OF_COMPARISONS[care]), "compare") == care


def test_where_people_are_named_they_alone_are_asked_whatever_the_capitals_of_their_address():
    named = replace(person(99, TAX), email="Ada.Reed@tax.example")
    audience = Audience(frozenset({TAX}), people=frozenset({"ada.reed@tax.example"}))
    challenge = Standing("open", HOME, OWNERS, audiences=(audience,))
    assert rules.may_answer(named, challenge)
    assert not rules.may_answer(replace(named, email="bo@tax.example"), challenge)
    assert not rules.may_see(replace(named, department_id=PARKS), challenge), "named, and not of the departments"
    nobody = Standing("open", HOME, OWNERS, audiences=(Audience(people=frozenset()),))
    assert not rules.may_answer(named, nobody)


def test_of_the_departments_asked_only_who_has_the_skill_is_asked_and_may_decide():
    letters = Audience(frozenset({TAX}), skills=frozenset({"letters", "tables"}))
    skilled = replace(person(99, TAX, (TAX, "expert")), skills=frozenset({"letters"}))
    others = {
        "not skilled": person(98, TAX, (TAX, "expert")),
        "skilled otherwise": replace(skilled, skills=frozenset({"law"})),
        "not asked": replace(skilled, department_id=PARKS),
    }
    for state in rules.STATES:
        challenge = Standing(state, HOME, OWNERS, (letters,))
        assert rules.may_see(skilled, challenge) == rules.may_adjudicate(skilled, challenge) == (state in rules.SHOWN)
        assert rules.may_answer(skilled, challenge) == (state == "open")
        for name, each in others.items():
            assert not rules.may_see(each, challenge), name
            assert not rules.may_adjudicate(each, challenge), name
    everyone = Standing("open", HOME, OWNERS, (Audience(),))
    assert not rules.may_adjudicate(skilled, everyone), "where no skill is asked for, the department's experts decide"


def test_somebody_asked_by_a_later_stage_alone_may_see_the_challenge():
    challenge = Standing("open", HOME, OWNERS, (Audience(frozenset({HOME})), Audience(frozenset({TAX}))))
    assert rules.may_see(person(99, TAX), challenge)
    assert not rules.may_see(person(99, PARKS), challenge)


def test_the_life_of_a_challenge_is_this_graph():
    edges = {(before, after) for moves in rules.MOVES.values() for before, after in moves.items()}
    assert edges == {
        ("draft", "awaiting_approval"),
        ("draft", "splitting"),
        ("awaiting_approval", "splitting"),
        ("awaiting_approval", "draft"),
        ("splitting", "open"),
        ("open", "paused"),
        ("paused", "open"),
        ("open", "closing"),
        ("paused", "closing"),
        ("closing", "closed"),
    }
    assert {state for edge in edges for state in edge} == set(rules.STATES)


def test_a_move_that_is_not_legal_says_where_the_challenge_is():
    with pytest.raises(Conflict, match=r"This challenge is closed, so it cannot be paused now\."):
        rules.choose_state("pause", "closed")
    with pytest.raises(Conflict, match=r"waiting for approval, so it cannot be published now"):
        rules.choose_state("publish", "awaiting_approval")


def test_a_new_challenge_belongs_to_where_its_owner_may_post():
    assert rules.choose_department(person(1, TAX, (TAX, "owner"), (HOME, "owner"))) == TAX
    assert rules.choose_department(person(1, TAX, (HOME, "owner"), (TAX, "analyst"))) == HOME
    assert rules.choose_department(person(1, TAX, (TAX, "service-admin"))) == TAX


@pytest.mark.parametrize("care", rules.CARES)
def test_what_a_care_comes_to_is_what_a_small_simulation_finds(care):
    expected = rules.EXPECTED[care]
    found = thrift.simulate(care, tasks=60)
    assert found.answers == pytest.approx(expected.answers, abs=1.2)
    assert found.accuracy == pytest.approx(expected.right, abs=8)
    assert rules.CARES[care]["min"] <= expected.low < expected.high <= rules.CARES[care]["max"]


def test_answers_collected_elsewhere_are_taken_from_opening_until_it_is_closed():
    assert [state for state in rules.STATES if rules.is_taking_collected(state)] == ["open", "paused", "closing"]
