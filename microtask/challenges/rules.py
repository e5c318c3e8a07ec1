"""The life of a challenge: its states and their legal moves, and who may do what. Tables to audit with a finger."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from microtask.errors import Conflict
from microtask.people.permissions import ADMIN, ANALYST, ASKED, COORDINATOR, EXPERT, OWNER, is_allowed
from microtask.people.rules import MARKINGS, Identity, may_own_challenges

STATES = ("draft", "awaiting_approval", "splitting", "open", "paused", "closing", "closed")
LICENCES = ("internal", "OGL-UK-3.0")
IMPORT_STATES = ("receiving", "queued", "running", "done", "failed")
FINDINGS_DECISIONS = ("keep", "leave_out")
ITEM_STATES = ("live", "hidden", "withdrawn")
CONTRIBUTION_STATES = ("waiting", "accepted", "declined", "withdrawn")
CREDITS = ("name", "department", "nobody")
IDENTIFYING_REASONS = ("safeguarding", "security_incident", "legal_duty")
IDENTIFYING_DECISIONS = ("agreed", "refused")

# What a challenge may become: the verb, then from which states it leads to which.
MOVES: Mapping[str, Mapping[str, str]] = {
    "ask": {"draft": "awaiting_approval"},
    "publish": {"draft": "splitting"},
    "approve": {"awaiting_approval": "splitting"},
    "take_back": {"awaiting_approval": "draft"},
    "open": {"splitting": "open"},
    "pause": {"open": "paused"},
    "resume": {"paused": "open"},
    "close": {"open": "closing", "paused": "closing"},
    "finish": {"closing": "closed"},
}
SHOWN = ("open", "paused", "closing", "closed")  # to everyone who may be asked
TAKES_ITEMS = ("draft", "splitting", "open", "paused")  # not while an administrator is looking at them
TAKES_COLLECTED = ("open", "paused", "closing")  # answers that were given on paper or elsewhere
SPLITS = ("splitting", "open", "paused")
UNFINISHED_IMPORTS = ("receiving", "queued", "running")
ENDED_IMPORTS = ("done", "failed")

ENOUGH_TIMED = 20  # answers, before a stage's own median says how long one takes

# How careful the answers must be, in one word: the redundancy of a stage as its body takes it.
CARES: Mapping[str, Mapping[str, float]] = {
    "quick": {"min": 2, "max": 5, "confidence": 0.9},
    "balanced": {"min": 3, "max": 7, "confidence": 0.95},
    "careful": {"min": 5, "max": 11, "confidence": 0.99},
}


@dataclass(frozen=True)
class Expected:
    """What a care comes to: answers a task on the average, the range of the middle half of tasks, % that are right."""

    answers: float
    low: int
    high: int
    right: int


# From simulation: two crowds of each structure of the synthetic family, hard ones and spammed ones among them, dealt
# and decided by the engine. `python -m benchmarks.consensus cares` prints these figures.
EXPECTED: Mapping[str, Expected] = {
    "quick": Expected(4.4, 4, 5, 82),
    "balanced": Expected(5.7, 5, 7, 85),
    "careful": Expected(8.2, 6, 11, 89),
}

# One answer compares two items, so twice as many comparisons an item cost the same.
CARES_OF_COMPARISONS: Mapping[str, Mapping[str, float]] = {
    name: {**care, "min": 2 * care["min"], "max": 2 * care["max"]} for name, care in CARES.items()
}

STATE_WORDS = {
    "draft": "a draft",
    "awaiting_approval": "waiting for approval",
    "splitting": "being prepared",
    "open": "open",
    "paused": "paused",
    "closing": "closing",
    "closed": "closed",
}
_DONE = {
    "publish": "published",
    "approve": "approved",
    "take_back": "sent back",
    "pause": "paused",
    "resume": "resumed",
    "close": "closed",
}


@dataclass(frozen=True)
class Audience:
    """Whom one stage asks: the departments by id (None is everyone), perhaps without the challenge's own.

    With `skills`, of those departments only who has one of them; with `people`, only who has one of these addresses.
    """

    department_ids: frozenset[int] | None = None
    exclude_own: bool = False
    skills: frozenset[str] | None = None
    people: frozenset[str] | None = None


@dataclass(frozen=True)
class Standing:
    """What the rules know of a challenge: where it is in its life, whose it is, and whom its stages ask."""

    state: str
    department_id: int
    owner_ids: frozenset[int] = frozenset()
    audiences: tuple[Audience, ...] = ()
    coordinator_ids: frozenset[int] = frozenset()


def may_see(person: Identity, challenge: Standing) -> bool:
    """Whether the person may know that it exists."""
    return may("see", person, challenge)


def may_edit(person: Identity, challenge: Standing) -> bool:
    """Whether the person may change its words, its question and its settings."""
    return may("edit", person, challenge)


def may_add_items(person: Identity, challenge: Standing) -> bool:
    """Whether the person may add items, and see what became of an import."""
    return may("add items", person, challenge)


def may_publish(person: Identity, challenge: Standing) -> bool:
    """Whether the person may ask for it to be shown to its audience."""
    return may("publish", person, challenge)


def may_approve(person: Identity, challenge: Standing) -> bool:
    """Whether the person may approve it: an administrator of its department, and never one of its owners."""
    return may("approve", person, challenge) and person.person_id not in challenge.owner_ids


def may_try(person: Identity, challenge: Standing) -> bool:
    """Whether the person may try the question out before anybody else is asked: so may who approves it."""
    return may("try", person, challenge)


def may_name_owners(person: Identity, challenge: Standing) -> bool:
    """Whether the person may say who else owns it."""
    return may("name owners", person, challenge)


def may_replace_owners(person: Identity, challenge: Standing) -> bool:
    """Whether the person may say who owns it from now on, once none of its owners can act on it."""
    return may("replace owners", person, challenge)


def may_name_coordinators(person: Identity, challenge: Standing) -> bool:
    """Whether the person may say who looks after its paper."""
    return may("name coordinators", person, challenge)


def may_collect(person: Identity, challenge: Standing) -> bool:
    """Whether the person may print packs and add answers that were collected on paper or elsewhere."""
    return may("collect", person, challenge)


def is_taking_collected(state: str) -> bool:
    """Whether answers collected elsewhere may still be added: from opening until the challenge is closed."""
    return state in TAKES_COLLECTED


def may_pause(person: Identity, challenge: Standing) -> bool:
    """Whether the person may pause and resume it; an administrator may where the owner is away."""
    return may("pause", person, challenge)


def may_close(person: Identity, challenge: Standing) -> bool:
    """Whether the person may close it; an administrator may where the owner is away."""
    return may("close", person, challenge)


def may_answer(person: Identity, challenge: Standing) -> bool:
    """Whether the person may be dealt tasks of it now."""
    return challenge.state == "open" and may("answer", person, challenge)


def may_see_results(person: Identity, challenge: Standing) -> bool:
    """Whether the person may read results, answers, the summary and the releases."""
    return may("see results", person, challenge)


def may_release(person: Identity, challenge: Standing) -> bool:
    """Whether the person may make a release and write the outcome."""
    return may("release", person, challenge)


def check_printable(marking: str) -> None:
    """Raise `Conflict` for what may not leave the screen: nothing above OFFICIAL is printed."""
    if marking != MARKINGS[0]:
        raise Conflict(f"This challenge is marked {marking}. Nothing above {MARKINGS[0]} is printed from this service.")


def may_adjudicate(person: Identity, challenge: Standing) -> bool:
    """Whether the person may decide what the crowd could not."""
    return may("adjudicate", person, challenge)


def cares_for(kind: str) -> Mapping[str, Mapping[str, float]]:
    """What the words for care mean to a question of this kind."""
    return CARES_OF_COMPARISONS if kind == "compare" else CARES


def find_care(redundancy: Mapping[str, float], kind: str) -> str | None:
    """The word for a stage's redundancy; None where it has settings of its own."""
    wanted = {name: redundancy[name] for name in ("min", "max", "confidence")}
    return next((name for name, care in cares_for(kind).items() if care == wanted), None)


def choose_department(person: Identity) -> int:
    """The department of a new challenge: the person's own where they may post there, else one where they may."""
    posting = sorted({place for place, role in person.roles if role in (OWNER, ADMIN)} - person.former)
    return person.department_id if person.department_id in posting or not posting else posting[0]


def is_legal(verb: str, state: str) -> bool:
    """Whether `verb` leads anywhere from `state`: what a page asks before it shows the button."""
    return state in MOVES[verb]


def choose_state(verb: str, state: str) -> str:
    """The state that `verb` leads to from `state`. Raises `Conflict` where the move is not legal."""
    if not is_legal(verb, state):
        raise Conflict(f"This challenge is {STATE_WORDS[state]}, so it cannot be {_DONE.get(verb, verb)} now.")
    return MOVES[verb][state]


def choose_findings_decision(decision: str, *, before: str | None, state: str) -> str:
    """What is decided on the findings of an import. Raises `Conflict` where `before` can no longer be changed.

    What was left out is gone; what was kept may still be left out while nobody but its owner has seen the challenge.
    """
    if before == "leave_out":
        raise Conflict("The items with findings have been left out already. To keep them, send them again.")
    if before == "keep" and state != "draft":
        raise Conflict("You kept these items, and the challenge has been published since. Report those that must go.")
    return decision


def may(permission: str, person: Identity, challenge: Standing) -> bool:
    """Whether the table lets the person do this to the challenge."""
    return is_allowed(permission, _ties_to(person, challenge))


def is_owner(person: Identity, challenge: Standing) -> bool:
    """Whether the person is named as an owner and may be one still: without the role the name counts for nothing."""
    return person.person_id in challenge.owner_ids and may_own_challenges(person)


def _ties_to(person: Identity, challenge: Standing) -> Iterator[str]:
    if is_owner(person, challenge):
        yield OWNER
    for role in (ANALYST, EXPERT, ADMIN):
        if person.has(role, challenge.department_id):
            yield role
    if challenge.state in SHOWN:
        if person.person_id in challenge.coordinator_ids:
            yield COORDINATOR
        asking = [audience for audience in challenge.audiences if _asks(audience, person, challenge)]
        if asking:
            yield ASKED
        if any(audience.skills for audience in asking):
            yield EXPERT


def _asks(audience: Audience, person: Identity, challenge: Standing) -> bool:
    """Whether the audience has the person's department in it and, where it names any, one of their skills, and them."""
    return (
        (audience.department_ids is None or person.department_id in audience.department_ids)
        and not (audience.exclude_own and person.department_id == challenge.department_id)
        and (audience.skills is None or not audience.skills.isdisjoint(person.skills))
        and (audience.people is None or person.email.lower() in audience.people)
    )
