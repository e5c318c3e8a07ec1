"""Challenges: the list, one challenge with what its owner may do now, and its moves through life."""

from typing import Any

from flask import render_template

from microtask.challenges import actions, brief_queries, queries, rules
from microtask.challenges.brief_rules import is_outcome_overdue
from microtask.challenges.models import Challenge
from microtask.challenges.schemas import NewChallenge
from microtask.people.queries import get_department, list_names
from microtask.people.rules import may_check_reports, may_own_challenges
from microtask.results import queries as results
from microtask.web import dashboard
from microtask.web.brief import OF_STAGE, address_of, name_sections, say_care, say_effect
from microtask.web.forms import REFUSALS, Form, messages_of
from microtask.web.page import Answer, Pages, Visit, go_to

NEW = NewChallenge()
FIRST_TEMPLATE = "review"  # of a draft, until its owner says which kind of question it asks
FIRST_CARE = "balanced"
NO_TITLE = {"title": ["Give the challenge a name."]}
SHOWN = 50  # challenges of others on a page

challenges = Pages("challenges")


@challenges.page("/challenges")
def index(visit: Visit) -> str:
    """The person's own challenges, and those that are open to them."""
    session = visit.unit.session
    own = queries.list_owned(session, by=visit.person)
    before = visit.query.get("before", type=int)
    found = queries.list_visible(session, by=visit.person, state="open", before=before, limit=SHOWN + 1)
    others = [_shown(visit, each) for each in found[:SHOWN] if each not in own]
    next_url = f"/challenges?before={found[SHOWN - 1].id}" if len(found) > SHOWN else None
    on_paper = brief_queries.list_coordinated(session, by=visit.person)
    may_create = may_own_challenges(visit.person)
    if not (own or on_paper or may_create or may_check_reports(visit.person)):
        return render_template("challenges/open.html", open=others, next_url=next_url)
    return render_template(
        "challenges/index.html",
        own=_with_standing(visit, own) if before is None else [],
        on_paper=on_paper if before is None else [],
        open=others,
        next_url=next_url,
        may_create=may_create,
        reports=results.count_reports(session, by=visit.person) if may_check_reports(visit.person) else None,
    )


@challenges.page("/challenges/new", who=may_own_challenges)
def new(visit: Visit) -> str:  # noqa: ARG001 (every page is given its visit)
    """Whether this is the right service, and what the challenge is called."""
    return render_template("challenges/new.html", form=Form.blank())


@challenges.page("/challenges", methods=["POST"], who=may_own_challenges)
def create(visit: Visit) -> Answer:
    """Begin a draft, which lacks everything but its name."""
    title = visit.form.get("title", "").strip()
    try:
        body = NEW.load(
            {"title": title, "template": FIRST_TEMPLATE, "redundancy": dict(rules.CARES[FIRST_CARE])} if title else {}
        )
        made = actions.create(visit.unit, body, catalogue=visit.house.catalogue, by=visit.person, unfinished=True)
    except REFUSALS as error:
        messages = messages_of(error) if title else NO_TITLE
        return render_template("challenges/new.html", form=Form.refused(visit.form, messages, ["title"])), 422
    return go_to(f"/challenges/{made.id}")


@challenges.page("/challenges/<id:challenge_id>")
def show(visit: Visit, challenge_id: int) -> str:
    """The sections of a draft for its owner; else what it asks, how far it is, and what this person may do."""
    challenge = queries.get_visible(visit.unit.session, challenge_id, by=visit.person)
    standing = queries.get_standing(visit.unit.session, challenge)
    is_own_draft = rules.may_edit(visit.person, standing) and challenge.state == "draft"
    return _draft(visit, challenge) if is_own_draft else _page(visit, challenge, standing)


@challenges.page("/challenges/<id:challenge_id>/pause", methods=["POST"], who=may_own_challenges)
def pause(visit: Visit, challenge_id: int) -> Answer:
    """Stop dealing for now."""
    actions.pause(visit.unit, challenge_id, by=visit.person)
    return go_to(f"/challenges/{challenge_id}")


@challenges.page("/challenges/<id:challenge_id>/resume", methods=["POST"], who=may_own_challenges)
def resume(visit: Visit, challenge_id: int) -> Answer:
    """Deal again."""
    actions.resume(visit.unit, challenge_id, by=visit.person)
    return go_to(f"/challenges/{challenge_id}")


def _with_standing(visit: Visit, own: Any) -> list[dict[str, Any]]:
    standings = results.list_standings(visit.unit.session, [challenge.id for challenge in own])
    return [
        {
            "id": challenge.id,
            "title": challenge.title,
            "state": challenge.state,
            "progress": standings[challenge.id],
            "done": _is_done(standings[challenge.id]),
            "said": challenge.outcome is not None,
            "answered_at": standings[challenge.id].answered_at,
            "approvers": _approvers(visit, challenge),
            "asked_at": challenge.asked_at,
            "overdue": is_outcome_overdue(challenge.closed_at, challenge.outcome_at, now=visit.unit.now),
        }
        for challenge in own
    ]


def _is_done(progress: Any) -> bool:
    """Whether there are tasks, and nobody has anything left to answer; `progress` has tasks, settled, undecided."""
    return bool(progress.tasks and progress.settled + progress.undecided >= progress.tasks)


def _shown(visit: Visit, challenge: Challenge) -> dict[str, Any]:
    department = get_department(visit.unit.session, challenge.department_id)
    fields = (
        *("id", "title", "summary", "why", "benefits", "sponsor", "contact", "promise", "promise_by", "promise_most"),
        *("state", "marking", "closes_at", "outcome", "asked_at"),
    )
    return {name: getattr(challenge, name) for name in fields} | {
        "department": department.name,
        "approvers": _approvers(visit, challenge),
        "overdue": is_outcome_overdue(challenge.closed_at, challenge.outcome_at, now=visit.unit.now),
    }


def _approvers(visit: Visit, challenge: Challenge) -> list[str]:
    waits = challenge.state == "awaiting_approval"
    return brief_queries.list_approvers(visit.unit.session, challenge) if waits else []


def _draft(visit: Visit, challenge: Challenge) -> str:
    session, names = visit.unit.session, name_sections()
    brief = brief_queries.read_brief(session, challenge, catalogue=visit.house.catalogue)
    stages = queries.list_stages(session, challenge.id)
    tried = [
        trial
        for each in stages
        for trial in brief_queries.list_trials(session, each.id, person_id=visit.person.person_id)
    ]
    returned = brief_queries.find_send_back(session, challenge.id)
    return render_template(
        "challenges/draft.html",
        challenge=challenge,
        sections=[
            (name, label, address_of(challenge.id, name, several=len(stages) > 1), brief.status(name))
            for name, label in names.items()
        ],
        questions=len(stages),
        completed=brief.completed,
        may_try=queries.has_items(session, challenge.id) and not stages[0].is_unfinished,
        tried=len(tried),
        comments=returned.comments if returned else {},
        returned_by=_name_of(visit, returned.created_by) if returned else None,
        approvers=brief_queries.list_approvers(session, challenge),
        undecided_findings=queries.count_undecided_findings(session, challenge.id),
    )


def _name_of(visit: Visit, person_id: int | None) -> str | None:
    return list_names(visit.unit.session, [person_id]).get(person_id) if person_id else None


def _page(visit: Visit, challenge: Challenge, standing: rules.Standing) -> str:
    session = visit.unit.session
    may = _what_may_be_done(visit, standing)
    progress, releases = results.progress(session, challenge.id), results.list_releases(session, challenge.id)
    return render_template(
        "challenges/show.html",
        challenge=_shown(visit, challenge),
        stages=_describe_stages(visit, challenge),
        progress=progress,
        is_done=_is_done(progress),
        is_released=any(release.state == "ready" for release in releases),
        imports=queries.list_imports(session, challenge.id) if rules.may_add_items(visit.person, standing) else [],
        releases=releases if may["see_results"] else [],
        hidden=results.count_hidden_items(session, challenge.id) if may["see_hidden"] else 0,
        undecided_findings=queries.count_undecided_findings(session, challenge.id) if may["see_hidden"] else 0,
        has_check_items=queries.has_check_items(session, challenge.id),
        owns=rules.is_owner(visit.person, standing),
        may=may,
        sections=_addresses(challenge, several=len(standing.audiences) > 1) if may["edit"] else [],
        live=dashboard.build(visit, challenge) if may["see_live"] else None,
    )


def _addresses(challenge: Challenge, *, several: bool) -> list[tuple[str, str]]:
    """What an owner may change, and where: the parts that each question has for itself are on one page of several."""
    own = [(label, name) for name, label in name_sections().items() if not (several and name in OF_STAGE)]
    of_all = [("The questions", f"/challenges/{challenge.id}/stages")] if several else []
    return of_all + [(label, address_of(challenge.id, name)) for label, name in own]


def _describe_stages(visit: Visit, challenge: Challenge) -> list[dict[str, Any]]:
    stages = queries.list_stages(visit.unit.session, challenge.id)
    described = queries.describe_stages(visit.unit.session, stages)
    return [
        {
            "question": stage.question,
            "guidance": stage.guidance,
            "glossary": stage.glossary,
            "care": say_care(each["redundancy"], stage.kind),
            "goes_on": say_effect(stage.effect) if stage is not stages[-1] else None,
            "seconds": stage.median_seconds if stage.timed_answers >= rules.ENOUGH_TIMED else None,
        }
        for stage, each in zip(stages, described, strict=True)
    ]


def _what_may_be_done(visit: Visit, standing: rules.Standing) -> dict[str, bool]:
    """The same rules that the actions ask decide which buttons are there."""
    person, state = visit.person, standing.state
    return {
        "edit": rules.may_edit(person, standing) and state not in ("closing", "closed"),
        "add_items": rules.may_add_items(person, standing) and state in rules.TAKES_ITEMS,
        "publish": rules.may_publish(person, standing) and rules.is_legal("publish", state),
        "approve": rules.may_approve(person, standing) and rules.is_legal("approve", state),
        "pause": rules.may_pause(person, standing) and rules.is_legal("pause", state),
        "resume": rules.may_pause(person, standing) and rules.is_legal("resume", state),
        "close": rules.may_close(person, standing) and rules.is_legal("close", state),
        "answer": rules.may_answer(person, standing),
        "conclude": rules.may_release(person, standing) and state == "closed",
        "collect": rules.may_collect(person, standing) and state in rules.TAKES_COLLECTED,
        "decide": rules.may_adjudicate(person, standing) and state in rules.SHOWN,
        "see_live": rules.may_edit(person, standing) and state in rules.SHOWN,
        "see_hidden": rules.may_add_items(person, standing),
        "see_results": rules.may_see_results(person, standing) and state in rules.SHOWN,
    }
