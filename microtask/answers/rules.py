"""Where an answer may come from and until when, and how long it may be said to have taken."""

from microtask.errors import Conflict

CHANNELS = ("web", "api", "elsewhere", "simulated")

LONGEST_SECONDS = 3600


def choose_seconds(said: int | None) -> int | None:
    """The seconds to fold into the stage's median: somebody who went for lunch counts as an hour."""
    return None if said is None else min(said, LONGEST_SECONDS)


def is_changeable(*, task_state: str, challenge_state: str) -> bool:
    """Whether an answer may still be changed: until its task settles or its challenge closes."""
    return task_state == "open" and challenge_state != "closed"


def check_changeable(*, task_state: str, challenge_state: str) -> None:
    """Raise `Conflict` where an answer can no longer be changed: its task has settled, or its challenge has closed."""
    if not is_changeable(task_state=task_state, challenge_state=challenge_state):
        raise Conflict("This one is no longer open, so answers to it cannot be changed.")
