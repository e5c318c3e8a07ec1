"""What the pages of a brief share: the challenge and the stage they are about, words for it, names of sections."""

from collections.abc import Mapping
from typing import Any

from microtask.challenges import queries, rules
from microtask.challenges.models import Challenge
from microtask.challenges.schemas import ChallengeChanges
from microtask.web.page import Visit

CHANGES = ChallengeChanges()
OF_STAGE = ("question", "audience", "rule")  # the sections that each question of a challenge has for itself
CARE_WORDS = {
    name: f"Usually {each.low} to {each.high} people answer each item" for name, each in rules.EXPECTED.items()
}
COMPARISON_WORDS = {
    "quick": "Each item is compared with others 4 to 10 times. A rough order, with the best and the worst apart",
    "balanced": "Each item is compared with others 6 to 14 times. Good for choosing a shortlist",
    "careful": "Each item is compared with others 10 to 22 times. Good for items that are close",
}


def get_edited(visit: Visit, challenge_id: int) -> Challenge:
    """The challenge, if this person may edit it. Raises `NotFound` and `NotAllowed`."""
    return queries.get_allowed(visit.unit.session, challenge_id, rules.may_edit, by=visit.person)


def read_place(visit: Visit) -> int:
    """The place of the question that the address is about: the first, unless it says so."""
    return visit.query.get("stage", 1, type=int)


def get_asked_stage(visit: Visit, challenge_id: int) -> dict[str, Any]:
    """The stage that the address is about, as `queries.describe_stages` gives it. Raises `NotFound`."""
    stage = queries.get_stage(visit.unit.session, challenge_id, position=read_place(visit))
    return queries.describe_stages(visit.unit.session, [stage])[0]


def of_place(visit: Visit) -> str:
    """What an address says after its `?`, with it, about the question that this one is about; nothing of the first."""
    place = read_place(visit)
    return "" if place == 1 else f"?stage={place}"


def address_after(visit: Visit, challenge_id: int) -> str:
    """Where an owner goes on when a part of a question is saved: to the questions where there are several."""
    several = len(queries.list_stages(visit.unit.session, challenge_id)) > 1
    return f"/challenges/{challenge_id}/stages" if several else f"/challenges/{challenge_id}"


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


def say_audience(audience: Mapping[str, Any]) -> str:
    """Who is asked, in words."""
    asked = ", ".join(audience["departments"]) if audience["departments"] else "Everyone who uses this service"
    if audience["skills"]:
        asked += f", with one of these skills: {', '.join(audience['skills'])}"
    if audience["people"]:
        count = len(audience["people"])
        asked += f", only {count} people who are named" if count > 1 else ", only 1 person who is named"
    return f"{asked}, without people of your own department" if audience["exclude_own"] else asked


def say_effect(effect: Mapping[str, Any] | None) -> str:
    """What goes on from a question to the next one, in words."""
    if effect is None:
        return "Every item that is settled"
    [(verb, what)] = effect.items()
    if isinstance(what, Mapping):
        return f"The first {what['top']} items" if what["top"] > 1 else "The first item"
    labels = " or ".join(what)
    return f"Items with the answer {labels}" if verb == "pass" else f"All items but those with the answer {labels}"


def address_of(challenge_id: int, section: str, *, several: bool = False) -> str:
    """Where a section is described; with `several` questions, each has its own of some sections."""
    if several and section in OF_STAGE:
        return f"/challenges/{challenge_id}/stages"
    own = section in ("items", "question")
    return f"/challenges/{challenge_id}/{section}" if own else f"/challenges/{challenge_id}/sections/{section}"
