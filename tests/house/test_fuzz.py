"""Every call of the API with whatever its document allows, and with what it does not, as everybody that one can be.

No answer that the document does not name, and in none of them anything of a challenge that does not ask the caller.
Small in an ordinary run; `MICROTASK_PROVE=1` (`make prove`) makes it a thousand examples a call and caller.
"""

import os
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import run_state_machine_as_test
from schemathesis import Case, GenerationMode
from schemathesis.checks import CHECKS, CheckFunction
from schemathesis.core.parameters import ParameterLocation

from tests.conftest import begin_afresh, empty
from tests.house.test_roles import API
from tests.house.world import World
from tests.scene import Scene

IS_PROOF = os.environ.get("MICROTASK_PROVE") == "1"
EXAMPLES = 1000 if IS_PROOF else 3
WALKS, STEPS = (300, 10) if IS_PROOF else (2, 6)
CALLS = [route.replace("<id:", "<").replace("<path:", "<").replace("<", "{").replace(">", "}") for route in API]
# A body may have the right form and still ask for what cannot be: a template that there is none of, an option twice.
BEYOND_FORM = "positive_data_acceptance"
# Where the fault lay in the path or the token, which were then made good, nothing is left to be rejected.
REJECTED = "negative_data_rejection"
# In a walk the token is ours whatever token was made up, which the check cannot know.
TOKEN_MADE_GOOD = "ignored_auth"
# Who calls, and what every text says that is not for them: home asks the tax department, and parks asks itself.
HOME, PARKS = "of-home-alone", "of-parks-alone"
HIDDEN = {
    "owner": PARKS, "volunteer": PARKS, "analyst": PARKS, "expert": PARKS, "admin": PARKS,
    "outsider": HOME, "service-admin": HOME,
}  # fmt: skip
# Who administers the service checks what was reported, of whatever department.
SEES_ALL = {("service-admin", "reports")}


@pytest.fixture(scope="module")
def world(process_app: Flask, database_url: str, redis_url: str) -> World:
    """A world in which every text of a challenge says whose it is."""
    empty(database_url, redis_url)
    begin_afresh(process_app)
    units = process_app.extensions["microtask"].units
    made = World(process_app, Scene(units, units.clock))
    _mark(made.scene, HOME, since=0)
    outsider = made.people["outsider"]
    last = made.scene.value("SELECT max(id) FROM challenges")
    made.scene.challenge(owner=outsider, department_ids=[outsider.department_id])
    _mark(made.scene, PARKS, since=last)
    return made


def _mark(scene: Scene, word: str, *, since: int) -> None:
    """Let what was made after challenge `since` say whose it is, wherever a person wrote a text."""
    notes = "task_id IN (SELECT t.id FROM tasks t JOIN stages s ON s.id = t.stage_id WHERE s.challenge_id > :since)"
    for statement in (
        "UPDATE challenges SET title = :word, summary = :word, promise = :word WHERE id > :since RETURNING id",
        "UPDATE stages SET question = :word WHERE challenge_id > :since RETURNING id",
        "UPDATE items SET payload = json_build_object('text', :word ::text) WHERE challenge_id > :since RETURNING id",
        f"UPDATE answers SET note = :word WHERE {notes} RETURNING id",
    ):
        scene.rows(statement, word=word, since=since)


@pytest.fixture(scope="module")
def schema(world: World) -> Any:
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", world.app)


def _checks(case: Case, who: str, *others: str) -> list[CheckFunction]:
    def tells_nothing_of_others(ctx: Any, response: Any, case: Case) -> None:
        assert HIDDEN[who].encode() not in response.content or (who, case.operation.tags[0]) in SEES_ALL

    is_wrong = any(case.meta.is_negative_at(part) for part in (ParameterLocation.QUERY, ParameterLocation.BODY))
    left_out = {BEYOND_FORM, *others} if is_wrong else {BEYOND_FORM, REJECTED, *others}
    return [check for check in CHECKS.get_all() if check.__name__ not in left_out] + [tells_nothing_of_others]


@pytest.mark.timeout(7200)
@pytest.mark.parametrize("who", HIDDEN)
@pytest.mark.parametrize("call", [call for call in CALLS if "openapi" not in call])
def test_a_call_answers_as_its_document_says_whatever_is_sent(world: World, schema, call: str, who: str):
    method, _, path = call.partition(" ")
    operation = schema[path][method]
    headers = {"Authorization": f"Bearer {world.token(who)}"}
    theirs = {"challenge_id": world.scene.value("SELECT max(id) FROM challenges WHERE title = :word", word=PARKS)}

    @given(
        case=operation.as_strategy(generation_mode=GenerationMode.POSITIVE)
        | operation.as_strategy(generation_mode=GenerationMode.NEGATIVE),
        about=st.sampled_from([{}, world.ids, world.ids | theirs, world.ids | world.released]),
    )
    @settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
    def send(case: Case, about: dict[str, Any]) -> None:
        checks = _checks(case, who)
        case.path_parameters |= {name: about[name] for name in case.path_parameters if name in about}
        case.call_and_validate(headers=headers, checks=checks)

    send()


@pytest.mark.timeout(7200)
@pytest.mark.parametrize("who", HIDDEN)
def test_calls_that_follow_one_another_answer_as_their_document_says(world: World, schema, who: str):
    class Caller(schema.as_state_machine()):
        """Calls with what earlier calls answered: the ids of what it made itself."""

        def get_call_kwargs(self, case: Case) -> dict[str, Any]:  # noqa: ARG002
            return {"headers": {"Authorization": f"Bearer {world.token(who)}"}}

        def validate_response(self, response: Any, case: Case, *_: Any, **__: Any) -> None:
            case.validate_response(response, checks=_checks(case, who, TOKEN_MADE_GOOD))

    # Not shrunk: what a walk meets depends on the walks before it, so a shorter one is another one.
    run_state_machine_as_test(
        Caller,
        settings=settings(
            max_examples=WALKS,
            stateful_step_count=STEPS,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
