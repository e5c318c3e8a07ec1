"""Send back: an administrator does not approve a challenge yet, and says by section what should change."""

from collections.abc import Mapping

from microtask.challenges.actions import life
from microtask.challenges.brief_rules import SECTIONS
from microtask.challenges.drafting import SendBack
from microtask.challenges.models import Challenge
from microtask.challenges.rules import choose_state, may_approve
from microtask.challenges.words import LONGEST_TEXT
from microtask.errors import Invalid
from microtask.outbox import actions as outbox
from microtask.people.rules import Identity
from microtask.unit_of_work import UnitOfWork

NO_COMMENT = "Say under at least one section what should change."


def send_back(unit: UnitOfWork, challenge_id: int, comments: Mapping[str, str], *, by: Identity) -> Challenge:
    """Make a challenge that waits for approval a draft again; its owner reads `comments`, a text by section.

    Raises `Conflict` where it does not wait, `Invalid` without any comment or for an unknown section, `NotFound` and
    `NotAllowed`.
    """
    challenge = life.lock_allowed(unit, challenge_id, may_approve, by=by)
    choose_state("take_back", challenge.state)
    said = {name: text.strip() for name, text in comments.items() if text.strip()}
    faults = {name: ["There is no such section."] for name in said if name not in SECTIONS}
    faults |= {
        name: [f"Keep this to {LONGEST_TEXT:,} characters."] for name, text in said.items() if len(text) > LONGEST_TEXT
    }
    if faults or not said:
        raise Invalid(faults or {SECTIONS[0]: [NO_COMMENT]})
    life.move(challenge, "take_back", now=unit.now)
    life.note(unit, "challenge.sent_back", challenge, by=by)
    outbox.note_event(unit, "challenge.sent_back", challenge.id)
    unit.session.add(SendBack(challenge_id=challenge.id, comments=said, created_at=unit.now, created_by=by.person_id))
    return challenge
