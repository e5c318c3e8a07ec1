"""Real material through the whole service: real volunteers' answers loaded by an owner, and a simulated crowd."""

import csv
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.service import ROOT, Caller, Service

DATA = ROOT.parent / "shared" / "data"

pytestmark = pytest.mark.skipif(not DATA.exists(), reason="the real answers are not on this machine")


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    with tempfile.TemporaryDirectory(prefix="microtask-journey-") as directory:
        Path(directory).chmod(0o711)
        running = Service(Path(directory) / "data", "--demo")
        yield running
        running.stop()


@pytest.fixture(scope="module")
def owner(service: Service) -> Caller:
    return service.caller(service.tokens([("owner@home.example", "home", "owner")])["owner@home.example"])


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def publish(owner: Caller, body: dict, items: str) -> int:
    challenge = owner.post("/challenges", {"title": "Real", "promise": "We will act on it."} | body)["id"]
    started = owner.post(f"/challenges/{challenge}/items", content=items.encode(), headers={"Content-Type": "text/csv"})
    owner.wait(f"/challenges/{challenge}/imports/{started['import']}", lambda found: found["state"] == "done")
    owner.post(f"/challenges/{challenge}/publish")
    owner.wait(f"/challenges/{challenge}", lambda found: found["state"] == "open")
    return challenge


def results(owner: Caller, challenge: int) -> dict[str, dict[str, str]]:
    text = owner("GET", f"/challenges/{challenge}/results", params={"format": "csv"}).text
    return {row["key"]: row for row in csv.DictReader(text.splitlines())}


def accuracy_of_majority(answers: list[dict[str, str]], truth: dict[str, str]) -> float:
    """Ties count by their share, so that no tie rule flatters the yardstick."""
    votes = defaultdict(Counter)
    for row in answers:
        votes[row["task"]][row["answer"]] += 1
    right = 0.0
    for task, label in truth.items():
        best = max(votes[task].values())
        winners = [each for each, count in votes[task].items() if count == best]
        right += (label in winners) / len(winners)
    return right / len(truth)


@pytest.mark.parametrize("name", ["rte", "temporal"])
def test_answers_collected_elsewhere_come_out_at_least_as_right_as_a_majority(owner: Caller, tmp_path: Path, name: str):
    folder = DATA / "crowd" / "review" / name
    answers = rows(folder / "answers.csv")
    truth = {row["task"]: row["answer"] for row in rows(folder / "truth.csv")}
    labels = sorted({row["answer"] for row in answers})
    keys = list(dict.fromkeys(row["task"] for row in answers))
    challenge = publish(
        owner,
        {"template": "review", "question": "Which?", "options": labels, "redundancy": {"min": 2, "max": 10}},
        "key\n" + "".join(f"{key}\n" for key in keys),
    )
    sent = "key,volunteer,answer\n" + "".join(f"{row['task']},{row['volunteer']},{row['answer']}\n" for row in answers)
    told = owner.post(f"/challenges/{challenge}/answers", content=sent.encode(), headers={"Content-Type": "text/csv"})
    assert (told["accepted"], told["rejected"]) == (len(answers), [])
    again = owner.post(f"/challenges/{challenge}/answers", content=sent.encode(), headers={"Content-Type": "text/csv"})
    assert (again["accepted"], again["rejected"]) == (0, [])
    owner.wait(f"/challenges/{challenge}", lambda found: found["progress"]["answers"] == len(answers))
    found = results(owner, challenge)
    right = sum(found[task]["answer"] == label for task, label in truth.items()) / len(truth)
    assert right >= accuracy_of_majority(answers, truth)
    assert verdicts_of_aggregate(owner, challenge, labels, tmp_path) == {
        key: (row["answer"], row["confidence"], row["agreement"]) for key, row in found.items()
    }


def verdicts_of_aggregate(
    owner: Caller, challenge: int, labels: list[str], folder: Path
) -> dict[str, tuple[str, str, str]]:
    """What `microtask aggregate` makes of the answers as they are downloaded."""
    source, target = folder / "answers.csv", folder / "results.csv"
    source.write_bytes(owner("GET", f"/challenges/{challenge}/answers", params={"format": "csv"}).content)
    subprocess.run(
        [sys.executable, "-m", "microtask.cli", "aggregate", str(source), "--type", "review",
         "--options", "|".join(labels), "--output", str(target)],
        cwd=ROOT, check=True, capture_output=True,
    )  # fmt: skip
    return {row["task"]: (row["answer"], row["confidence"], row["agreement"]) for row in rows(target)}


def test_simulated_volunteers_find_what_consultation_responses_say(service: Service, owner: Caller, tmp_path: Path):
    responses = rows(DATA / "consultation" / "responses.csv")[:150]
    truth = {row["response_id"]: row["position"] for row in rows(DATA / "consultation" / "position_truth.csv")}
    items = tmp_path / "items.csv"
    with items.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(
            [["response_id", "response"], *([r["response_id"], r["response"]] for r in responses)]
        )
    challenge = publish(
        owner,
        {"template": "review", "question": "Does it support a ban?", "options": ["agree", "disagree"]},
        items.read_text(encoding="utf-8"),
    )
    right = tmp_path / "truth.csv"
    right.write_text("key,answer\n" + "".join(f"{key},{answer}\n" for key, answer in truth.items()))
    done = service.command("simulate", str(challenge), "--volunteers", "8", "--truth", str(right), "--seed", "1")
    assert done.returncode == 0, done.stderr
    progress = owner.wait(
        f"/challenges/{challenge}",
        lambda found: found["progress"]["settled"] + found["progress"]["undecided"] == len(responses),
    )["progress"]
    assert progress["settled"] > 0.5 * len(responses), "how many depends on who answers when: about 7 in 10"
    assert progress["answers_per_task"] < 6
    found = results(owner, challenge)
    assert sum(row["answer"] == truth[key] for key, row in found.items()) / len(found) > 0.9
    owner.post(f"/challenges/{challenge}/close")
    owner.wait(f"/challenges/{challenge}", lambda found: found["state"] == "closed")
    number = owner.post(f"/challenges/{challenge}/releases")["number"]
    listed = owner.wait(f"/challenges/{challenge}/releases", lambda found: found["items"][0]["state"] == "ready")
    names = [file["name"] for file in listed["items"][0]["files"]]
    assert number == 1
    assert all(name.startswith("DEMONSTRATION") for name in names), "simulated answers are marked as such"
