"""Who reads feedback, and how much of it is taken."""

from datetime import timedelta

from microtask.people.rules import Identity, may

# Anybody may write, signed in or not: so a flood is stopped by its size alone.
MOST, WITHIN = 200, timedelta(hours=1)


def may_read_feedback(person: Identity) -> bool:
    """The service's administrators: it is about the service, not about a department."""
    return may("read feedback", person)
