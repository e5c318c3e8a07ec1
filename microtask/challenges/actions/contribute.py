"""Contribute: a volunteer sends in an idea, and an owner accepts or declines it with a reply.

What is accepted becomes an item of the challenge; what was declined stays with its reply, for whoever sent it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from microtask.catalogue import Column
from microtask.challenges import queries
from microtask.challenges.actions import life
from microtask.challenges.actions.join import join
from microtask.challenges.drafting import Contribution
from microtask.challenges.models import Challenge, Item, Participant, Stage
from microtask.challenges.rules import CREDITS, SPLITS, TAKES_ITEMS, Standing, may_add_items, may_answer
from microtask.errors import Conflict, Invalid, NotFound
from microtask.people.rules import Identity
from microtask.steps import Step
from microtask.unit_of_work import UnitOfWork

LONGEST = 1000  # characters of one part of an idea
LONGEST_REPLY = 1000  # characters
MOST_WAITING = 10  # ideas of one person that an owner has not looked at yet

Texts = Mapping[str, str]


def contribute(
    unit: UnitOfWork, challenge_id: int, texts: Texts, *, prompts: Sequence[Column], credit: str, by: Identity
) -> Contribution:
    """Send in an idea: what `texts` say under the names of `prompts`, to be looked at by the challenge's owner.

    Raises as `get_taking` does, `Conflict` where very many of the person's ideas wait, and `Invalid` under the prompts'
    names and `credit`.
    """
    get_taking(unit.session, challenge_id, by=by)
    payload = read_idea(texts, prompts=prompts)
    if credit not in CREDITS:
        raise Invalid({"credit": ["Select who may be named with your idea."]})
    participant_id = join(unit, challenge_id, by.person_id)
    waiting = select(func.count()).where(Contribution.participant_id == participant_id, Contribution.state == "waiting")
    if (unit.session.scalar(waiting) or 0) >= MOST_WAITING:
        raise Conflict(f"{MOST_WAITING} of your ideas wait for the owner. Send more once they have been looked at.")
    sent = Contribution(
        challenge_id=challenge_id, participant_id=participant_id, payload=payload, credit=credit, sent_at=unit.now
    )
    unit.session.add(sent)
    unit.session.flush()
    return sent


def get_taking(session: Session, challenge_id: int, *, by: Identity) -> Challenge:
    """A challenge that takes ideas of `by` now.

    Raises `NotFound`, `NotAllowed` for somebody who is not asked, `Conflict` where it takes none.
    """
    challenge = queries.get_allowed(session, challenge_id, _is_asked, by=by)
    if challenge.state != "open" or not challenge.takes_contributions:
        raise Conflict("This challenge takes no ideas from colleagues at the moment.")
    return challenge


def _is_asked(person: Identity, challenge: Standing) -> bool:
    """Ideas come from those who are asked; whether any are taken now is another matter."""
    return may_answer(person, replace(challenge, state="open"))


def read_idea(texts: Texts, *, prompts: Sequence[Column]) -> dict[str, str]:
    """The idea as it would be stored: what was written under each prompt, without blanks around it.

    Raises `Invalid` by prompt where a needed part is missing, or one is too long.
    """
    written = {each.name: texts.get(each.name, "").replace("\r\n", "\n").strip() for each in prompts}
    faults: dict[str, list[str]] = {}
    for each in prompts:
        if each.needed and not written[each.name]:
            faults[each.name] = [f"Write something under “{each.label}”."]
        elif len(written[each.name]) > LONGEST:
            faults[each.name] = [f"Keep “{each.label}” to {LONGEST:,} characters."]
    if faults:
        raise Invalid(faults)
    return {name: text for name, text in written.items() if text}


def reply(
    unit: UnitOfWork, challenge_id: int, contribution_id: int, *, accept: bool | None, words: str, by: Identity
) -> Contribution:
    """Accept or decline an idea that waits, with a reply to whoever sent it. An accepted one is asked about.

    Raises `NotFound`, `NotAllowed` for anybody but an owner, `Conflict` where it has been decided, taken back, or the
    challenge takes no items any more; `Invalid` under `decision` and `reply`.
    """
    challenge = life.lock_allowed(unit, challenge_id, may_add_items, by=by)
    idea = unit.session.get(Contribution, contribution_id, with_for_update=True, populate_existing=True)
    if idea is None or idea.challenge_id != challenge_id:
        raise NotFound("This challenge has no idea with that number.")
    _check_reply(accept, words)
    if idea.state != "waiting":
        raise Conflict("Somebody has replied to this idea already, or it was taken back.")
    if accept and challenge.state not in TAKES_ITEMS:
        raise Conflict("This challenge takes no more items, so the idea cannot be added. Decline it, and say why.")
    idea.state, idea.reply = "accepted" if accept else "declined", words.strip()
    idea.decided_at, idea.decided_by = unit.now, by.person_id
    if accept:
        idea.item_id = _add_item(unit, idea)
        if challenge.state in SPLITS:
            _split_from(unit, idea)
    unit.session.flush()
    return idea


def take_back(unit: UnitOfWork, *, challenge_id: int | None, by: Identity) -> int:
    """Take back the ideas of `by` that wait, of one challenge or (None) of all, text and all; answers how many."""
    mine = select(Participant.id).where(Participant.person_id == by.person_id)
    if challenge_id is not None:
        mine = mine.where(Participant.challenge_id == challenge_id)
    gone = (
        update(Contribution)
        .where(Contribution.participant_id.in_(mine), Contribution.state == "waiting")
        .values(state="withdrawn", payload={}, decided_at=unit.now)
    )
    return len(unit.session.scalars(gone.returning(Contribution.id)).all())


def _check_reply(accept: bool | None, words: str) -> None:
    faults: dict[str, list[str]] = {}
    if accept is None:
        faults["decision"] = ["Select whether colleagues are asked about this idea."]
    if not words.strip():
        faults["reply"] = ["Write a reply. The person who wrote this will see it."]
    elif len(words) > LONGEST_REPLY:
        faults["reply"] = [f"Keep the reply to {LONGEST_REPLY:,} characters."]
    if faults:
        raise Invalid(faults)


def _add_item(unit: UnitOfWork, idea: Contribution) -> int:
    """The item that the idea becomes. Who sent it in is not kept with it."""
    key = f"idea-{idea.id}"
    if queries.has_key(unit.session, idea.challenge_id, key):
        key = f"idea-from-a-colleague-{idea.id}"
    item = Item(
        challenge_id=idea.challenge_id, key=key, payload=idea.payload, origin="contributed", created_at=unit.now
    )
    unit.session.add(item)
    unit.session.flush()
    return item.id


def _split_from(unit: UnitOfWork, idea: Contribution) -> None:
    """Splitting goes back to before the new item, which it may have passed over meanwhile."""
    first = update(Stage).where(Stage.challenge_id == idea.challenge_id, Stage.position == 1)
    back = first.values(split_item_id=func.least(Stage.split_item_id, (idea.item_id or 1) - 1), split_at=None)
    unit.then(Step.SPLIT_STAGE, unit.session.scalars(back.returning(Stage.id)).one())
