"""Somebody's browser, signed in, without a screen: it opens pages, sends forms and reads what a person would."""

import re
from html import unescape

from flask import Flask
from werkzeug.test import TestResponse

from microtask.people import actions
from microtask.people.rules import Identity
from tests.scene import Scene

TAG = re.compile(r"<[^>]+>")


class Visitor:
    """One signed-in person at one browser."""

    def __init__(self, app: Flask, scene: Scene, person: Identity):
        self.person = person
        self.client = app.test_client()
        _, key = scene.do(actions.start_session, person_id=person.person_id, data={})
        self.client.set_cookie("session", key)
        self._token = ""

    def get(self, path: str) -> TestResponse:
        return self.client.get(path)

    def send(self, path: str, **fields) -> TestResponse:
        """Send a form with its CSRF token."""
        if not self._token:
            self._token = re.search(r'name="csrf_token" value="([^"]+)"', self.get("/help").text)[1]
        return self.client.post(path, data={"csrf_token": self._token, **fields})

    def follow(self, response: TestResponse) -> TestResponse:
        """The page that a form leads to."""
        assert response.status_code == 303, (response.status_code, errors(response))
        return self.get(response.location)


def text(page: TestResponse) -> str:
    """The words of a page, a space between any two."""
    return " ".join(unescape(TAG.sub(" ", page.text)).split())


def title(page: TestResponse) -> str:
    return unescape(re.search(r"<title>(.*?)</title>", page.text, re.DOTALL)[1]).strip()


def heading(page: TestResponse) -> str:
    [found] = re.findall(r"<h1[^>]*>(.*?)</h1>", page.text, re.DOTALL)
    return unescape(TAG.sub("", found)).strip()


def errors(page: TestResponse) -> list[str]:
    """The sentences of the error summary."""
    summary = re.search(r'govuk-error-summary__list">(.*?)</ul>', page.text, re.DOTALL)
    return [unescape(TAG.sub("", each)) for each in re.findall(r"<li>(.*?)</li>", summary[1])] if summary else []


def checked(page: TestResponse) -> list[str]:
    """The values of the radios and checkboxes that are on."""
    return [unescape(value) for value in re.findall(r'<input[^>]*value="([^"]*)"[^>]*\schecked', page.text)]


def links(page: TestResponse) -> list[str]:
    """Where the page leads to: its links, and the forms that it sends."""
    return [unescape(url) for url in re.findall(r'(?:href|action|formaction)="([^"]+)"', page.text)]
