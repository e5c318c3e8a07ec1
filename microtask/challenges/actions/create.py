"""Create a draft, and change what may still change."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete

from microtask.catalogue import Catalogue
from microtask.challenges import queries
from microtask.challenges.actions import life
from microtask.challenges.actions.check import check_marking, check_promise, check_reach, check_spread
from microtask.challenges.actions.describe import Columns, Faults, describe
from microtask.challenges.actions.know import fit_to_question
from microtask.challenges.actions.rule import remember_guidance, remember_rule
from microtask.challenges.changing import check_changeable
from microtask.challenges.drafting import Trial
from microtask.challenges.models import Challenge, ChallengeOwner, Stage
from microtask.challenges.rules import choose_department, may_edit
from microtask.challenges.schemas import STAGE_FIELDS
from microtask.errors import Invalid, NotAllowed
from microtask.kinds.options import labels_of
from microtask.people.access_queries import JUST_CLOSED, hold_present
from microtask.people.rules import Identity, may_own_challenges
from microtask.unit_of_work import UnitOfWork

_WORDS = (
    *("title", "summary", "why", "benefits", "sponsor", "contact", "promise", "promise_by", "promise_most"),
    *("marking", "licence", "closes_at", "sharing", "keep_until", "takes_contributions", "drop_ins"),
)
_LONGEST_RUN = timedelta(days=3660)

# Which field of a body each column of a stage comes from, as `rules.CHANGEABLE` names it.
_FIELDS = {
    "template": "template",
    "kind": "template",
    "question": "question",
    "scale": "scale",
    "guidance": "guidance",
    "glossary": "glossary",
    "columns": "columns",
    "effect": "effect",
    "min_answers": "redundancy",
    "max_answers": "redundancy",
    "confidence": "redundancy",
    "precision": "redundancy",
    "department_ids": "audience",
    "exclude_own": "audience",
    "skills": "audience",
    "people": "audience",
    "min_departments": "min_departments",
}


def create(
    unit: UnitOfWork,
    body: Mapping[str, Any],
    *,
    catalogue: Catalogue,
    by: Identity,
    unfinished: bool = False,
    sensitive: bool = False,
) -> Challenge:
    """A draft that `by` owns, from a body that `schemas.NewChallenge` loaded.

    `unfinished`: its question, and what to choose from, may be left for later. `sensitive`: this deployment takes
    OFFICIAL-SENSITIVE. Raises `NotAllowed` for somebody who may
    not post, `Invalid` with every fault by its path.
    """
    if not may_own_challenges(by):
        raise NotAllowed("You need the role of an owner to post a challenge. Ask your department's administrator.")
    if hold_present(unit.session, by.email) is None:
        raise NotAllowed(JUST_CLOSED)
    words = {name: body[name] for name in _WORDS if name in body}
    _check_time(words.get("closes_at"), now=unit.now)
    department_id = choose_department(by)
    check_marking(unit.session, words, department_id=department_id, sensitive=sensitive)
    stages = describe(unit.session, body, catalogue=catalogue, unfinished=unfinished)
    challenge = Challenge(**words, department_id=department_id, created_at=unit.now, created_by=by.person_id)
    unit.session.add(challenge)
    unit.session.flush()
    unit.session.add(ChallengeOwner(challenge_id=challenge.id, person_id=by.person_id, created_by=by.person_id))
    _add_stages(unit, challenge, stages, first=1, by=by)
    unit.session.flush()
    unit.session.refresh(challenge)
    life.note(unit, "challenge.created", challenge, by=by)
    return challenge


def update(
    unit: UnitOfWork,
    challenge_id: int,
    changes: Mapping[str, Any],
    *,
    catalogue: Catalogue,
    by: Identity,
    at: int | None = None,
    sensitive: bool = False,
) -> Challenge:
    """Change what `changes`, loaded by `schemas.ChallengeChanges`, says; what it leaves out stays.

    `at` is the place (from 1) of the stage that the fields of a stage are about, where there are several. `sensitive`:
    this deployment takes OFFICIAL-SENSITIVE.

    A challenge that waits for approval becomes a draft again, since what was sent for approval has changed. Raises
    `Conflict` with the reason where something may not change any more, `Invalid` with every fault by its path.
    """
    challenge = life.lock_allowed(unit, challenge_id, may_edit, by=by, against_newcomers=True)
    stages = queries.list_stages(unit.session, challenge.id)
    unfinished = challenge.state == "draft" and any(stage.is_unfinished for stage in stages)
    words = {name: changes[name] for name in _WORDS if name in changes and changes[name] != getattr(challenge, name)}
    wanted = _describe_changes(unit, stages, changes, catalogue, unfinished=unfinished, at=at)
    touched = set(words) | _touched(stages, wanted)
    if not touched:
        return challenge
    asked = queries.has_been_asked(unit.session, challenge.id)
    check_changeable(sorted(touched), state=challenge.state, asked=asked)
    _check_time(words.get("closes_at"), now=unit.now)
    if touched & {"marking", "licence"}:
        would_be = {"marking": challenge.marking, "licence": challenge.licence} | words
        check_marking(unit.session, would_be, department_id=challenge.department_id, sensitive=sensitive)
    if challenge.state == "awaiting_approval":
        life.move(challenge, "take_back", now=unit.now)
    for name, value in words.items():
        setattr(challenge, name, value)
    _change_stages(unit, challenge, stages, wanted, by=by)
    if challenge.state != "draft":
        _check_published(unit, challenge)
    unit.session.flush()
    return challenge


def _check_published(unit: UnitOfWork, challenge: Challenge) -> None:
    """Raise `Invalid` where a published challenge lacks what it needed to be published. Looks before it is stored."""
    faults = Faults()
    with unit.session.no_autoflush:
        check_promise(challenge, faults)
        check_spread(unit.session, challenge, faults)
        check_reach(unit.session, challenge, faults)
    faults.check()


def _check_time(closes_at: datetime | None, *, now: datetime) -> None:
    if closes_at is not None and not now < closes_at < now + _LONGEST_RUN:
        raise Invalid({"closes_at": ["Give a time that is yet to come, in ten years at most."]})


def _describe_changes(
    unit: UnitOfWork,
    stages: Sequence[Stage],
    changes: Mapping[str, Any],
    catalogue: Catalogue,
    *,
    unfinished: bool,
    at: int | None,
) -> list[Columns]:
    """The columns of all stages as they would be; a part of one stage is laid over what stands."""
    if "stages" in changes:
        return describe(unit.session, changes, catalogue=catalogue)
    given = {name: changes[name] for name in STAGE_FIELDS if name in changes}
    if not given:
        return []
    if len(stages) > 1 and at is None:
        sentence = f"This challenge has {len(stages)} stages: give all of them in “stages”."
        raise Invalid({name: [sentence] for name in given})
    changed = queries.get_stage(unit.session, stages[0].challenge_id, position=at or 1)
    [standing] = queries.describe_stages(unit.session, [changed])
    body = _laid_over(standing, given, catalogue)
    [columns] = describe(unit.session, body, catalogue=catalogue, unfinished=unfinished)
    return [columns if stage is changed else {name: getattr(stage, name) for name in columns} for stage in stages]


def _laid_over(standing: dict[str, Any], given: dict[str, Any], catalogue: Catalogue) -> dict[str, Any]:
    """What stands, with what is given over it; what only the old kind of question has does not outlive it."""
    under = {name: value for name, value in standing.items() if name not in ("options", "scale") or value}
    kinds = {template.id: template.kind for template in catalogue}
    if kinds.get(given.get("template", standing["template"])) != standing["kind"]:
        under = {name: value for name, value in under.items() if name not in ("options", "scale", "effect")}
        under["redundancy"] = {name: value for name, value in standing["redundancy"].items() if name != "precision"}
    parts = {name: under[name] | given[name] for name in ("redundancy", "audience") if given.get(name) is not None}
    return under | given | parts


def _touched(stages: Sequence[Stage], wanted: list[Columns]) -> set[str]:
    """The names of the fields in which what is wanted differs from what stands."""
    if not wanted:
        return set()
    if len(wanted) != len(stages):
        return {"stages"}
    touched = set()
    for stage, columns in zip(stages, wanted, strict=True):
        same_kind = stage.kind == columns["kind"]
        fields = {column: name for column, name in _FIELDS.items() if same_kind or column != "precision"}
        if (stage.kind == "compare") != (columns["kind"] == "compare"):
            touched.add("pairing")  # what is asked about is one item or two, and that is how a stage was split
        touched |= {name for column, name in fields.items() if getattr(stage, column) != columns[column]}
        if stage.options != columns["options"]:
            same_labels = labels_of(stage.options) == labels_of(columns["options"])
            touched.add("definitions" if same_labels else "labels")
    return touched


def _change_stages(
    unit: UnitOfWork, challenge: Challenge, stages: Sequence[Stage], wanted: list[Columns], *, by: Identity
) -> None:
    if not wanted:
        return
    for stage, columns in zip(stages, wanted, strict=False):
        if challenge.state not in ("draft", "awaiting_approval"):
            remember_rule(unit, stage, columns, by=by)
            remember_guidance(unit, stage, columns, by=by)
        keeps_time = stage.template == columns["template"]
        keeps_answers = all(getattr(stage, name) == columns[name] for name in ("kind", "options", "scale"))
        for column, value in columns.items():
            if column != "median_seconds" or not keeps_time:
                setattr(stage, column, value)
        if not keeps_answers:
            fit_to_question(unit, stage)
            unit.session.execute(delete(Trial).where(Trial.stage_id == stage.id))
    for stage in stages[len(wanted) :]:
        unit.session.delete(stage)
    _add_stages(unit, challenge, wanted[len(stages) :], first=len(stages) + 1, by=by)


def _add_stages(unit: UnitOfWork, challenge: Challenge, wanted: list[Columns], *, first: int, by: Identity) -> None:
    for position, columns in enumerate(wanted, start=first):
        unit.session.add(Stage(challenge_id=challenge.id, position=position, created_by=by.person_id, **columns))
