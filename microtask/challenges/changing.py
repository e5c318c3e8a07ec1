"""Until when a field of a challenge may change, and why it may not any more. A table to audit with a finger."""

from collections.abc import Iterable, Mapping

from microtask.challenges.rules import STATE_WORDS
from microtask.errors import Conflict

# Until when a field may change. The rule by which a task settles is kept with the tasks that were made by it.
BEFORE_PUBLISHING, BEFORE_ASKING, WHILE_RUNNING = "before publishing", "before asking", "while running"
CHANGEABLE: Mapping[str, str] = {
    "title": WHILE_RUNNING,
    "summary": WHILE_RUNNING,
    "why": WHILE_RUNNING,
    "benefits": WHILE_RUNNING,
    "sponsor": WHILE_RUNNING,
    "contact": WHILE_RUNNING,
    "takes_contributions": WHILE_RUNNING,
    "drop_ins": WHILE_RUNNING,
    "promise": WHILE_RUNNING,
    "promise_by": WHILE_RUNNING,
    "promise_most": WHILE_RUNNING,
    "keep_until": WHILE_RUNNING,
    "sharing": BEFORE_PUBLISHING,
    "licence": WHILE_RUNNING,
    "closes_at": WHILE_RUNNING,
    "question": WHILE_RUNNING,
    "definitions": WHILE_RUNNING,
    "guidance": WHILE_RUNNING,
    "glossary": WHILE_RUNNING,
    "columns": BEFORE_ASKING,
    "audience": WHILE_RUNNING,
    "template": BEFORE_ASKING,
    "labels": BEFORE_ASKING,
    "scale": BEFORE_ASKING,
    "redundancy": WHILE_RUNNING,
    "min_departments": BEFORE_PUBLISHING,
    "effect": BEFORE_PUBLISHING,
    "pairing": BEFORE_PUBLISHING,
    "marking": BEFORE_PUBLISHING,
    "stages": BEFORE_PUBLISHING,
}


def check_changeable(names: Iterable[str], *, state: str, asked: bool) -> None:
    """Raise `Conflict` with the reasons where one of the fields `names` may no longer change.

    `asked`: somebody has been dealt a task of the challenge, or has answered one.
    """
    sentences = [sentence for name in names if (sentence := _why_fixed(name, state=state, asked=asked))]
    if sentences:
        raise Conflict(" ".join(dict.fromkeys(sentences)))


def _why_fixed(name: str, *, state: str, asked: bool) -> str | None:
    until = CHANGEABLE[name]
    if state in ("closing", "closed"):
        return f"This challenge is {STATE_WORDS[state]}, so nothing about it can be changed."
    if until == BEFORE_PUBLISHING and state not in ("draft", "awaiting_approval"):
        return f"The {_shown(name)} cannot be changed once the challenge has been published."
    if until == BEFORE_ASKING and asked:
        return f"The {_shown(name)} cannot be changed once colleagues have been asked the question."
    return None


def _shown(name: str) -> str:
    words = {
        "min_departments": "least number of departments",
        "stages": "number of stages",
        "sharing": "answers about sharing",
        "columns": "columns that are shown",
        "pairing": "choice between comparing two items and asking about each",
    }
    return words.get(name, name)
