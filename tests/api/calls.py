"""Calls to the API by any person of a scene, about a challenge that has been answered."""

from dataclasses import dataclass, field
from typing import Any

from flask.testing import FlaskClient

from microtask.people import actions
from microtask.people.rules import Identity
from tests.scene import Opened, Scene
from workers.close import close
from workers.decide import decide


@dataclass
class Calls:
    """Calls the API under `/api/v1` with a token of the person who asks."""

    client: FlaskClient
    scene: Scene
    _headers: dict[int, dict[str, str]] = field(default_factory=dict)

    def headers(self, by: Identity) -> dict[str, str]:
        if by.person_id not in self._headers:
            token = self.scene.do(actions.issue_token, by.person_id, name="test")
            self._headers[by.person_id] = {"Authorization": f"Bearer {token}"}
        return self._headers[by.person_id]

    def get(self, path: str, by: Identity) -> Any:
        return self.client.get(f"/api/v1{path}", headers=self.headers(by))

    def put(self, path: str, body: Any, by: Identity) -> Any:
        return self.client.put(f"/api/v1{path}", json=body, headers=self.headers(by))

    def post(self, path: str, by: Identity, **body: Any) -> Any:
        return self.client.post(f"/api/v1{path}", headers=self.headers(by), **body)

    def answer(self, values: list[Any], *, department: str = "tax") -> None:
        """One new person a value answers everything with it; None is not sure."""
        for value in values:
            person = self.scene.person(department)
            sitting = self.scene.sit(person, minutes=60)
            while task := self.scene.next(sitting, person):
                self.scene.say(task.id, value, person, not_sure=value is None)

    def decide(self, opened: Opened) -> None:
        for stage_id in opened.stages:
            decide(self.scene.units, stage_id)

    def close(self, opened: Opened) -> None:
        """As when its owner closes it and half an hour goes by."""
        self.scene.rows(
            "UPDATE challenges SET state = 'closing', closing_at = now() - interval '1 hour' WHERE id = :id"
            " RETURNING id",
            id=opened.id,
        )
        close(self.scene.units, opened.id)
