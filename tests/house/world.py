"""One open challenge and one that is closed and released, with everybody who could want something of them."""

import re
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from microtask.assignments import actions as assignments
from microtask.catalogue import Column
from microtask.challenges import actions as challenges
from microtask.news import actions as news
from microtask.news.links import Links
from microtask.outbox.queries import list_webhooks
from microtask.people import actions
from microtask.people.rules import Identity
from microtask.results import actions as results
from tests.desk import THREE_ITEMS, Desk
from tests.scene import Scene
from workers.close import close
from workers.release import release

CSRF_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
ABROAD = ("owner", "analyst", "expert", "admin")
DROP_INS = "\n".join(f"2030-01-{day} 10:00 By video" for day in range(21, 31))  # the rest stay when one is removed


def finish(scene: Scene, challenge_id: int) -> None:
    """As when its owner closes the challenge and half an hour goes by."""
    scene.rows(
        "UPDATE challenges SET state = 'closing', closing_at = now() - interval '1 hour' WHERE id = :id RETURNING id",
        id=challenge_id,
    )
    close(scene.units, challenge_id)


@dataclass
class World:
    """People by what they are to the two challenges, and the ids of what there is."""

    app: Flask
    scene: Scene
    people: dict[str, Identity] = field(default_factory=dict)
    ids: dict[str, Any] = field(default_factory=dict)
    released: dict[str, Any] = field(default_factory=dict)
    spare: Identity = field(init=False)
    _tokens: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Everything is the home department's; the tax department is asked; the parks department is not."""
        scene = self.scene
        self.people = {
            "volunteer": scene.person("tax"),
            "stranger": scene.person("parks"),
            "owner": scene.person("home", "owner"),
            "colleague": scene.person("home", "owner"),
            "analyst": scene.person("home", "analyst"),
            "expert": scene.person("home", "expert"),
            "admin": scene.person("home", "admin"),
            "outsider": scene.person("parks", *ABROAD),
            "service-admin": scene.person("parks", "service-admin"),
            "coordinator": scene.person("parks"),
        }
        owner, volunteer, self.spare = self.people["owner"], self.people["volunteer"], scene.person("parks")
        asked = {"department_ids": [scene.department("tax")], "min_answers": 1}
        finished = scene.challenge(owner=owner, items=2, **asked)
        sitting = scene.sit(volunteer)
        while task := scene.next(sitting, volunteer):
            scene.say(task.id, "yes", volunteer)
        self.released = {"challenge_id": finished.id, "number": self._release(finished.id)}
        report_id = self._report(owner, asked)
        opened = scene.challenge(owner=owner, items=20, **asked)
        sitting = scene.sit(volunteer)
        scene.say(scene.tray(sitting)[-1].id, "yes", volunteer)
        set_drop_ins = "UPDATE challenges SET drop_ins = :drop_ins WHERE id = :id RETURNING id"
        scene.rows(set_drop_ins, drop_ins=DROP_INS, id=opened.id)
        for each in (finished, opened):
            for coordinator in (self.people["coordinator"], self.spare):
                self._name_coordinator(each.id, coordinator)
        self.ids = {
            "challenge_id": opened.id,
            "coordinator_id": self.spare.person_id,
            "contribution_id": self._contribute(opened.id, volunteer),
            "department_id": owner.department_id,
            "person_id": owner.person_id,
            "template_id": "next-step-letter",
            "provider": "nobody",
            "number": 1,
            "position": 1,
            "drop_in": 1,
            "import_id": Desk(scene, owner).load(opened.id, THREE_ITEMS).id,
            "report_id": report_id,
            "request_id": self._ask_who(opened.id),
            "key": "item-1",
            "item_id": self._item(opened.id, "item-20"),
            "sitting_id": sitting.id,
            "stint_id": sitting.id,
            "assignment_id": scene.tray(sitting)[0].id,
            "file_format": "csv",
            "code": "cy",
            "section": "problem",
            "token_id": self._spare_token_of("volunteer"),
            "token": self._unsubscribing("volunteer"),
        }

    def _unsubscribing(self, name: str) -> str:
        """The end of a link that stops somebody's mails."""
        links = Links("", str(self.app.config["SECRET_KEY"]), "")
        return links.unsubscribe(self.people[name].person_id, "outcomes").rpartition("/")[2]

    def webhook_id(self) -> int:
        """The owner's webhook: another one where somebody has removed it."""
        owner = self.people["owner"]
        with self.scene.units.begin() as unit:
            found = list_webhooks(unit.session, person_id=owner.person_id, limit=1)
            url, events = "https://receiver.example/hook", ["release.made"]
            return found[0].id if found else news.hook(unit, url, events, networks=(), by=owner).id

    def spare_coordinator(self) -> int:
        """The number of somebody who looks after the paper of the open challenge, and whom nobody misses there."""
        self._name_coordinator(self.ids["challenge_id"], self.spare)
        return self.spare.person_id

    def _name_coordinator(self, challenge_id: int, person: Identity) -> None:
        named = "INSERT INTO challenge_coordinators (challenge_id, person_id) VALUES (:id, :person)"
        self.scene.rows(f"{named} ON CONFLICT DO NOTHING RETURNING 1", id=challenge_id, person=person.person_id)

    def _spare_token_of(self, name: str) -> int:
        """The number of a token that somebody may take back: they go on calling with another."""
        person_id = self.people[name].person_id
        self.scene.do(actions.issue_token, person_id, name="spare")
        return int(self.scene.value("SELECT max(id) FROM tokens WHERE person_id = :id", id=person_id))

    def _item(self, challenge_id: int, key: str) -> int:
        """An item that nobody here is dealt, so that nobody's report hides it."""
        return int(
            self.scene.value("SELECT id FROM items WHERE challenge_id = :id AND key = :key", id=challenge_id, key=key)
        )

    def _contribute(self, challenge_id: int, volunteer: Identity) -> int:
        """An idea that waits for the owner."""
        self.scene.rows("UPDATE challenges SET takes_contributions = true WHERE id = :id RETURNING id", id=challenge_id)
        idea = {"prompts": [Column("text", "Your idea", True)], "credit": "nobody", "by": volunteer}
        return int(self.scene.do(challenges.contribute, challenge_id, {"text": "Ring back."}, **idea).id)

    def as_(self, name: str, method: str, path: str, *, csrf: bool = True, **sent: Any) -> TestResponse:
        """What the person called `name` is answered; `nobody` has neither token nor session."""
        if path.startswith("/api/v"):
            headers = {} if name == "nobody" else {"Authorization": f"Bearer {self.token(name)}"}
            return self.app.test_client().open(path, method=method, headers=headers, **sent)
        client = self.signed_in(name)
        if method == "POST" and csrf:
            sent["data"] = {"csrf_token": _form_token(client, name)} | (sent.get("data") or {})
        return client.open(path, method=method, **sent)

    def _report(self, owner: Identity, asked: dict[str, Any]) -> int:
        """A reported item of a challenge of its own, so that nothing is hidden of the others."""
        scene, opened = self.scene, self.scene.challenge(owner=owner, items=1, **asked)
        volunteer = self.people["volunteer"]
        sitting = scene.sit(volunteer, challenge=opened.id)
        scene.do(assignments.report, scene.tray(sitting)[0].id, reason="personal_details", by=volunteer)
        scene.stop(sitting, volunteer)
        return int(scene.value("SELECT max(id) FROM reports"))

    def _ask_who(self, challenge_id: int) -> int:
        """A request to find out who the volunteer of the challenge is, by an administrator who is not among these."""
        pseudonym = self.scene.value("SELECT pseudonym FROM participants WHERE challenge_id = :id", id=challenge_id)
        asked = {"reason": "safeguarding", "is_told": False, "by": self.scene.person("home", "admin")}
        return int(self.scene.do(challenges.ask_who, challenge_id, pseudonym, **asked))

    def _release(self, challenge_id: int) -> int:
        scene = self.scene
        finish(scene, challenge_id)
        number = int(scene.do(results.release, challenge_id, by=self.people["owner"]))
        release(scene.units, scene.value("SELECT id FROM releases WHERE challenge_id = :id", id=challenge_id))
        return number

    def token(self, name: str) -> str:
        if name not in self._tokens:
            person_id = self.people[name].person_id
            self._tokens[name] = self.scene.do(actions.issue_token, person_id, name="house")
        return self._tokens[name]

    def browser(self, name: str) -> tuple[FlaskClient, str]:
        """A browser in which the person is signed in, and the token of its forms."""
        client = self.signed_in(name)
        return client, _form_token(client, name)

    def signed_in(self, name: str) -> FlaskClient:
        """A browser in which the person is newly signed in; `nobody` is not."""
        client = self.app.test_client()
        if name != "nobody":
            _, key = self.scene.do(actions.start_session, person_id=self.people[name].person_id, data={})
            client.set_cookie("session", key)
        return client


def _form_token(client: FlaskClient, name: str) -> str:
    form = CSRF_TOKEN.search(client.get("/sign-in" if name == "nobody" else "/help").text)
    assert form
    return form[1]
