"""A crowd of clients that answer at once, and what must hold afterwards."""

import random
import threading
import time
from dataclasses import dataclass, field
from typing import Any

from tests.journeys.service import Caller, Service


@dataclass
class Crowd:
    """What every client was dealt and what was acknowledged, as (client, task) and (client, answer id, value)."""

    acknowledged: dict[tuple[int, int], str] = field(default_factory=dict)
    dealt: list[tuple[int, int]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)


def open_challenge(owner: Caller, *, items: int, redundancy: dict[str, Any], **fields: Any) -> int:
    """A published challenge of `items` items with a truth that a client can tell from the text."""
    body = {
        "title": "Race", "promise": "We will act on it.", "template": "review", "question": "Even or odd?",
        "options": ["even", "odd"], "redundancy": redundancy, **fields,
    }  # fmt: skip
    challenge = owner.post("/challenges", body)["id"]
    rows = "key,text\n" + "".join(f"k{number},{number}\n" for number in range(items))
    started = owner.post(f"/challenges/{challenge}/items", content=rows, headers={"Content-Type": "text/csv"})
    owner.wait(f"/challenges/{challenge}/imports/{started['import']}", lambda found: found["state"] == "done")
    owner.post(f"/challenges/{challenge}/publish")
    owner.wait(f"/challenges/{challenge}", lambda found: found["state"] == "open")
    return int(challenge)


def answer_at_once(
    service: Service,
    tokens: list[str],
    challenge: int,
    *,
    answers: int,
    accuracy: float = 0.85,
    seconds: float = 600,
    crowd: Crowd | None = None,
) -> Crowd:
    """Let every client answer until `answers` have been acknowledged, or nothing is left for anybody.

    `crowd` is for who wants to look at it meanwhile.
    """
    crowd = crowd or Crowd()
    until = time.monotonic() + seconds

    def enough() -> bool:
        return len(crowd.acknowledged) >= answers or time.monotonic() > until or bool(crowd.faults)

    def work(client: int, token: str) -> None:
        chance = random.Random(client)
        call = service.caller(token)
        empty = 0
        try:
            while not enough() and empty < 8:
                stint = call.post("/stints", {"minutes": 5, "challenge": challenge})
                task = next(iter(stint["assignments"]), None)
                empty = 0 if task else empty + 1
                while task and not enough():
                    task = _answer(crowd, call, client, task, chance, accuracy)
                call.post(f"/stints/{stint['id']}/stop")
                if empty:
                    time.sleep(1)
        except Exception as fault:  # noqa: BLE001 (told by the test, which is in another thread)
            with crowd.lock:
                crowd.faults.append(repr(fault))

    threads = [threading.Thread(target=work, args=pair) for pair in enumerate(tokens)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return crowd


def _answer(
    crowd: Crowd, call: Caller, client: int, task: dict[str, Any], chance: random.Random, accuracy: float
) -> dict[str, Any] | None:
    right = "odd" if int(task["payload"]["text"]) % 2 else "even"
    value = right if chance.random() < accuracy else {"odd": "even", "even": "odd"}[right]
    with crowd.lock:
        crowd.dealt.append((client, task["task"]))
    response = call("POST", f"/assignments/{task['id']}/answer", json={"value": value})
    assert response.status_code in (200, 201), (response.status_code, response.text)
    with crowd.lock:
        crowd.acknowledged[client, task["task"]] = value
    found: dict[str, Any] | None = response.json()["next"]
    return found


def check_what_always_holds(service: Service, crowd: Crowd, *, challenge: int) -> None:
    """INTERFACE's promises, read from the rows: whoever raced, and whatever was killed."""
    assert crowd.faults == []
    assert len(crowd.dealt) == len(set(crowd.dealt)), "a task was dealt twice to one person"
    assert service.rows("SELECT count(*) FROM tasks WHERE taken > max_answers") == [(0,)]
    held = """
        SELECT count(*) FROM tasks t WHERE t.taken <> (
            SELECT count(*) FROM assignments a WHERE a.task_id = t.id AND a.slot IS NOT NULL)"""
    assert service.rows(held) == [(0,)]
    over = "SELECT count(*) FROM tasks WHERE taken > greatest(wanted, 1) AND state = 'open'"
    assert service.rows(over) == [(0,)], "more was asked for than is wanted"
    stored = service.rows(
        f"""
        SELECT x.task_id, x.value, count(*) FROM answers x JOIN stages s ON s.id = x.stage_id
        WHERE s.challenge_id = {challenge} GROUP BY x.task_id, x.participant_id, x.value"""
    )
    assert all(count == 1 for _, _, count in stored)
    acknowledged = sorted((task, value) for (_, task), value in crowd.acknowledged.items())
    assert sorted((task, value) for task, value, _ in stored) == acknowledged, (
        "an acknowledged answer is not stored once"
    )


def check_that_it_finishes(owner: Caller, challenge: int, crowd: Crowd) -> None:
    """Deciding comes to rest by itself, and every acknowledged answer is in the download."""
    owner.wait(
        f"/challenges/{challenge}",
        lambda found: found["progress"]["answers"] == len(crowd.acknowledged),
        seconds=180,
    )
    lines = owner("GET", f"/challenges/{challenge}/answers", params={"format": "csv"}).text.splitlines()
    assert len(lines) - 1 == len(crowd.acknowledged)
