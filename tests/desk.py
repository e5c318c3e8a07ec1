"""An owner's desk: drafts, files and their imports, through the real actions and in one line each."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from microtask.catalogue import Catalogue, load_catalogue
from microtask.challenges import actions, queries
from microtask.challenges.models import Challenge, Import
from microtask.challenges.schemas import NewChallenge
from microtask.people.rules import Identity
from microtask.tables.reading import Limits
from microtask.tasks import actions as tasks
from tests.scene import Scene

LETTERS: dict[str, Any] = {
    "title": "Letters that say what to do next",
    "promise": "We will rewrite the letters that colleagues find least clear.",
    "template": "review",
    "question": "Does this letter say what to do next?",
    "options": ["Yes", "Partly", "No"],
}
THREE_ITEMS = b"key,text\nA,First\nB,Second\nC,Third\n"


@cache
def catalogue() -> Catalogue:
    """The project's own task templates."""
    return load_catalogue()


class Desk:
    """What one owner does to challenges."""

    def __init__(self, scene: Scene, owner: Identity | None = None):
        self.scene = scene
        self.owner = owner or scene.person("home", "owner")

    def draft(self, *without: str, **body: Any) -> int:
        """A draft about letters; keywords change its body, and `without` takes fields out of it."""
        given = {name: value for name, value in (LETTERS | body).items() if name not in without}
        made = self.scene.do(actions.create, NewChallenge().load(given), catalogue=catalogue(), by=self.owner)
        return int(made.id)

    def send(self, challenge_id: int, parts: bytes | Iterable[bytes], **said: Any) -> int:
        """Send a file; answers the import's id."""
        given = {"content_type": "text/csv", "most_bytes": 10**9} | said
        return actions.receive(
            self.scene.units, challenge_id, [parts] if isinstance(parts, bytes) else parts, by=self.owner, **given
        )

    def read(self, import_id: int, *, limits: Limits | None = None, scan: bool = True) -> Import:
        """Read a sent file to its end and scan it, as workers do."""
        with actions.Importing(import_id, limits=limits or Limits()) as importing:
            while self.scene.do(importing.step):
                pass
        while scan and self.scene.do(actions.scan, import_id):
            pass
        return self.import_(import_id)

    def load(self, challenge_id: int, parts: bytes | Iterable[bytes], **said: Any) -> Import:
        """Send a file and read it."""
        return self.read(self.send(challenge_id, parts, **said))

    def import_(self, import_id: int) -> Import:
        with self.scene.units.begin() as unit:
            return unit.session.get_one(Import, import_id)

    def rejections(self, import_id: int) -> dict[int, str]:
        with self.scene.units.begin() as unit:
            return {each.row: each.reason for each in queries.list_rejections(unit.session, import_id)}

    def publish(self, challenge_id: int) -> Challenge:
        published: Challenge = self.scene.do(actions.publish, challenge_id, by=self.owner)
        return published

    def split(self, challenge_id: int, *, position: int = 1) -> None:
        """Split a stage to its end, as a worker does."""
        stage_id = self.stage(challenge_id, position)
        while self.scene.do(tasks.split, stage_id):
            pass

    def opened(self, data: bytes = THREE_ITEMS, **body: Any) -> int:
        """A challenge that is open, with items and tasks."""
        challenge_id = self.draft(**body)
        self.load(challenge_id, data)
        self.publish(challenge_id)
        self.split(challenge_id)
        return challenge_id

    def stage(self, challenge_id: int, position: int | None = 1) -> int:
        with self.scene.units.begin() as unit:
            return queries.get_stage(unit.session, challenge_id, position=position).id

    def state(self, challenge_id: int) -> str:
        return str(self.scene.value("SELECT state FROM challenges WHERE id = :id", id=challenge_id))

    def keys(self, challenge_id: int) -> list[str]:
        rows = self.scene.rows("SELECT key FROM items WHERE challenge_id = :id ORDER BY id", id=challenge_id)
        return [row.key for row in rows]

    def tasks(self, challenge_id: int) -> int:
        statement = "SELECT count(*) FROM tasks t JOIN stages s ON s.id = t.stage_id WHERE s.challenge_id = :id"
        return int(self.scene.value(statement, id=challenge_id))
