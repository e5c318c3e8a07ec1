"""Sign in at an organisation's identity provider: the way there, and the way back."""

from datetime import timedelta
from typing import Any

from flask import render_template, request

from microtask.errors import NotFound
from microtask.limits import network_of
from microtask.oidc.provider import Provider
from microtask.oidc.refusal import Refused
from microtask.people import actions
from microtask.web import sessions
from microtask.web.page import Answer, Pages, Visit, go_to, safe_path
from microtask.web.sign_ins import go_on

ERRANDS = "errands"  # in the session's data: the ways to providers on which this browser is
MOST_ERRANDS = 5  # tabs at once
ERRAND_LENGTH = timedelta(minutes=10)

providers = Pages("providers")


@providers.page("/sign-in/with/<provider>", public=True, slow=True)
def new(visit: Visit, provider: str) -> Answer:
    """Off to the provider. What the browser has to bring back is kept in its session, on the server."""
    chosen, wanted = _find(visit, provider), safe_path(visit.query.get("next"))
    if visit.visitor is not None:
        return go_to(wanted)
    try:
        errand = chosen.set_out(back_to=_back_to(visit, chosen))
    except Refused as error:
        return refuse(visit, error, organisation=chosen)
    session = sessions.current_session()
    kept = {
        "state": errand.state, "nonce": errand.nonce, "verifier": errand.verifier, "provider": chosen.key,
        "next": wanted, "shared": "shared" in visit.query, "until": _until(visit),
    }  # fmt: skip
    session[ERRANDS] = [*session.get(ERRANDS, []), kept][-MOST_ERRANDS:]
    return go_to(errand.url)


@providers.page("/sign-in/with/<provider>/back", public=True, slow=True)
def create(visit: Visit, provider: str) -> Answer:
    """Back from the provider: whoever they say it is, is signed in. Coming back twice with one answer is refused."""
    chosen = _find(visit, provider)
    visit.house.limits.count("sign_ins_by_address", network_of(request.remote_addr))
    try:
        errand = _take_errand(visit, chosen)
        claims = chosen.come_back(
            visit.query.get("code", ""), nonce=errand["nonce"], verifier=errand["verifier"],
            back_to=_back_to(visit, chosen),
        )  # fmt: skip
        with visit.house.units.begin() as unit:
            person = actions.recognise(unit, claims, provider=chosen)
            sessions.sign_in(unit, person, way="provider", shared=errand["shared"])
    except Refused as error:
        return refuse(visit, error, organisation=chosen)
    return go_on(errand["next"])


def refuse(visit: Visit, error: Refused, *, organisation: Provider | None = None) -> Answer:
    """The page that says why somebody was not signed in, and what to do; it is recorded without a name."""
    with visit.house.units.begin() as unit:
        actions.note_refusal(unit, error.reason)
    page = render_template(
        "sign_ins/refused.html",
        reason=error.reason,
        message=error.message,
        organisation=organisation.name if organisation else None,
        contact=visit.house.settings.contact,
    )
    return page, 503 if error.reason == "away" else 403


def _find(visit: Visit, key: str) -> Provider:
    found = visit.house.providers.get(key)
    if found is None:
        raise NotFound
    return found


def _take_errand(visit: Visit, provider: Provider) -> dict[str, Any]:
    """What this browser set out with, which counts once, for some minutes, and for this provider alone."""
    session = sessions.current_session()
    waiting = session.get(ERRANDS, [])
    found = [each for each in waiting if each["state"] == visit.query.get("state")]
    if not found:
        raise Refused("state")
    session[ERRANDS] = [each for each in waiting if each not in found]
    errand: dict[str, Any] = found[0]
    if errand["provider"] != provider.key or errand["until"] < visit.house.units.clock().timestamp():
        raise Refused("state")
    provider.check_issuer(visit.query.get("iss"))
    if "error" in visit.query:
        raise Refused("denied" if visit.query["error"] != "temporarily_unavailable" else "away")
    return errand


def _until(visit: Visit) -> float:
    return (visit.house.units.clock() + ERRAND_LENGTH).timestamp()


def _back_to(visit: Visit, provider: Provider) -> str:
    """Where the provider sends people back: an address of its own each, so that answers cannot be mixed up."""
    base = visit.house.settings.public_url or request.url_root.rstrip("/")
    return f"{base}/sign-in/with/{provider.key}/back"
