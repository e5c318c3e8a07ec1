"""Let a crowd work through a challenge: sitting after sitting, until nothing is left for anybody."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Any

from microtask.simulate.client import Client
from microtask.simulate.crowd import Crowd

AT_ONCE = 4
MINUTES = 5
PATIENCE = 6
PAUSE_SECONDS = 1.0

IsEnough = Callable[[], bool]


def work_through(
    url: str,
    tokens: Sequence[str],
    challenge: int,
    crowd: Crowd,
    *,
    is_enough: IsEnough = lambda: False,
    progress: Callable[[int], None] = lambda _: None,
) -> int:
    """Answer the challenge's tasks with one volunteer a token; answers how many answers were given.

    Ends when `is_enough`, or when nobody has been dealt anything in several rounds: deciding may ask for more answers
    a moment after the last one. `progress` is told of new answers.
    """
    given, rounds_without = 0, 0
    with ExitStack() as stack:
        clients = [stack.enter_context(Client(url, token)) for token in tokens]
        pool = stack.enter_context(ThreadPoolExecutor(AT_ONCE))
        while rounds_without < PATIENCE and not is_enough():
            fresh = 0
            for answered in pool.map(lambda place: _sit(place, clients[place], challenge, crowd), range(len(clients))):
                fresh += answered
                progress(answered)
                if is_enough():
                    break
            given += fresh
            rounds_without = 0 if fresh else rounds_without + 1
            if not fresh:
                time.sleep(PAUSE_SECONDS)
    return given


def _sit(volunteer: int, client: Client, challenge: int, crowd: Crowd) -> int:
    """One sitting of one volunteer: the tray that was dealt, answered and stopped."""
    stint = client.post("/stints", {"minutes": MINUTES, "challenge": challenge})
    answered = sum(1 for _ in _answer(volunteer, client, stint["assignments"], crowd))
    client.post(f"/stints/{stint['id']}/stop")
    return answered


def _answer(volunteer: int, client: Client, assignments: Sequence[Mapping[str, Any]], crowd: Crowd) -> Iterator[int]:
    for assignment in assignments:
        said = crowd.say(volunteer, assignment)
        yield client.post(f"/assignments/{assignment['id']}/answer", said)["answer"]
