"""Sends files that were changed at random to a service made in this process, and reads them as its workers do.

`python -m tests.house.send_mutated FOLDER`: the environment names the servers. Every file is taken away once it was
sent: the first of those that are left is the one that this process did not live to tell of. Prints one JSON object.
"""

import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from config.settings import load_settings
from microtask.app import create_app
from microtask.challenges import actions
from microtask.challenges.models import Import
from microtask.people.actions import issue_token
from microtask.tables.formats import Format
from microtask.tables.reading import Limits
from tests.desk import THREE_ITEMS, Desk
from tests.scene import Scene
from workers.imports import UNFORESEEN, import_items

MOST_MEGABYTES = 320  # the file, up to 15 MB, is held by this process too, which sends it
FILES_A_CHALLENGE = 20
SENTENCE = re.compile(r"[A-Z“0-9].{8,}[.”]", re.DOTALL)
LEAKS = ("Traceback", "Error(", "Exception", "object at 0x", "/site-packages/")


class Sender:
    """An owner who sends file after file, and keeps account of what the service says."""

    def __init__(self) -> None:
        self.app = create_app(load_settings())
        house = self.app.extensions["microtask"]
        self.units = house.units
        self.limits = Limits(packed=house.settings.spreadsheet_megabytes * 1_000_000)
        self.scene = Scene(self.units, self.units.clock)
        self.desk = Desk(self.scene)
        token = self.scene.do(issue_token, self.desk.owner.person_id, name="fuzz")
        self.headers = {"Authorization": f"Bearer {token}"}
        self.client = self.app.test_client()
        self.outcomes: Counter[str] = Counter()
        self.faults: list[str] = []

    def send(self, number: int, kind: Format, data: bytes) -> None:
        """Send a file as items and, where it is a CSV, also as gold and as answers."""
        if number % FILES_A_CHALLENGE == 0 or not hasattr(self, "challenge_id"):
            self.challenge_id = self.desk.draft()
            self.opened_id = self.desk.opened(THREE_ITEMS)
        before = peak()
        self._items(number, kind, data)
        if kind is Format.CSV:
            for noun in ("gold", "answers"):
                self._told(number, noun, self._post(f"/api/v1/challenges/{self.opened_id}/{noun}", data, "text/csv"))
        if peak() > max(before, MOST_MEGABYTES):
            self.faults.append(f"{number}: {kind} of {len(data)} bytes took {peak()} MB")

    def _items(self, number: int, kind: Format, data: bytes) -> None:
        response = self._post(f"/api/v1/challenges/{self.challenge_id}/items", data, kind.media_type)
        if response.status_code != 202:
            self._told(number, "refused", response)
            return
        import_id = response.json["import"]
        import_items(self.units, import_id, limits=self.limits)
        while self.scene.do(actions.scan, import_id):
            pass
        with self.units.begin() as unit:
            found = unit.session.get_one(Import, import_id)
        self.outcomes[f"{kind} {found.state}"] += 1
        if found.state not in ("done", "failed"):
            self.faults.append(f"{number}: the import is {found.state}")
        if (found.state == "failed") != bool(found.failure):
            self.faults.append(f"{number}: {found.state}, and it says {found.failure!r}")
        told = chain([found.failure] if found.failure else [], self.desk.rejections(import_id).values())
        self.faults += [f"{number}: {fault}" for fault in _not_told_well(told)]

    def _post(self, path: str, data: bytes, kind: str):
        return self.client.post(path, data=data, content_type=kind, headers=self.headers)

    def _told(self, number: int, what: str, response) -> None:
        self.outcomes[f"{what} {response.status_code}"] += 1
        if response.status_code >= 500:
            self.faults.append(f"{number}: {what} answered {response.status_code}")
            return
        told = [response.json["detail"]] if response.status_code >= 400 else []
        rejected = response.json.get("rejected", []) if response.status_code < 400 else []
        reasons = [each["reason"] for each in rejected] if isinstance(rejected, list) else []
        self.faults += [f"{number}: {what}: {fault}" for fault in _not_told_well([*told, *reasons])]


def _not_told_well(sentences) -> Iterator[str]:
    for sentence in sentences:
        if sentence == UNFORESEEN or any(leak in sentence for leak in LEAKS) or not SENTENCE.fullmatch(sentence):
            yield f"it says {sentence[:200]!r}"


def peak() -> int:
    """The most memory that this process has held, in megabytes; `getrusage` adds that of its parent at the fork."""
    [kilobytes] = re.findall(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    return int(kilobytes) // 1024


def main(folder: Path) -> None:
    sender = Sender()
    for file in sorted(folder.iterdir()):
        sender.send(int(file.stem), Format(file.suffix[1:]), file.read_bytes())
        file.unlink()
    told = {"outcomes": sender.outcomes, "faults": sender.faults[:50], "megabytes": peak()}
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
