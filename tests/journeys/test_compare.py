"""Ideas compared in pairs over the real API: published, worked through, ranked, released, and found again in files."""

import csv
import io
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from scipy.stats import kendalltau

from tests.journeys.service import ROOT, Caller, Service

IDEAS = 16
KEYS = [f"idea-{number:02}" for number in range(IDEAS)]
STAGES: list[dict[str, Any]] = [
    {
        "template": "better-idea",
        "redundancy": {"min": 6, "max": 12, "confidence": 0.95},
        "effect": {"pass": {"top": 4}},
    },
    {"template": "review", "question": "Could we do this within a year?", "options": ["Yes", "No"]},
]


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    with tempfile.TemporaryDirectory(prefix="microtask-journey-") as directory:
        Path(directory).chmod(0o711)
        running = Service(Path(directory) / "data", "--demo")
        yield running
        running.stop()


@pytest.fixture(scope="module")
def people(service: Service) -> dict[str, Caller]:
    tokens = service.tokens([("owner@home.example", "home", "owner"), ("one@tax.example", "tax", "volunteer")])
    return {email.partition("@")[0]: service.caller(token) for email, token in tokens.items()}


def publish(owner: Caller) -> int:
    """A challenge with sixteen ideas to compare, open."""
    body = {"title": "Ideas", "promise": "We will do the best four.", "stages": STAGES}
    made = int(owner.post("/challenges", body)["id"])
    rows = "key,title,change\n" + "".join(f"{key},Idea {key},Do what {key} says.\n" for key in KEYS)
    started = owner.post(f"/challenges/{made}/items", content=rows, headers={"Content-Type": "text/csv"})
    owner.wait(f"/challenges/{made}/imports/{started['import']}", lambda found: found["state"] == "done")
    owner.post(f"/challenges/{made}/publish")
    owner.wait(f"/challenges/{made}", lambda found: found["state"] == "open")
    return made


@pytest.fixture(scope="module")
def challenge(service: Service, people: dict[str, Caller], tmp_path_factory: pytest.TempPathFactory) -> int:
    """One that a crowd has worked through."""
    owner = people["owner"]
    made = publish(owner)
    truth = tmp_path_factory.mktemp("ideas") / "truth.csv"
    truth.write_text("key,answer\n" + "".join(f"{key},{place}\n" for place, key in enumerate(KEYS)))
    done = service.command(
        "simulate", str(made), "--volunteers", "12", "--truth", str(truth), "--accuracy", "0.9", "--seed", "1"
    )
    assert done.returncode == 0, done.stderr
    owner.wait(f"/challenges/{made}", lambda found: found["progress"]["tasks"] == IDEAS + 4)
    return made


def table(owner: Caller, path: str, **query: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(owner("GET", path, params={"format": "csv", **query}).text)))


def test_a_volunteer_sees_two_items_and_says_which(people: dict[str, Caller]):
    volunteer, challenge = people["one"], publish(people["owner"])
    stint = volunteer.post("/stints", {"minutes": 5, "challenge": challenge})
    first, second = stint["assignments"][:2]
    assert first["keys"].keys() == first["payload"].keys() == {"a", "b"}
    assert first["payload"]["a"]["title"] == f"Idea {first['keys']['a']}"
    assert "options" not in first
    path = f"/assignments/{first['id']}/answer"
    assert volunteer("POST", path, json={"value": "Idea A"}).status_code == 422
    assert volunteer("POST", path, json={"value": "a"}).status_code == 201
    assert volunteer("POST", path, json={"value": "a"}).status_code == 200
    assert volunteer("POST", path, json={"value": "b"}).status_code == 409
    assert volunteer("POST", f"/assignments/{second['id']}/answer", json={"value": "same"}).status_code == 201
    volunteer.post(f"/stints/{stint['id']}/stop")
    said = table(people["owner"], f"/challenges/{challenge}/answers", stage=1)
    assert [(row["left"], row["right"], row["answer"]) for row in said] == [
        (first["keys"]["a"], first["keys"]["b"], first["keys"]["a"]),
        (second["keys"]["a"], second["keys"]["b"], "same"),
    ]


@pytest.mark.timeout(300)
def test_a_crowd_ranks_ideas_and_the_best_go_on(people: dict[str, Caller], challenge: int):
    owner = people["owner"]
    ranked = owner.get(f"/challenges/{challenge}/results", stage=1, limit=100)["items"]
    assert {row["state"] for row in ranked} == {"settled"}
    by_score = sorted(ranked, key=lambda row: -row["score"])
    assert kendalltau([KEYS.index(row["key"]) for row in ranked], [row["score"] for row in ranked]).statistic > 0.5
    asked = {row["key"]: row["comparisons"] + row["not_sure"] for row in ranked}
    assert [key for key, times in asked.items() if not 6 <= times <= 12] == [], asked
    assert all(row["low"] <= row["score"] <= row["high"] and row["answer"] == row["rank"] for row in ranked)
    assert [row["rank"] for row in by_score] == sorted(row["rank"] for row in ranked)
    last = owner.get(f"/challenges/{challenge}/results", limit=100)["items"]
    assert {row["key"] for row in last} == {row["key"] for row in by_score[:4]}


@pytest.mark.timeout(300)
def test_the_released_answers_give_the_released_ranking_again(
    people: dict[str, Caller], challenge: int, tmp_path: Path
):
    owner = people["owner"]
    owner.post(f"/challenges/{challenge}/close")
    owner.wait(f"/challenges/{challenge}", lambda found: found["state"] == "closed")
    owner.post(f"/challenges/{challenge}/releases")
    listed = owner.wait(f"/challenges/{challenge}/releases", lambda found: found["items"][0]["state"] == "ready")
    for file in listed["items"][0]["files"]:
        got = owner("GET", f"/challenges/{challenge}/releases/1/{file['name']}")
        (tmp_path / file["name"].removeprefix("DEMONSTRATION-")).write_bytes(got.content)
    readme = (tmp_path / "README.txt").read_text("utf-8")
    assert "--type compare" in readme
    done = subprocess.run(
        [sys.executable, "-m", "microtask.cli", "aggregate", str(tmp_path / "answers-stage-1.csv"), "--type", "compare",
         "--output", str(tmp_path / "checked.csv")],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    released, found = (
        {row[key]: row for row in csv.DictReader((tmp_path / name).read_text("utf-8").splitlines())}
        for name, key in (("results-stage-1.csv", "key"), ("checked.csv", "thing"))
    )
    assert found.keys() == released.keys() == set(KEYS)
    for key, row in found.items():
        for column in ("score", "rank", "low", "high", "comparisons"):
            assert row[column] == released[key][column], (key, column)
