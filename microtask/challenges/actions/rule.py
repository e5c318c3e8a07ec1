"""The rule by which the tasks of a stage settle: it may change while colleagues answer, and then says since when."""

from collections.abc import Mapping
from typing import Any

from microtask.audit import actions as audit
from microtask.challenges.drafting import GuidanceChange
from microtask.challenges.models import Challenge, RuleChange, Stage
from microtask.people.rules import Identity
from microtask.steps import Step
from microtask.unit_of_work import UnitOfWork

RULE = ("min_answers", "max_answers", "confidence", "precision")


def remember_rule(unit: UnitOfWork, stage: Stage, wanted: Mapping[str, Any], *, by: Identity) -> None:
    """Note that the rule of a stage that is being asked becomes what `wanted` says; nothing where it stays as it is.

    The version that ends is kept with its date, for the release to tell. Open and undecided tasks are decided anew by
    the next one; those that have settled keep the version that they settled by.
    """
    ending = {column: getattr(stage, column) for column in RULE}
    if all(wanted[column] == value for column, value in ending.items()):
        return
    unit.session.add(
        RuleChange(
            stage_id=stage.id,
            version=stage.rule_version,
            changed_at=unit.now,
            changed_by=by.person_id,
            **ending,
        )
    )
    _note_change(unit, stage, ending, wanted, by=by)
    stage.rule_version += 1
    reconsider(unit, stage)


def remember_guidance(unit: UnitOfWork, stage: Stage, wanted: Mapping[str, Any], *, by: Identity) -> None:
    """Note that the guidance of a stage that is being asked becomes what `wanted` says; what it said is kept."""
    if wanted["guidance"] == stage.guidance:
        return
    unit.session.add(
        GuidanceChange(
            stage_id=stage.id,
            version=stage.guidance_version,
            guidance=stage.guidance,
            changed_at=unit.now,
            changed_by=by.person_id,
        )
    )
    stage.guidance_version += 1


def _note_change(
    unit: UnitOfWork, stage: Stage, ending: Mapping[str, Any], wanted: Mapping[str, Any], *, by: Identity
) -> None:
    """Record what each changed part of the rule was, and what it becomes."""
    audit.note(
        unit,
        "rule.changed",
        ("stage", stage.id),
        by=by.person_id,
        department=unit.session.get_one(Challenge, stage.challenge_id).department_id,
        before=ending,
        after={column: wanted[column] for column in RULE},
        detail={column: [value, wanted[column]] for column, value in ending.items() if wanted[column] != value},
    )


def reconsider(unit: UnitOfWork, stage: Stage) -> None:
    """Ask for a full pass over the stage: what it decides by has changed."""
    stage.reconsider_since = unit.now
    unit.then(Step.DECIDE, stage.id)
