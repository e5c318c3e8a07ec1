"""Who is let in to a challenge, in each state of its life, by role and department: every route, called by everybody.

`test_roles` says who may use a route at all. Here the same challenge is put into each of its states, and two more
people come: an owner of another department, and what all the roles of another department together come to.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from microtask.challenges.rules import STATES
from microtask.people import permissions
from tests.house.test_roles import FILES, FORMS, JSON, LET_IN, NOT_THERE, _call, _is_refused, world  # noqa: F401 (a fixture)
from tests.house.world import World

OF_A_CHALLENGE = [route for route in LET_IN if "/challenges/<id:challenge_id>" in route]
SHOWN_TO_THE_ASKED = {"open", "paused", "closing", "closed"}
# Whom a challenge is nothing to, whatever they are elsewhere.
STRANGERS = {"nobody", "stranger", "outsider", "service-admin"}
DROP_IN = "2030-01-31 10:00 By video"


@dataclass
class Door:
    """One person's way in: a browser that is signed in, its token, and a key to the API."""

    world: World
    who: str
    client: FlaskClient = field(init=False)
    csrf: str = field(init=False)

    def __post_init__(self) -> None:
        self.client, self.csrf = self.world.browser(self.who)

    def call(self, route: str, **others: Any) -> TestResponse:
        """Call a route about the world's challenge; `others` are ids in place of its own."""
        method, _, path = route.partition(" ")
        app = self.world.app
        rule = next(each for each in app.url_map.iter_rules() if each.rule == path and method in each.methods)
        values = (
            self.world.ids | (self.world.released if "/releases/" in path else {}) | {"name": "README.txt"} | others
        )
        url = app.url_map.bind("localhost").build(rule.endpoint, values={name: values[name] for name in rule.arguments})
        if not path.startswith("/api/v"):
            sent = {"csrf_token": self.csrf} | FORMS.get(rule.endpoint, {}) if method == "POST" else None
            return self.client.open(url, method=method, data=sent)
        headers = {} if self.who == "nobody" else {"Authorization": f"Bearer {self.world.token(self.who)}"}
        if rule.endpoint in FILES:
            body: dict[str, Any] = {"data": FILES[rule.endpoint], "content_type": "text/csv"}
        else:
            body = {"json": JSON[rule.endpoint]} if rule.endpoint in JSON else {}
        return app.test_client().open(url, method=method, headers=headers, **body)


@pytest.fixture(scope="module")
def everybody(world: World) -> Iterator[list[str]]:  # noqa: F811
    """Everybody, with an owner of the roads department whom the challenge's owner has named."""
    world.people["co-owner"] = world.scene.person("roads", "owner")
    yield [*world.people, "nobody"]
    del world.people["co-owner"]


@pytest.fixture
def doors(world: World, everybody: list[str]) -> dict[str, Door]:  # noqa: F811
    """Everybody's, each newly signed in: a test before may have signed somebody out everywhere."""
    return {who: Door(world, who) for who in everybody}


# As it was, whatever somebody who was let in has done to it: its state, its question, its file, who is named to it.
_PUT = """
WITH placed AS (UPDATE challenges SET state = :state, drop_ins = :drop_ins WHERE id = ANY(:challenges)),
     alone AS (DELETE FROM stages WHERE challenge_id = ANY(:challenges) AND position > 1),
     loaded AS (INSERT INTO imports (id, challenge_id, state, format, cleared_at)
                OVERRIDING SYSTEM VALUE VALUES (:file, :of, 'done', 'csv', now()) ON CONFLICT DO NOTHING),
     named AS (INSERT INTO challenge_coordinators (challenge_id, person_id)
               SELECT challenge, person FROM unnest(:challenges) challenge, unnest(:coordinators) person
               ON CONFLICT DO NOTHING)
INSERT INTO challenge_owners (challenge_id, person_id)
SELECT challenge, owner FROM unnest(:challenges) challenge, unnest(:owners) owner
ON CONFLICT DO NOTHING RETURNING person_id
"""


def put(world: World, state: str) -> None:  # noqa: F811
    """The challenges of the world in this state."""
    challenges = [world.ids["challenge_id"], world.released["challenge_id"]]
    owners = [world.people[who].person_id for who in ("owner", "co-owner")]
    file, of = world.ids["import_id"], world.ids["challenge_id"]
    people = {"owners": owners, "coordinators": [world.people["coordinator"].person_id, world.spare.person_id]}
    world.scene.rows(_PUT, state=state, drop_ins=DROP_IN, challenges=challenges, file=file, of=of, **people)


def is_let_in(who: str, route: str, state: str) -> bool:
    """What the table says, for a challenge in this state."""
    if who == "co-owner":
        return "owner" in LET_IN[route]
    if who in ("volunteer", "coordinator"):
        return who in LET_IN[route] and state in SHOWN_TO_THE_ASKED
    return who in LET_IN[route] and who not in STRANGERS


@pytest.mark.parametrize("state", STATES)
def test_in_each_state_a_challenge_lets_in_whom_the_table_names_and_nobody_else(world, doors, state):  # noqa: F811
    wrong = []
    for route in OF_A_CHALLENGE:
        put(world, state)
        for who in sorted(doors, key=lambda who: is_let_in(who, route, state)):  # those who may change it come last
            is_wanted = is_let_in(who, route, state)
            if is_wanted:
                put(world, state)
            answer = doors[who].call(route)
            if answer.status_code >= 500 or _is_refused(answer) == is_wanted:
                wrong.append(f"{route} as {who}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("state", ["draft", "open"])
def test_who_may_not_see_a_challenge_cannot_tell_it_from_one_that_is_not_there(world, doors, state):  # noqa: F811
    put(world, state)
    blind = {*STRANGERS, "colleague"} | (set() if state in SHOWN_TO_THE_ASKED else {"volunteer", "coordinator"})
    told = [
        f"{route} as {who}"
        for route in OF_A_CHALLENGE
        for who in sorted(blind)
        if doors[who].call(route).status_code != doors[who].call(route, challenge_id=NOT_THERE).status_code
    ]
    assert not told, "\n".join(told)


def test_nothing_of_another_challenge_is_reached_through_ones_own(world, doors):  # noqa: F811
    """Every number in an address belongs to what stands before it: guessing those of others leads nowhere."""
    put(world, "open")
    theirs = world.scene.challenge(owner=world.people["outsider"], items=3).id
    parts = ("coordinator_id", "import_id", "item_id", "contribution_id", "person_id", "number")
    guessed = [route for route in OF_A_CHALLENGE if any(f"<id:{part}>" in route for part in parts)]
    reached = {route: doors["outsider"].call(route, challenge_id=theirs).status_code for route in guessed}
    assert len(reached) > 15
    assert {route: status for route, status in reached.items() if status != 404} == {}


def test_every_route_asks_the_table_and_what_is_about_a_challenge_asks_about_the_challenge(world, doors, monkeypatch):  # noqa: F811
    asked: list[str] = []

    def note(permission: str, ties: Iterable[str]) -> bool:
        asked.append(permission)
        return permissions.is_allowed(permission, ties)

    monkeypatch.setattr("microtask.people.rules.is_allowed", note)
    monkeypatch.setattr("microtask.challenges.rules.is_allowed", note)
    put(world, "open")
    unasked = []
    for route, let_in in LET_IN.items():
        if not let_in or "nobody" in let_in:  # ways to sign in ask who somebody is, not what they may do
            continue
        asked.clear()
        _call(world, min(let_in), route)
        wanted = permissions.TO_A_CHALLENGE if route in OF_A_CHALLENGE else asked
        if not any(permission in wanted for permission in asked):
            unasked.append(route)
    assert not unasked, "\n".join(unasked)
