"""Challenges: make a draft, read and change it, and move it through its life."""

from typing import Any

from microtask.api.endpoint import Call, Endpoints
from microtask.api.paging import Page
from microtask.challenges import actions, queries
from microtask.challenges.models import Challenge
from microtask.challenges.schemas import ChallengeChanges, ChallengesQuery, NewChallenge, ShownChallenge, State
from microtask.challenges.words import Comments
from microtask.people.rules import may_own_challenges
from microtask.results.queries import progress

challenges = Endpoints("challenges", "What a department asks: a problem, its items, and the questions about them.")


@challenges.post("/challenges", body=NewChallenge, answer=ShownChallenge, status=201, who=may_own_challenges)
def create(call: Call) -> dict[str, Any]:
    """Make a draft.

    A challenge of one stage may give the stage's fields at the top level. What is left out comes from the template, or
    has a default: everyone is asked, 2 to 7 answers at a confidence of 0.95, OFFICIAL, for internal use.
    """
    house = call.house
    made = actions.create(
        call.unit, call.body, catalogue=house.catalogue, by=call.person, sensitive=house.settings.sensitive
    )
    return _shown(call, made)


@challenges.get("/challenges", query=ChallengesQuery, answer=ShownChallenge, paged=(int,))
def index(call: Call) -> Page:
    """The challenges that the caller may know of, the newest first."""
    before = None if call.place.after is None else call.place.after[0]
    found = queries.list_visible(
        call.unit.session, by=call.person, state=call.query["state"], before=before, limit=call.place.fetch
    )
    page = call.place.page(found, lambda challenge: (challenge.id,))
    return Page(
        [_with_progress(call, each) for each in queries.describe(call.unit.session, page.items, by=call.person)],
        page.next,
    )


@challenges.get("/challenges/<id:challenge_id>", answer=ShownChallenge)
def show(call: Call, challenge_id: int) -> dict[str, Any]:
    """One challenge, with its progress."""
    return _shown(call, queries.get_visible(call.unit.session, challenge_id, by=call.person))


@challenges.patch("/challenges/<id:challenge_id>", body=ChallengeChanges, answer=ShownChallenge)
def update(call: Call, challenge_id: int) -> dict[str, Any]:
    """Change what may still change; 409 says why something may not.

    Labels, scale and template are fixed once colleagues have been asked; from how many departments answers are wanted,
    the marking and what settling does, once the challenge is published. How many answers are wanted, and how sure the
    result must be, may change until it closes: what has not settled is then decided anew, and the release says so. A
    change to a challenge that waits for approval makes it a draft again.
    """
    house = call.house
    changed = actions.update(
        call.unit,
        challenge_id,
        call.body,
        catalogue=house.catalogue,
        by=call.person,
        sensitive=house.settings.sensitive,
    )
    return _shown(call, changed)


@challenges.post("/challenges/<id:challenge_id>/publish", answer=State, status=202)
def publish(call: Call, challenge_id: int) -> Challenge:
    """Publish a draft.

    It needs a promise and at least one item. It waits for approval where its department has an administrator who is not
    its owner; else it is split into tasks, and opens.
    """
    return actions.publish(call.unit, challenge_id, by=call.person)


@challenges.post("/challenges/<id:challenge_id>/approve", answer=State, status=202)
def approve(call: Call, challenge_id: int) -> Challenge:
    """Approve a challenge of the caller's department, for administrators: it is split into tasks, and opens."""
    return actions.approve(call.unit, challenge_id, by=call.person)


@challenges.post("/challenges/<id:challenge_id>/send-back", body=Comments, answer=State)
def send_back(call: Call, challenge_id: int) -> Challenge:
    """Ask for changes before it is approved, for those who may approve it: it is a draft again.

    `comments` says by section what should change; its owner reads them on the page of the draft.
    """
    return actions.send_back(call.unit, challenge_id, call.body["comments"], by=call.person)


@challenges.post("/challenges/<id:challenge_id>/pause", answer=State, status=202)
def pause(call: Call, challenge_id: int) -> Challenge:
    """Stop dealing for now."""
    return actions.pause(call.unit, challenge_id, by=call.person)


@challenges.post("/challenges/<id:challenge_id>/resume", answer=State, status=202)
def resume(call: Call, challenge_id: int) -> Challenge:
    """Deal again."""
    return actions.resume(call.unit, challenge_id, by=call.person)


@challenges.post("/challenges/<id:challenge_id>/close", answer=State, status=202)
def close(call: Call, challenge_id: int) -> Challenge:
    """Stop dealing for good.

    Answers to what was dealt are taken for thirty minutes at most; then comes a final pass, and it is closed.
    """
    return actions.close(call.unit, challenge_id, by=call.person)


def _shown(call: Call, challenge: Challenge) -> dict[str, Any]:
    [described] = queries.describe(call.unit.session, [challenge], by=call.person)
    return _with_progress(call, described)


def _with_progress(call: Call, described: dict[str, Any]) -> dict[str, Any]:
    return described | {"progress": progress(call.unit.session, described["id"])}
