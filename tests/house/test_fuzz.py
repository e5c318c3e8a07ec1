"""Every call of the API with whatever its document allows, and with what it does not: no answer that it does not name.

Small in an ordinary run; `MICROTASK_PROVE=1` (`make prove`) makes it a thousand examples a call and caller.
"""

import os
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.checks import CHECKS, CheckFunction
from schemathesis.core.parameters import ParameterLocation

from tests.conftest import begin_afresh, empty
from tests.house.test_roles import API
from tests.house.world import World
from tests.scene import Scene

EXAMPLES = 1000 if os.environ.get("MICROTASK_PROVE") == "1" else 8
CALLS = [route.replace("<id:", "<").replace("<path:", "<").replace("<", "{").replace(">", "}") for route in API]
# A body may have the right form and still ask for what cannot be: a template that there is none of, an option twice.
BEYOND_FORM = "positive_data_acceptance"
# Where the fault lay in the path or the token, which were then made good, nothing is left to be rejected.
REJECTED = "negative_data_rejection"


@pytest.fixture(scope="module")
def world(process_app: Flask, database_url: str, redis_url: str) -> World:
    empty(database_url, redis_url)
    begin_afresh(process_app)
    units = process_app.extensions["microtask"].units
    return World(process_app, Scene(units, units.clock))


@pytest.fixture(scope="module")
def schema(world: World) -> Any:
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", world.app)


def _checks(case: Case) -> list[CheckFunction]:
    is_wrong = any(case.meta.is_negative_at(part) for part in (ParameterLocation.QUERY, ParameterLocation.BODY))
    left_out = {BEYOND_FORM} if is_wrong else {BEYOND_FORM, REJECTED}
    return [check for check in CHECKS.get_all() if check.__name__ not in left_out]


@pytest.mark.timeout(7200)
@pytest.mark.parametrize("who", ["owner", "volunteer"])
@pytest.mark.parametrize("call", [call for call in CALLS if "openapi" not in call])
def test_a_call_answers_as_its_document_says_whatever_is_sent(world: World, schema, call: str, who: str):
    method, _, path = call.partition(" ")
    operation = schema[path][method]
    headers = {"Authorization": f"Bearer {world.token(who)}"}

    @given(
        case=operation.as_strategy(generation_mode=GenerationMode.POSITIVE)
        | operation.as_strategy(generation_mode=GenerationMode.NEGATIVE),
        about_what_there_is=st.booleans(),
    )
    @settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
    def send(case: Case, about_what_there_is: bool) -> None:
        checks = _checks(case)
        if about_what_there_is:
            case.path_parameters |= {name: world.ids[name] for name in case.path_parameters if name in world.ids}
        case.call_and_validate(headers=headers, checks=checks)

    send()
