"""An app with a noun made for these tests, and callers with tokens."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from config.settings import Settings
from microtask.api.openapi import register
from microtask.app import create_app
from microtask.people import actions
from tests.api.calls import Calls
from tests.api.sample import sample
from tests.scene import Scene

Headers = dict[str, str]


@pytest.fixture(scope="module")
def sample_app(settings: Settings) -> Iterator[Flask]:
    app = create_app(settings)
    api = app.extensions["flask-smorest"]["apis"][""]["ext_obj"]
    register(api, app, sample, app.extensions["microtask"])
    yield app
    with app.extensions["microtask"].units.sessions() as session:
        session.get_bind().dispose()


@pytest.fixture
def client(sample_app: Flask, clean: None) -> FlaskClient:
    return sample_app.test_client()


@pytest.fixture
def caller(sample_app: Flask, clean: None) -> Callable[..., Headers]:
    """Adds a person with these roles, and answers the headers that they send."""
    units = sample_app.extensions["microtask"].units

    def add(*roles: str, email: str = "ada@tax.example", simulated: bool = False) -> Headers:
        with units.begin() as unit:
            person = actions.add_person(
                unit, email=email, name="Ada Reed", department="tax", roles=roles, simulated=simulated
            )
            return {"Authorization": f"Bearer {actions.issue_token(unit, person.id, name='test')}"}

    return add


@pytest.fixture
def volunteer(caller: Callable[..., Headers]) -> Headers:
    return caller()


@pytest.fixture
def calls(client: FlaskClient, scene: Scene) -> Calls:
    return Calls(client, scene)
