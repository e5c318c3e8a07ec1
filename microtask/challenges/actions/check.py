"""Check what must be there before volunteers are asked: a promise, an audience that can do it and may see it."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from microtask.catalogue import Catalogue
from microtask.challenges import brief_queries, queries
from microtask.challenges.actions.describe import Faults
from microtask.challenges.models import Challenge
from microtask.challenges.rules import LICENCES
from microtask.challenges.schemas import GO_ELSEWHERE
from microtask.kinds.compare import SAME_WORD
from microtask.people.queries import get_department
from microtask.people.rules import MARKINGS


def check_question(session: Session, challenge: Challenge, faults: Faults) -> None:
    """Find the faults of stages that ask nothing yet, or offer nothing to choose from."""
    stages = queries.list_stages(session, challenge.id)
    for place, stage in enumerate(stages):
        under = faults.at(f"stages.{place}") if len(stages) > 1 else faults
        which = f"Question {stage.position}: " if len(stages) > 1 else ""
        if not stage.question:
            under.add("question", f"{which}Write the question that colleagues are asked about each item.")
        elif stage.is_unfinished:
            under.add("options", f"{which}Give the answers that colleagues choose from.")


def check_promise(challenge: Challenge, faults: Faults) -> None:
    """Find the fault of a challenge that promises nothing."""
    if not challenge.promise:
        faults.add("promise", "Say what will be done with the answers: colleagues read it before they start.")


def check_items(session: Session, challenge: Challenge, faults: Faults) -> None:
    """Find the fault of a challenge with nothing to ask about, or too little to compare."""
    if not queries.has_items(session, challenge.id):
        faults.add("items", "Add at least one item to ask about.")
    elif any(stage.kind == "compare" for stage in queries.list_stages(session, challenge.id)):
        _check_comparable(session, challenge, faults)


def check_columns(session: Session, challenge: Challenge, catalogue: Catalogue, faults: Faults) -> None:
    """Find the faults of items that would be shown without what their question is about."""
    for label in brief_queries.list_unfed_columns(session, challenge.id, catalogue=catalogue):
        faults.add("items", f"Say which of your columns is this: {label[:1].lower()}{label[1:]}.")


def check_marking(session: Session, words: Mapping[str, Any], *, department_id: int, sensitive: bool) -> None:
    """Raise `Invalid` where `words` give a challenge a marking above OFFICIAL that it cannot have.

    The deployment takes it (`sensitive`), and so does the department; and nothing of it is published under an open
    licence.
    """
    marking = words.get("marking", MARKINGS[0])
    if marking == MARKINGS[0]:
        return
    faults = Faults()
    if not sensitive:
        faults.add("marking", f"This service is not set up for {marking}. {GO_ELSEWHERE}")
    elif get_department(session, department_id).ceiling != marking:
        faults.add(
            "marking", f"Your department may not put anything marked {marking} into this service. {GO_ELSEWHERE}"
        )
    if words.get("licence", LICENCES[0]) != LICENCES[0]:
        faults.add("licence", f"What is marked {marking} is for public-sector staff only. It has no open licence.")
    faults.check()


def check_reach(session: Session, challenge: Challenge, faults: Faults) -> None:
    """Find the faults of stages that would show what is marked above OFFICIAL to more than it may be shown to."""
    if challenge.marking == MARKINGS[0]:
        return
    stages = queries.list_stages(session, challenge.id)
    for place, stage in enumerate(stages):
        under = faults.at(f"stages.{place}") if len(stages) > 1 else faults
        if stage.department_ids is None:
            under.add("audience", f"List the departments that may see what is marked {challenge.marking}.")
        elif lower := brief_queries.list_lower_departments(session, stage, challenge.marking):
            names = ", ".join(lower)
            under.add("audience", f"These departments may not be shown what is marked {challenge.marking}: {names}.")


def check_spread(session: Session, challenge: Challenge, faults: Faults) -> None:
    """Find the faults of stages whose audience has fewer departments than have to answer."""
    stages = queries.list_stages(session, challenge.id)
    for place, stage in enumerate(stages):
        asked = brief_queries.count_departments_asked(session, challenge, stage)
        under = faults.at(f"stages.{place}") if len(stages) > 1 else faults
        if asked == 0:
            under.add("audience", "No department is in this audience, so nobody could answer.")
        elif asked < stage.min_departments:
            under.add(
                "audience.min_departments",
                f"Answers are wanted from {stage.min_departments} departments, and the audience has {asked}.",
            )


def _check_comparable(session: Session, challenge: Challenge, faults: Faults) -> None:
    if not queries.has_items(session, challenge.id, at_least=2):
        faults.add("items", "Add at least two items: they are compared with each other.")
    if queries.has_key(session, challenge.id, SAME_WORD):
        faults.add(
            "items", f"An item has the key “{SAME_WORD}”, which says of two that they are alike. Give it another key."
        )
