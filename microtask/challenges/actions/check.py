"""Check what must be there before volunteers are asked: a promise, and an audience that can do what is wanted of it."""

from sqlalchemy.orm import Session

from microtask.challenges import queries
from microtask.challenges.actions.describe import Faults
from microtask.challenges.models import Challenge
from microtask.kinds.compare import SAME_WORD


def check_question(session: Session, challenge: Challenge, faults: Faults) -> None:
    """Find the faults of stages that ask nothing yet, or offer nothing to choose from."""
    for stage in queries.list_stages(session, challenge.id):
        if not stage.question:
            faults.add("question", "Write the question that colleagues are asked about each item.")
        elif stage.is_unfinished:
            faults.add("options", "Give the answers that colleagues choose from.")


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


def check_spread(session: Session, challenge: Challenge, faults: Faults) -> None:
    """Find the faults of stages whose audience has fewer departments than have to answer."""
    stages = queries.list_stages(session, challenge.id)
    for place, stage in enumerate(stages):
        asked = queries.count_departments_asked(session, challenge, stage)
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
