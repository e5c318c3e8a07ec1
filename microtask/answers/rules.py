"""Where an answer may come from and until when, and how long it may be said to have taken."""

CHANNELS = ("web", "api", "elsewhere", "simulated")

LONGEST_SECONDS = 3600


def choose_seconds(said: int | None) -> int | None:
    """The seconds to fold into the stage's median: somebody who went for lunch counts as an hour."""
    return None if said is None else min(said, LONGEST_SECONDS)


def may_take_collected(challenge_state: str) -> bool:
    """Whether answers collected elsewhere may still be added: from opening until the challenge is closed."""
    return challenge_state in ("open", "paused", "closing")
