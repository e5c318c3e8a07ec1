"""What the demo shows: `content.toml`, and the CSV files beside it, read into dataclasses.

`content.toml` says who there is and what is asked; the texts are in `<items>.csv`, and what a careful reader would
answer in `<items>_truth.csv`, which is for the simulated colleagues alone and is never imported.
"""

import csv
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class DemoPerson:
    """Somebody a newcomer can sign in as, with the demo's one password. `roles` are those of `microtask user add`."""

    email: str
    name: str
    roles: tuple[str, ...]


@dataclass(frozen=True)
class DemoDepartment:
    """An invented organisation, with one person of each role. `permission` is what it tells them about their time."""

    slug: str
    name: str
    permission: str
    monthly_minutes: int
    people: tuple[DemoPerson, ...]


@dataclass(frozen=True)
class DemoChallenge:
    """A challenge of one stage. `department` is a slug, `owner` an email address of somebody in it.

    `body` is what `POST /api/v1/challenges` takes, as it stands. `answered` is the share of the tasks that simulated
    colleagues are to settle, 0 to 1; where it is 1 the challenge is closed and released, and `outcome` says what came
    of it. `why` is what its brief says of why it matters. `items` is the CSV file to import, the key in its first
    column.
    """

    department: str
    owner: str
    why: str
    answered: float
    body: dict[str, Any]
    items: Path
    truth: Path
    outcome: str | None

    def read_truth(self) -> dict[str, str]:
        """The answer of each item by its key: a label, labels joined by `|` (none: empty) or a whole number.

        For a comparison the number says how good the item is: the higher of two is the better one.
        """
        with self.truth.open(newline="", encoding="utf-8") as file:
            return {row["key"]: row["answer"] for row in csv.DictReader(file)}


@dataclass(frozen=True)
class DemoContent:
    """All of it, in the order of the file. `password` is everybody's."""

    password: str
    departments: tuple[DemoDepartment, ...]
    challenges: tuple[DemoChallenge, ...]


def read_content(folder: Path = FOLDER) -> DemoContent:
    """The content of the demo in `folder`."""
    with (folder / "content.toml").open("rb") as file:
        content = tomllib.load(file)
    return DemoContent(
        password=content["password"],
        departments=tuple(_department(entry) for entry in content["departments"]),
        challenges=tuple(_challenge(entry, folder) for entry in content["challenges"]),
    )


def _department(entry: dict[str, Any]) -> DemoDepartment:
    people = tuple(DemoPerson(person["email"], person["name"], tuple(person["roles"])) for person in entry["people"])
    return DemoDepartment(entry["slug"], entry["name"], entry["permission"].strip(), entry["monthly_minutes"], people)


def _challenge(entry: dict[str, Any], folder: Path) -> DemoChallenge:
    return DemoChallenge(
        department=entry["department"],
        owner=entry["owner"],
        why=entry["why"].strip(),
        answered=entry["answered"],
        body={name: value.strip() if isinstance(value, str) else value for name, value in entry["body"].items()},
        items=folder / f"{entry['items']}.csv",
        truth=folder / f"{entry['items']}_truth.csv",
        outcome=entry.get("outcome"),
    )
