"""What synthetic volunteers say: mostly the truth, each with a reliability and a chance of their own."""

import hashlib
import random
from collections.abc import Mapping
from typing import Any

NOT_SURE = 0.02
SPREAD = 0.1
NO_DIFFERENCE = 0.3  # of those who do not see which is better


class Crowd:
    """`size` volunteers who are right with the probability `accuracy` on average. The same `seed`, the same answers.

    `truth` has the canonical text of the right answer by an item's key; to compare, a number that is higher the better
    the item is. Where it has none, a right answer is made up from the key, so that volunteers still agree about
    something.
    """

    def __init__(self, size: int, accuracy: float, *, truth: Mapping[str, str], seed: int):
        self.truth = truth
        self.seed = seed
        chance = random.Random(f"{seed}/crowd")  # noqa: S311 (a rehearsal, no secret)
        self.accuracies = [min(0.99, max(0.05, chance.gauss(accuracy, SPREAD))) for _ in range(size)]

    def say(self, volunteer: int, assignment: Mapping[str, Any]) -> dict[str, Any]:
        """What volunteer number `volunteer` answers: a body for `POST /assignments/{id}/answer`."""
        key = "|".join(sorted(assignment["keys"].values())) if "keys" in assignment else str(assignment["key"])
        chance = random.Random(f"{self.seed}/{volunteer}/{key}")  # noqa: S311
        if chance.random() < NOT_SURE:
            return {"not_sure": True}
        accuracy = self.accuracies[volunteer]
        right = self._choose_better(assignment["keys"]) if "keys" in assignment else self.truth.get(key)
        seconds = max(1, round(chance.lognormvariate(0, 0.4) * assignment["estimated_seconds"]))
        return {"value": _CHOOSE[assignment["kind"]](assignment, right, accuracy, chance, key), "seconds": seconds}

    def _choose_better(self, keys: Mapping[str, str]) -> str:
        """The better of two things: the one whose number in the truth is higher."""
        first, second = (float(self.truth.get(keys[side]) or _digest(keys[side]) % 100) for side in "ab")
        return "same" if first == second else "a" if first > second else "b"


def _choose_label(
    assignment: Mapping[str, Any], right: str | None, accuracy: float, chance: random.Random, key: str
) -> str:
    labels = _labels(assignment)
    right = right if right in labels else labels[_digest(key) % len(labels)]
    others = [label for label in labels if label != right]
    return right if chance.random() < accuracy or not others else chance.choice(others)


def _choose_tags(
    assignment: Mapping[str, Any], right: str | None, accuracy: float, chance: random.Random, key: str
) -> list[str]:
    """A tag that applies is missed more often than one that does not is added, as people do."""
    labels = _labels(assignment)
    rightly = {label for label in labels if _digest(key + label) % 3 == 0} if right is None else set(right.split("|"))
    return [
        label
        for label in labels
        if (chance.random() < accuracy if label in rightly else chance.random() < (1 - accuracy) / 3)
    ]


def _choose_number(
    assignment: Mapping[str, Any], right: str | None, accuracy: float, chance: random.Random, key: str
) -> int:
    least, most = int(assignment["scale"]["min"]), int(assignment["scale"]["max"])
    centre = float(right) if right else least + _digest(key) % (most - least + 1)
    spread = (most - least) * (1.05 - accuracy)
    return min(most, max(least, round(chance.gauss(centre, spread))))


def _choose_side(_: Mapping[str, Any], right: str | None, accuracy: float, chance: random.Random, __: str) -> str:
    """The better one, or else most often the other; now and then people see no difference."""
    if right is None or right == "same" or chance.random() < accuracy:
        return right or "same"
    return "same" if chance.random() < NO_DIFFERENCE else {"a": "b", "b": "a"}[right]


_CHOOSE = {"review": _choose_label, "tag": _choose_tags, "rate": _choose_number, "compare": _choose_side}


def _labels(assignment: Mapping[str, Any]) -> list[str]:
    return [option if isinstance(option, str) else option["label"] for option in assignment["options"]]


def _digest(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4])
