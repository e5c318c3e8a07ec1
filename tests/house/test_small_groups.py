"""Nobody in a small group is given away by all the releases of a challenge together: an attack on their files."""

import csv
import io
from collections import defaultdict
from itertools import combinations
from random import Random

import pytest

from microtask.privacy.suppression import SMALLEST_GROUP as K
from microtask.results import actions, queries
from microtask.results.departments import POOLED
from microtask.storage.queries import list_chunks
from tests.scene import Scene

VALUES = ["yes", "no", None]

_SAY = """
INSERT INTO answers (stage_id, task_id, participant_id, department_id, value, not_sure, channel, decided_at)
SELECT t.stage_id, t.id, :participant, :department, :value, CAST(:value AS text) IS NULL, 'web', now() FROM tasks t
WHERE t.stage_id = :stage AND t.item_id = :item RETURNING id
"""


class Crowd:
    """People of several departments who answer about three items in two stages, some of them after a move."""

    def __init__(self, scene: Scene, seed: int):
        self.scene, self.chance = scene, Random(seed)
        self.owner = scene.person("home", "owner")
        self.opened = scene.challenge_of([{}, {}], items=3, owner=self.owner, state="closed")
        first, second = self.opened.stages
        scene.rows(
            "INSERT INTO tasks (stage_id, item_id, wanted, max_answers)"
            " SELECT :second, item_id, 2, 5 FROM tasks WHERE stage_id = :first RETURNING id",
            first=first,
            second=second,
        )
        self.home: dict[str, set[str]] = {}
        for name in ("tax", "parks", "roads", "rail"):
            department = scene.department(name)
            for number in range(self.chance.choice((1, 3, 6, 12, 16))):
                self._answer(name, department, f"{name}-{number}")

    def _answer(self, name: str, department: int, pseudonym: str) -> None:
        participant = self.scene.value(
            "INSERT INTO participants (challenge_id, pseudonym) VALUES (:challenge, :pseudonym) RETURNING id",
            challenge=self.opened.id,
            pseudonym=pseudonym,
        )
        moved = self.scene.department("parks") if self.chance.random() < 0.03 else department
        self.home[pseudonym] = {name, "parks"} if moved != department else {name}
        items = [row.id for row in self.scene.rows("SELECT id FROM items ORDER BY id")]
        for stage, place in zip(self.opened.stages, (department, moved), strict=True):
            if stage == self.opened.stages[0] or self.chance.random() < 0.9:
                for item in items:
                    value = self.chance.choice(VALUES)
                    at = {"participant": participant, "stage": stage, "item": item}
                    self.scene.rows(_SAY, department=place, value=value, **at)

    def change(self) -> None:
        """Somebody takes their answers back, an item is hidden, or one is shown again; or nothing happens."""
        kind = self.chance.randrange(4)
        if kind == 0:
            who = self.chance.choice(sorted(self.home))
            self.scene.rows(
                "UPDATE answers x SET value = NULL, not_sure = false, withdrawn_at = now() FROM participants p"
                " WHERE p.id = x.participant_id AND p.pseudonym = :who RETURNING x.id",
                who=who,
            )
        elif kind in (1, 2):
            self.scene.rows("UPDATE tasks SET hidden = :hidden WHERE item_id = 1 RETURNING id", hidden=kind == 1)
        self.scene.rows("UPDATE results SET changed_at = now() RETURNING item_id")

    def release(self) -> dict[str, list[dict[str, str]]]:
        """The tables of the next release."""
        number = self.scene.do(actions.release, self.opened.id, by=self.owner)
        release_id = self.scene.value("SELECT id FROM releases WHERE number = :number", number=number)
        actions.write_release(self.scene.units, release_id)
        with self.scene.units.begin() as unit:
            files = queries.list_release_files(unit.session, release_id)
            contents = {file.name: b"".join(list_chunks(unit.session, file.blob_id)) for file in files}
        return {
            name: list(csv.DictReader(io.StringIO(content.decode(), newline="")))
            for name, content in contents.items()
            if name.startswith(("answers", "departments"))
        }


def told(release):
    """What the department of each volunteer is called: the same in all tables."""
    names = {(row["volunteer"], row["department"]) for rows in answers_of(release) for row in rows}
    assert len(names) == len({volunteer for volunteer, _ in names})
    return dict(names)


def answers_of(release):
    return [rows for name, rows in release.items() if name.startswith("answers")]


def list_small(rows):
    """The groups of which few gave an answer that others gave too: of the pool, others than its own people."""
    gave, everybody = defaultdict(set), defaultdict(set)
    for row in rows:
        said = row["not_sure"], row["answer"]
        gave[row["department"], said].add(row["volunteer"])
        everybody[said].add(row["volunteer"])
    return [
        (department, said, who)
        for (department, said), who in gave.items()
        if len(who) < K and not (department == POOLED and who == everybody[said])
    ]


@pytest.mark.parametrize("seed", [1, 3, 5, 7, 10, 13])
def test_all_the_releases_together_tell_of_no_small_group(scene: Scene, seed: int):
    crowd = Crowd(scene, seed)
    releases = [crowd.release()]
    for _ in range(3):
        crowd.change()
        releases.append(crowd.release())
    telling = [release for release in releases if set(told(release).values()) - {POOLED}]
    assert telling, "Another seed: in this crowd no department can be told apart."
    assert not [small for release in telling for rows in answers_of(release) for small in list_small(rows)]
    assert all(one == other for one, other in combinations(telling, 2))
    first = told(releases[0])
    for release in releases[1:]:
        assert all(name in (POOLED, first.get(volunteer)) for volunteer, name in told(release).items())
