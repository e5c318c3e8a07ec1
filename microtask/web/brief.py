"""What the pages of a brief share: the challenge and its only stage, the words for care, the names of sections."""

from typing import Any

from microtask.challenges import queries, rules
from microtask.challenges.models import Challenge
from microtask.challenges.schemas import ChallengeChanges
from microtask.errors import Conflict
from microtask.web.page import Visit

CHANGES = ChallengeChanges()
SEVERAL = "This challenge asks several questions. It was described through the API, and is changed there."
CARE_WORDS = {
    name: f"Usually {each.low} to {each.high} people answer each item. "
    f"Of simulated answers, {each.right} in 100 were right"
    for name, each in rules.EXPECTED.items()
}
COMPARISON_WORDS = {
    "quick": "Each item is compared with others 4 to 10 times. A rough order, with the best and the worst apart",
    "balanced": "Each item is compared with others 6 to 14 times. Good for choosing a shortlist",
    "careful": "Each item is compared with others 10 to 22 times. Good for items that are close",
}


def get_edited(visit: Visit, challenge_id: int) -> Challenge:
    """The challenge, if this person may edit it. Raises `NotFound` and `NotAllowed`."""
    return queries.get_allowed(visit.unit.session, challenge_id, rules.may_edit, by=visit.person)


def get_only_stage(visit: Visit, challenge_id: int) -> dict[str, Any]:
    """The challenge's stage as `queries.describe_stages` gives it. Several do not fit a form: `Conflict`."""
    stages = queries.describe_stages(visit.unit.session, queries.list_stages(visit.unit.session, challenge_id))
    if len(stages) > 1:
        raise Conflict(SEVERAL)
    return stages[0]


def care_words(kind: str) -> dict[str, str]:
    """What each care means for a question of this kind."""
    return COMPARISON_WORDS if kind == "compare" else CARE_WORDS


def say_care(redundancy: dict[str, Any], kind: str) -> str:
    """How many people answer about each item, in words."""
    name, bounds = rules.find_care(redundancy, kind), f"{redundancy['min']} to {redundancy['max']}"
    if name:
        return care_words(kind)[name]
    return f"Each item is compared {bounds} times" if kind == "compare" else f"{bounds} people answer each item"


def name_sections() -> dict[str, str]:
    """What the seven sections are called, in their order."""
    return {
        "problem": "The problem",
        "items": "The things to look at",
        "question": "The question",
        "audience": "Who to ask",
        "rule": "When it is settled",
        "promise": "What you will do with the answers",
        "sharing": "Sharing and marking",
    }


def address_of(challenge_id: int, section: str) -> str:
    """Where a section is described."""
    own = section in ("items", "question")
    return f"/challenges/{challenge_id}/{section}" if own else f"/challenges/{challenge_id}/sections/{section}"
