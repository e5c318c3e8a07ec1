"""Reidentifications: two administrators find out together who is behind a random name."""

from typing import Any

from flask import render_template

from microtask.challenges import actions, identify_queries
from microtask.challenges.identify_rules import ASKED_FOR, REASON_WORDS, SHOWN_FOR, WAITING, choose_standing
from microtask.people.rules import may_find_out
from microtask.web.forms import REFUSALS, Form, messages_of, read_number
from microtask.web.page import Answer, Pages, Visit, go_to

SHOWN = 50  # requests on a page
FIELDS = ("challenge", "pseudonym", "reason", "is_told")
TELLS = {"yes": True, "no": False}
DECISIONS = {"agree": actions.agree_who, "refuse": actions.refuse_who}

reidentifications = Pages("reidentifications")


@reidentifications.page("/reidentifications", who=may_find_out)
def index(visit: Visit) -> str:
    """What was asked, and the form that asks."""
    return _page(visit, Form.blank())


@reidentifications.page("/reidentifications", methods=["POST"], who=may_find_out)
def create(visit: Visit) -> Answer:
    """Ask; another administrator decides."""
    challenge_id = read_number(visit.form.get("challenge"))
    try:
        request_id = actions.ask_who(
            visit.unit,
            challenge_id if isinstance(challenge_id, int) else None,
            visit.form.get("pseudonym", "").strip(),
            reason=visit.form.get("reason"),
            is_told=TELLS.get(visit.form.get("is_told", "")),
            by=visit.person,
        )
    except REFUSALS as error:
        return _page(visit, Form.refused(visit.form, messages_of(error), FIELDS)), 422
    return go_to(f"/reidentifications/{request_id}")


@reidentifications.page("/reidentifications/<id:request_id>", who=may_find_out)
def show(visit: Visit, request_id: int) -> str:
    """One request: who asked and why; for the two who agreed, and a day, who it is."""
    return _show(visit, request_id, Form.blank())


@reidentifications.page("/reidentifications/<id:request_id>", methods=["POST"], who=may_find_out)
def decide(visit: Visit, request_id: int) -> Answer:
    """Agree, or refuse."""
    decision = visit.form.get("decision", "")
    if decision not in DECISIONS:
        form = Form.refused(visit.form, {"decision": ["Select whether you agree."]}, ("decision",))
        return _show(visit, request_id, form), 422
    DECISIONS[decision](visit.unit, request_id, by=visit.person)
    return go_to(f"/reidentifications/{request_id}")


def _page(visit: Visit, form: Form) -> str:
    requests = identify_queries.list_requests(visit.unit.session, by=visit.person, limit=SHOWN)
    return render_template(
        "reidentifications/index.html",
        requests=[_told(visit, each) for each in requests],
        reasons=list(REASON_WORDS.items()),
        days=ASKED_FOR.days,
        form=form,
    )


def _show(visit: Visit, request_id: int, form: Form) -> str:
    request = identify_queries.get_request(visit.unit.session, request_id, by=visit.person)
    told = _told(visit, request)
    return render_template(
        "reidentifications/show.html",
        asked=told,
        may_decide=told["standing"] == WAITING and request.asked_by != visit.person.person_id,
        found=actions.read_who(visit.unit, request_id, by=visit.person),
        until=request.decided_at and request.decided_at + SHOWN_FOR,
        form=form,
    )


def _told(visit: Visit, request: Any) -> dict[str, Any]:
    """A request as a page shows it: its random name to those alone who decide about it or have done so."""
    now = visit.unit.now
    standing = choose_standing(
        asked_at=request.asked_at, decision=request.decision, decided_at=request.decided_at, now=now
    )
    concerned = standing == WAITING or visit.person.person_id in (request.asked_by, request.decided_by)
    return {
        "id": request.id,
        "title": request.title,
        "pseudonym": request.pseudonym if concerned else None,
        "reason": REASON_WORDS[request.reason],
        "is_told": request.is_told,
        "asker": request.asker,
        "asked_at": request.asked_at,
        "decider": request.decider,
        "decided_at": request.decided_at,
        "expires_at": request.asked_at + ASKED_FOR,
        "linked": request.linked,
        "standing": standing,
    }
