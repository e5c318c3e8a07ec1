"""About a challenge, for whoever is asked: why, what for, how long one takes; later what was said and what came."""

from typing import Any

from flask import render_template

from microtask.challenges import queries, rules
from microtask.challenges.models import Challenge, Stage
from microtask.people.queries import get_department
from microtask.results import queries as results
from microtask.results.queries import mine
from microtask.web.calendar import read_drop_ins
from microtask.web.page import Pages, Visit

about = Pages("about")


@about.page("/challenges/<id:challenge_id>/about")
def show(visit: Visit, challenge_id: int) -> str:
    """The brief as a volunteer reads it and, once the challenge has closed, what it led to."""
    session = visit.unit.session
    challenge = queries.get_visible(session, challenge_id, by=visit.person)
    standing = queries.get_standing(session, challenge)
    given = mine.list_given(session, visit.person.person_id, challenge_id=challenge_id)
    may_answer = rules.may_answer(visit.person, standing)
    return render_template(
        "about/show.html",
        challenge=challenge,
        department=get_department(session, challenge.department_id).name,
        stages=[_stage(visit, stage) for stage in queries.list_stages(session, challenge_id)],
        drop_ins=read_drop_ins(challenge.drop_ins),
        has_check_items=queries.has_check_items(session, challenge_id),
        found=_found(visit, challenge),
        part=given[0] if given else None,
        may_answer=may_answer,
        may_contribute=may_answer and challenge.takes_contributions,
    )


def _stage(visit: Visit, stage: Stage) -> dict[str, Any]:
    template = visit.house.catalogue.get(stage.template)
    return {
        "question": stage.question,
        "guidance": stage.guidance,
        "glossary": stage.glossary,
        "seconds": stage.median_seconds if stage.timed_answers >= rules.ENOUGH_TIMED else None,
        "practice": template.id if template.practice else None,
    }


def _found(visit: Visit, challenge: Challenge) -> dict[str, Any] | None:
    """What came out, in plain figures; None before the last pass has been made."""
    if challenge.state != "closed":
        return None
    session = visit.unit.session
    last = results.get_stage(session, challenge.id)
    progress, agreement = results.progress(session, challenge.id), results.count_by_agreement(session, last.id)
    return {
        "tasks": progress.tasks,
        "settled": progress.settled,
        "undecided": progress.undecided,
        "volunteers": progress.volunteers,
        "agreed": agreement.four_in_five / agreement.items if agreement.items else None,
    }
