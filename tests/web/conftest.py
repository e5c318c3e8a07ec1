"""An app with pages made for these tests, and browsers that are signed in."""

import re
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from config.settings import Settings
from microtask.people import actions
from microtask.people.rules import Identity
from tests.desk import Desk
from tests.scene import Scene
from tests.web.visitor import Visitor

PASSWORD = "a long and simple sentence"


@pytest.fixture(scope="module")
def sample_app(settings: Settings) -> Iterator[Flask]:
    from microtask.app import create_app
    from tests.web.sample import sample

    app = create_app(settings)
    sample.register(app, app.extensions["microtask"])
    yield app
    with app.extensions["microtask"].units.sessions() as session:
        session.get_bind().dispose()


@pytest.fixture
def browser(sample_app: Flask, clean: None) -> FlaskClient:
    """A browser that nobody has signed in with."""
    from tests.scene import MovableClock

    sample_app.extensions["microtask"].units.clock = MovableClock()
    return sample_app.test_client()


@pytest.fixture
def person(sample_app: Flask, clean: None) -> Callable[..., str]:
    """Adds a person with a password, and answers their e-mail address."""
    house = sample_app.extensions["microtask"]

    def add(*roles: str, name: str = "Ada Reed", simulated: bool = False) -> str:
        email = f"{name.split(maxsplit=1)[0].lower()}@tax.example"
        with house.units.begin() as unit:
            made = actions.add_person(unit, email=email, name=name, department="tax", roles=roles, simulated=simulated)
            actions.set_password(unit, made.id, PASSWORD, passwords=house.passwords)
        return email

    return add


@pytest.fixture
def signed_in(browser: FlaskClient, person: Callable[..., str]) -> Callable[..., FlaskClient]:
    """The browser after somebody with these roles has signed in."""

    def sign_in(*roles: str, **known) -> FlaskClient:
        response = send(browser, "/sign-in", email=person(*roles, **known), password=PASSWORD)
        assert response.status_code == 303
        return browser

    return sign_in


def csrf_token(page: str) -> str:
    return re.search(r'name="csrf_token" value="([^"]+)"', page)[1]


def send(browser: FlaskClient, path: str, *, form_at: str | None = None, **fields):
    """Open the page with the form, fill it in, and send it."""
    token = csrf_token(browser.get(form_at or path).text)
    return browser.post(path, data={"csrf_token": token, **fields})


@pytest.fixture
def visit(app: Flask, scene: Scene) -> Callable[[Identity], Visitor]:
    """Signs a person of the scene in at a browser of their own, on the whole service."""
    return lambda person: Visitor(app, scene, person)


@pytest.fixture
def desk(scene: Scene) -> Desk:
    """The desk of an owner whom the test knows."""
    return Desk(scene)


@pytest.fixture
def owner(visit: Callable[[Identity], Visitor], desk: Desk) -> Visitor:
    """The browser of the owner whose desk it is."""
    return visit(desk.owner)
