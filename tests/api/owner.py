"""What an owner does over the API, and what workers then do, in one line each."""

from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from microtask.challenges import actions
from microtask.challenges.models import Stage
from microtask.tables.reading import Limits
from microtask.tasks import actions as tasks
from tests.desk import LETTERS, THREE_ITEMS
from workers.imports import import_items
from workers.job import batch_by_batch

Headers = dict[str, str]


class Owner:
    """Somebody with a token, and the workers behind the service."""

    def __init__(self, app: Flask, headers: Headers):
        self.app = app
        self.headers = headers
        self.client = app.test_client()
        self.units = app.extensions["microtask"].units

    def call(self, method: str, path: str, *, by: Headers | None = None, **sent: Any) -> TestResponse:
        headers = (by or self.headers) | sent.pop("headers", {})
        return self.client.open(f"/api/v1{path}", method=method, headers=headers, **sent)

    def draft(self, **body: Any) -> int:
        response = self.call("POST", "/challenges", json=LETTERS | body)
        assert response.status_code == 201, response.text
        return int(response.json["id"])

    def send(self, challenge_id: int, data: bytes = THREE_ITEMS, *, kind: str = "text/csv", query: str = "") -> int:
        response = self.call("POST", f"/challenges/{challenge_id}/items{query}", data=data, content_type=kind)
        assert response.status_code == 202, response.text
        return int(response.json["import"])

    def load(self, challenge_id: int, data: bytes = THREE_ITEMS, **said: str) -> dict[str, Any]:
        """Send a file, let workers read and scan it, and tell what became of it."""
        import_id = self.send(challenge_id, data, **said)
        import_items(self.units, import_id, limits=Limits())
        batch_by_batch(self.units, actions.scan, import_id)
        return self.imported(challenge_id, import_id)

    def imported(self, challenge_id: int, import_id: int) -> dict[str, Any]:
        response = self.call("GET", f"/challenges/{challenge_id}/imports/{import_id}")
        assert response.status_code == 200, response.text
        told: dict[str, Any] = response.json
        return told

    def move(self, challenge_id: int, verb: str, *, by: Headers | None = None) -> tuple[int, str]:
        """The status, and the state or what is told instead."""
        response = self.call("POST", f"/challenges/{challenge_id}/{verb}", by=by)
        return response.status_code, response.json.get("state") or response.json["detail"]

    def split(self, challenge_id: int) -> None:
        """What the worker does after publishing."""
        with self.units.begin() as unit:
            stage_id = unit.session.query(Stage.id).filter_by(challenge_id=challenge_id, position=1).scalar()
        more = True
        while more:
            with self.units.begin() as unit:
                more = tasks.split(unit, stage_id)

    def opened(self, **body: Any) -> int:
        challenge_id = self.draft(**body)
        self.load(challenge_id)
        assert self.move(challenge_id, "publish") == (202, "splitting")
        self.split(challenge_id)
        return challenge_id

    def shown(self, challenge_id: int, *, by: Headers | None = None) -> dict[str, Any]:
        response = self.call("GET", f"/challenges/{challenge_id}", by=by)
        assert response.status_code == 200, response.text
        told: dict[str, Any] = response.json
        return told
