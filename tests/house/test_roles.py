"""Who is let in where: every route of the app, called by everybody. Deny by default.

A new route fails here until somebody has thought about who may use it, and has added one line to the table.
"""

import pytest
from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from microtask.unit_of_work import UnitsOfWork
from tests.house.world import World
from tests.scene import Scene

SIGNED_IN = {
    "volunteer", "stranger", "owner", "colleague", "analyst", "expert", "admin", "outsider", "service-admin",
    "coordinator",
}  # fmt: skip
EVERYBODY = SIGNED_IN | {"nobody"}
POSTING = {"owner", "colleague", "admin", "outsider", "service-admin"}
SEEING = {"volunteer", "owner", "analyst", "expert", "admin", "coordinator"}
COLLECTING = {"owner", "coordinator"}
OWNER, ADMIN, READING, RUNNING = {"owner"}, {"admin"}, {"owner", "analyst"}, {"owner", "admin"}
ANSWERING, DECIDING = {"volunteer"}, {"owner", "expert"}
ADMINISTERING = {"admin", "outsider", "service-admin"}
CHECKING = {"admin", "service-admin"}

# What has to be sent so that nothing but the person can be the reason for a refusal.
JSON = {
    "api_challenges.create": {"title": "Parks", "template": "review", "question": "Is it?", "options": ["yes", "no"]},
    "api_challenges.update": {"title": "Letters again"},
    "api_challenges.send_back": {"comments": {"problem": "Say why."}},
    "api_stints.create": {"minutes": 5},
    "api_assignments.answer": {"value": "yes"},
    "api_assignments.change": {"value": "no"},
    "api_assignments.report": {"reason": "other"},
    "api_imports.decide": {"decision": "keep"},
    "api_owners.create": {"email": "nobody@home.example"},
    "api_coordinators.create": {"email": "nobody@home.example"},
    "api_decisions.update": {"answer": "yes", "reason": "It says so."},
    "api_reports.decide": {"decision": "redact", "reason": "It is for a test."},
    "api_outcome.update": {"outcome": "We rewrote them."},
    "api_webhooks.create": {"url": "https://receiver.example/hook"},
}
FILES = {
    "api_items.create": b"key,text\nX,Y\n",
    "api_gold.create": b"key,answer\nitem-1,yes\n",
    "api_answers.create": b"key,volunteer,answer\nitem-1,Jo,yes\n",
}

CHALLENGE = "/api/v1/challenges/<id:challenge_id>"
API = {
    "GET /api/v1/openapi.json": EVERYBODY,
    "GET /api/v1/me": SIGNED_IN,
    "GET /api/v1/me/data": SIGNED_IN,
    "POST /api/v1/me/withdraw": SIGNED_IN,
    "GET /api/v1/challenges": SIGNED_IN,
    "POST /api/v1/challenges": POSTING,
    f"GET {CHALLENGE}": SEEING,
    f"PATCH {CHALLENGE}": OWNER,
    f"GET {CHALLENGE}/owners": OWNER,
    f"POST {CHALLENGE}/owners": OWNER,
    f"DELETE {CHALLENGE}/owners/<id:person_id>": OWNER,
    f"GET {CHALLENGE}/coordinators": OWNER,
    f"POST {CHALLENGE}/coordinators": OWNER,
    f"DELETE {CHALLENGE}/coordinators/<id:coordinator_id>": OWNER,
    f"POST {CHALLENGE}/items": OWNER,
    f"GET {CHALLENGE}/imports/<id:import_id>": OWNER,
    f"DELETE {CHALLENGE}/imports/<id:import_id>": OWNER,
    f"POST {CHALLENGE}/imports/<id:import_id>/findings": OWNER,
    f"POST {CHALLENGE}/gold": OWNER,
    f"POST {CHALLENGE}/publish": OWNER,
    f"POST {CHALLENGE}/approve": ADMIN,
    f"POST {CHALLENGE}/send-back": ADMIN,
    f"POST {CHALLENGE}/pause": RUNNING,
    f"POST {CHALLENGE}/resume": RUNNING,
    f"POST {CHALLENGE}/close": RUNNING,
    f"PUT {CHALLENGE}/items/<path:key>/decision": {"owner", "expert"},
    f"GET {CHALLENGE}/results": READING,
    f"GET {CHALLENGE}/summary": READING,
    f"GET {CHALLENGE}/answers": READING,
    f"POST {CHALLENGE}/answers": COLLECTING,
    f"POST {CHALLENGE}/releases": OWNER,
    f"GET {CHALLENGE}/releases": READING,
    f"GET {CHALLENGE}/releases/<id:number>": READING,
    f"GET {CHALLENGE}/releases/<id:number>/<name>": READING,
    f"PUT {CHALLENGE}/outcome": OWNER,
    "POST /api/v1/webhooks": POSTING,
    "GET /api/v1/webhooks": POSTING,
    "DELETE /api/v1/webhooks/<id:webhook_id>": OWNER,
    "GET /api/v1/reports": CHECKING | {"outsider"},
    "GET /api/v1/reports/<id:report_id>": CHECKING,
    "POST /api/v1/reports/<id:report_id>/decision": CHECKING,
    "POST /api/v1/stints": SIGNED_IN,
    "POST /api/v1/stints/<id:stint_id>/stop": ANSWERING,
    "POST /api/v1/assignments/<id:assignment_id>/answer": ANSWERING,
    "PATCH /api/v1/assignments/<id:assignment_id>/answer": ANSWERING,
    "POST /api/v1/assignments/<id:assignment_id>/skip": ANSWERING,
    "POST /api/v1/assignments/<id:assignment_id>/report": ANSWERING,
}
PAGE = "/challenges/<id:challenge_id>"
DEPARTMENT = "/departments/<id:department_id>"
PAGES = {
    "GET /": EVERYBODY,
    "GET /help": EVERYBODY,
    "GET /privacy": EVERYBODY,
    "GET /too-high": EVERYBODY,
    "GET /charter": EVERYBODY,
    "GET /meet-up-plan": EVERYBODY,
    "GET /buddy-guide": EVERYBODY,
    "GET /.well-known/security.txt": EVERYBODY,
    "GET /feedback": EVERYBODY,
    "GET /language/<code>": EVERYBODY,
    "POST /feedback": EVERYBODY,
    "GET /feedback/sent": EVERYBODY,
    "GET /feedback/messages": {"service-admin"},
    "GET /reidentifications": ADMINISTERING,
    "POST /reidentifications": ADMINISTERING,
    "GET /reidentifications/<id:request_id>": CHECKING,
    "POST /reidentifications/<id:request_id>": CHECKING,
    "GET /audit": ADMINISTERING,
    "GET /audit/export": ADMINISTERING,
    "GET /audit/me": SIGNED_IN,
    "GET /retention": ADMINISTERING,
    "GET /to-do": ADMINISTERING,
    "GET /people": ADMINISTERING,
    f"GET {DEPARTMENT}/people": CHECKING,
    f"POST {DEPARTMENT}/people": CHECKING,
    f"GET {DEPARTMENT}/people/new": CHECKING,
    f"GET {DEPARTMENT}/people/<id:person_id>": CHECKING,
    f"POST {DEPARTMENT}/people/<id:person_id>/roles": CHECKING,
    f"GET {DEPARTMENT}/people/<id:person_id>/roles/new": CHECKING,
    f"GET {DEPARTMENT}/people/<id:person_id>/roles/remove": CHECKING,
    f"POST {DEPARTMENT}/people/<id:person_id>/roles/remove": CHECKING,
    f"GET {DEPARTMENT}/people/<id:person_id>/leaving": CHECKING,
    f"POST {DEPARTMENT}/people/<id:person_id>/leaving": CHECKING,
    f"POST {DEPARTMENT}/people/<id:person_id>/return": CHECKING,
    f"GET {DEPARTMENT}/access": CHECKING,
    f"POST {DEPARTMENT}/access": CHECKING,
    f"GET {DEPARTMENT}/permission": CHECKING,
    f"POST {DEPARTMENT}/permission": CHECKING,
    "GET /departments": ADMINISTERING,
    "POST /departments": {"service-admin"},
    "GET /departments/new": {"service-admin"},
    f"GET {DEPARTMENT}": CHECKING,
    f"GET {DEPARTMENT}/names": CHECKING,
    f"POST {DEPARTMENT}/names": CHECKING,
    f"GET {DEPARTMENT}/figures": CHECKING,
    f"GET {DEPARTMENT}/ways-in": {"service-admin"},
    f"POST {DEPARTMENT}/ways-in": {"service-admin"},
    f"GET {DEPARTMENT}/merger": {"service-admin"},
    f"POST {DEPARTMENT}/merger": {"service-admin"},
    f"GET {DEPARTMENT}/split": {"service-admin"},
    f"POST {DEPARTMENT}/split": {"service-admin"},
    "GET /task-templates": {"service-admin"},
    "GET /configuration": {"service-admin"},
    "GET /ceilings": {"service-admin"},
    "POST /ceilings/<id:department_id>": {"service-admin"},
    "GET /cookies": EVERYBODY,
    "GET /accessibility-statement": EVERYBODY,
    "GET /how-answers-are-combined": EVERYBODY,
    "GET /how-answers-are-combined/method-note.md": EVERYBODY,
    "GET /api/docs": EVERYBODY,
    "GET /static/<path:name>": EVERYBODY,
    "GET /sign-in": EVERYBODY,
    "POST /sign-in": EVERYBODY,
    "POST /sign-out": EVERYBODY,
    "GET /session": EVERYBODY,
    "POST /session": SIGNED_IN,
    "GET /kept": SIGNED_IN,
    "POST /kept": SIGNED_IN,
    "GET /me/sign-ins": SIGNED_IN,
    "POST /me/sign-ins/end": SIGNED_IN,
    # There is no provider and no link in this world: with one, everybody is let in (tests/web).
    "GET /sign-in/with/<provider>": set(),
    "GET /sign-in/with/<provider>/back": set(),
    "POST /sign-in/link": set(),
    "GET /sign-in/link/<key>": set(),
    "POST /sign-in/link/<key>": set(),
    "GET /challenges": SIGNED_IN,
    "GET /challenges/new": POSTING,
    "POST /challenges": POSTING,
    f"GET {PAGE}": SEEING,
    f"GET {PAGE}/sections/<section>": OWNER,
    f"POST {PAGE}/sections/<section>": OWNER,
    f"GET {PAGE}/items": OWNER,
    f"POST {PAGE}/items": OWNER,
    f"GET {PAGE}/question": OWNER,
    f"POST {PAGE}/question": OWNER,
    f"GET {PAGE}/question/kind": OWNER,
    f"GET {PAGE}/stages": OWNER,
    f"POST {PAGE}/stages": OWNER,
    f"POST {PAGE}/stages/<id:position>/up": OWNER,
    f"POST {PAGE}/stages/<id:position>/remove": OWNER,
    f"GET {PAGE}/stages/<id:position>/effect": OWNER,
    f"POST {PAGE}/stages/<id:position>/effect": OWNER,
    f"GET {PAGE}/owners": OWNER,
    f"POST {PAGE}/owners": OWNER,
    f"POST {PAGE}/owners/<id:person_id>/remove": OWNER,
    f"GET {PAGE}/coordinators": OWNER,
    f"POST {PAGE}/coordinators": OWNER,
    f"POST {PAGE}/coordinators/<id:coordinator_id>/remove": OWNER,
    f"GET {PAGE}/trial": RUNNING,
    f"GET {PAGE}/trial/<id:item_id>": RUNNING,
    f"POST {PAGE}/trial/<id:item_id>": RUNNING,
    f"POST {PAGE}/trial/keep": OWNER,
    f"GET {PAGE}/check": OWNER,
    f"GET {PAGE}/sent": OWNER,
    f"GET {PAGE}/approval": ADMIN,
    f"POST {PAGE}/send-back": ADMIN,
    f"GET {PAGE}/heir": ADMIN,
    f"POST {PAGE}/heir": ADMIN,
    f"GET {PAGE}/marking": ADMIN,
    f"POST {PAGE}/marking": ADMIN,
    f"GET {PAGE}/guidance": OWNER,
    f"POST {PAGE}/guidance": OWNER,
    f"GET {PAGE}/drop-ins": OWNER,
    f"POST {PAGE}/drop-ins": OWNER,
    f"POST {PAGE}/drop-ins/<id:drop_in>/remove": OWNER,
    f"GET {PAGE}/drop-ins/<id:drop_in>.ics": SEEING,
    f"GET {PAGE}/decisions": DECIDING,
    f"GET {PAGE}/decisions/<id:item_id>": DECIDING,
    f"POST {PAGE}/decisions/<id:item_id>": DECIDING,
    f"GET {PAGE}/closing": RUNNING,
    f"GET {PAGE}/imports/new": OWNER,
    f"POST {PAGE}/imports": OWNER,
    f"GET {PAGE}/imports/<id:import_id>": OWNER,
    f"POST {PAGE}/imports/<id:import_id>/findings": OWNER,
    f"POST {PAGE}/imports/<id:import_id>/remove": OWNER,
    "GET /reports": CHECKING | {"outsider"},
    "GET /reports/<id:report_id>": CHECKING,
    "POST /reports/<id:report_id>": CHECKING,
    f"GET {PAGE}/gold": OWNER,
    f"POST {PAGE}/gold": OWNER,
    f"POST {PAGE}/publish": OWNER,
    f"POST {PAGE}/approve": ADMIN,
    f"POST {PAGE}/pause": RUNNING,
    f"POST {PAGE}/resume": RUNNING,
    f"POST {PAGE}/close": RUNNING,
    "GET /results": SIGNED_IN,
    f"GET {PAGE}/results": READING,
    f"GET {PAGE}/results/<file_format>": READING,
    f"GET {PAGE}/workings/<id:item_id>": READING,
    f"GET {PAGE}/method": READING,
    f"GET {PAGE}/quality": READING,
    f"GET {PAGE}/what-if": READING,
    f"GET {PAGE}/what-if/<file_format>": READING,
    f"GET {PAGE}/answers": READING,
    f"POST {PAGE}/answers": READING,
    f"GET {PAGE}/releases": READING,
    f"POST {PAGE}/releases": OWNER,
    f"GET {PAGE}/releases/compare": READING,
    f"GET {PAGE}/releases/<id:number>": READING,
    f"POST {PAGE}/releases/<id:number>": READING,
    f"GET {PAGE}/releases/<id:number>/<name>": READING,
    f"GET {PAGE}/outcome": OWNER,
    f"POST {PAGE}/outcome": OWNER,
    f"GET {PAGE}/paper": COLLECTING,
    f"GET {PAGE}/paper/pack": COLLECTING,
    f"GET {PAGE}/paper/answers": COLLECTING,
    f"POST {PAGE}/paper/answers": COLLECTING,
    "GET /welcome": SIGNED_IN,
    "POST /welcome": SIGNED_IN,
    "GET /welcome/permission": SIGNED_IN,
    "GET /welcome/department": SIGNED_IN,
    "POST /welcome/department": SIGNED_IN,
    "GET /practice": SIGNED_IN,
    "GET /practice/<template_id>": SIGNED_IN,
    "GET /practice/<template_id>/<id:number>": SIGNED_IN,
    "POST /practice/<template_id>/<id:number>": SIGNED_IN,
    "GET /me/tokens": SIGNED_IN,
    "POST /me/tokens": SIGNED_IN,
    "POST /me/tokens/<id:token_id>/revoke": {"volunteer"},
    "GET /me/contributions": SIGNED_IN,
    "GET /me/contributions/<id:challenge_id>": ANSWERING,
    "GET /me/emails": SIGNED_IN,
    "POST /me/emails": SIGNED_IN,
    "GET /unsubscribe/<token>": EVERYBODY,
    "POST /unsubscribe/<token>": EVERYBODY,
    "GET /webhooks": POSTING,
    "POST /webhooks": POSTING,
    "GET /webhooks/<id:webhook_id>": OWNER,
    "POST /webhooks/<id:webhook_id>/again": OWNER,
    "POST /webhooks/<id:webhook_id>/remove": OWNER,
    "GET /me/letter": SIGNED_IN,
    "GET /me/data": SIGNED_IN,
    "GET /me/withdraw": SIGNED_IN,
    "POST /me/withdraw": SIGNED_IN,
    f"GET {PAGE}/about": SEEING,
    f"GET {PAGE}/contributions": OWNER,
    f"GET {PAGE}/contributions/new": ANSWERING,
    f"POST {PAGE}/contributions/check": ANSWERING,
    f"POST {PAGE}/contributions": ANSWERING,
    f"POST {PAGE}/contributions/invite": OWNER,
    f"POST {PAGE}/contributions/<id:contribution_id>": OWNER,
    "GET /sittings/new": SIGNED_IN,
    "POST /sittings": SIGNED_IN,
    "GET /sittings/<id:sitting_id>": ANSWERING,
    "POST /sittings/<id:sitting_id>/stop": ANSWERING,
    "GET /assignments/<id:assignment_id>": ANSWERING,
    "POST /assignments/<id:assignment_id>/answer": ANSWERING,
    "POST /assignments/<id:assignment_id>/change": ANSWERING,
    "POST /assignments/<id:assignment_id>/skip": ANSWERING,
    "GET /assignments/<id:assignment_id>/skip": ANSWERING,
    "GET /assignments/<id:assignment_id>/report": ANSWERING,
    "POST /assignments/<id:assignment_id>/report": ANSWERING,
}
OPERATIONS = dict.fromkeys(("GET /healthz", "GET /readyz", "GET /metrics"), EVERYBODY)
LET_IN = API | PAGES | OPERATIONS

FORMS = {
    "challenges.create": {"title": "Parks"},
    "sections.update": {"title": "Parks"},
    "question.update": {"template": "review", "question": "Is it clear?"},
    "approvals.send_back": {"problem": "Say why."},
    "owners.create": {"email": "nobody@home.example"},
    "coordinators.create": {"email": "nobody@home.example"},
    "heirs.create": {"email": "nobody@home.example", "reason": "For a test."},
    "ceilings.update": {"ceiling": "OFFICIAL"},
    "decisions.update": {"value": "yes", "reason": "It says so."},
    "sittings.create": {"minutes": "5"},
    "assignments.answer": {"value": "yes"},
    "assignments.change": {"value": "no"},
    "assignments.report": {"reason": "other"},
    "practice.answer": {"value": "Yes"},
    "tokens.create": {"name": "reports", "scope": "read", "days": "30"},
    "contributions.invite": {"invite": "yes"},
    "contributions.reply": {"decision": "decline", "reply": "We tried it."},
    "answers.create": {"reason": "A check."},
    "imports.decide": {"decision": "keep"},
    "reidentifications.decide": {"decision": "agree"},
    "reports.decide": {"decision": "nothing", "reason": "It is for a test."},
    "outcome.update": {"outcome": "We rewrote them."},
    "emails.update": {"outcomes": "yes", "digest_day": "never", "digest_hour": "10"},
    "webhooks.create": {"url": "https://receiver.example/hook", "events": "release.made"},
    "paper.create": {"key-1": "item-1", "name-1": "Jo", "answer-1": "1"},
    "feedback.create": {"text": "It works."},
    "welcome.move": {"department": "tax", "reason": "A test."},
    "sign_ins.create": {"email": "nobody@home.example", "password": "wrong, and quite long"},
}
NOT_THERE = 10**9
# Its address is the proof: mail programs post there by themselves.
BY_LINK = {"POST /unsubscribe/<token>"}


@pytest.fixture(scope="module")
def world(process_app: Flask, database_url: str, redis_url: str) -> World:
    """Made once: whether somebody is let in does not depend on what others did before."""
    from tests.conftest import begin_afresh, empty

    empty(database_url, redis_url)
    begin_afresh(process_app)
    units: UnitsOfWork = process_app.extensions["microtask"].units
    return World(process_app, Scene(units, units.clock))


def _name(rule: Rule) -> list[str]:
    return [f"{method} {rule.rule}" for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})]


def _call(world: World, who: str, route: str, *, csrf: bool = True, **others: int) -> TestResponse:
    """Call a route; `others` are ids in place of the world's own."""
    method, _, path = route.partition(" ")
    rule = next(rule for rule in world.app.url_map.iter_rules() if rule.rule == path and method in rule.methods)
    values = world.ids | (world.released if "/releases/" in path else {}) | others
    if "webhook_id" in rule.arguments:
        values["webhook_id"] = world.webhook_id()
    if "coordinator_id" in rule.arguments and "coordinator_id" not in others:
        values["coordinator_id"] = world.spare_coordinator()
    values["name"] = "app.css" if rule.endpoint == "static_file" else "README.txt"
    url = world.app.url_map.bind("localhost").build(rule.endpoint, values={n: values[n] for n in rule.arguments})
    if rule.endpoint in FILES:
        return world.as_(who, method, url, data=FILES[rule.endpoint], content_type="text/csv")
    if rule.endpoint in JSON:
        return world.as_(who, method, url, json=JSON[rule.endpoint])
    return world.as_(who, method, url, data=FORMS.get(rule.endpoint), csrf=csrf)


def _is_refused(response: TestResponse) -> bool:
    return response.status_code in (401, 403, 404) or (
        response.status_code == 303 and response.headers["Location"].startswith("/sign-in")
    )


def test_every_route_is_in_the_table_and_every_line_of_it_is_a_route(process_app):
    routes = {name for rule in process_app.url_map.iter_rules() for name in _name(rule)}
    assert routes - set(LET_IN) == set(), "Say here who may use it; nobody else is let in."
    assert set(LET_IN) - routes == set()


@pytest.mark.parametrize("route", LET_IN)
def test_a_route_lets_in_whom_the_table_names_and_nobody_else(world, route):
    refused_first = sorted(EVERYBODY, key=lambda who: who in LET_IN[route])
    answered = {who: _call(world, who, route) for who in refused_first}
    told = {who: response.status_code for who, response in answered.items()}
    assert not any(status in (400, 405) or status >= 500 for status in told.values()), told
    assert {who for who, response in answered.items() if not _is_refused(response)} == LET_IN[route], told


@pytest.mark.parametrize("route", [route for route in LET_IN if "challenge_id" in route])
def test_somebody_who_is_not_asked_cannot_tell_a_challenge_from_one_that_is_not_there(world, route):
    for who in ("stranger", "colleague", "outsider", "service-admin"):
        hidden, absent = _call(world, who, route), _call(world, who, route, challenge_id=NOT_THERE)
        assert hidden.status_code == absent.status_code, who
        if hidden.is_json or "problem" in hidden.content_type:
            assert hidden.data == absent.data


@pytest.mark.parametrize("path", ["/api/v1/challenges", "/challenges", "/results", "/sittings/new", "/"])
def test_a_list_names_no_challenge_to_somebody_who_is_not_asked(world, path):
    for who in ("stranger", "outsider", "service-admin", "colleague"):
        page = world.as_(who, "GET", path)
        assert page.status_code == 200
        assert "Letters" not in page.text


@pytest.mark.parametrize("route", [route for route in PAGES if route.startswith("POST") and route not in BY_LINK])
def test_a_form_without_its_token_is_refused(world, route):
    refused = _call(world, "volunteer" if "volunteer" in PAGES[route] else "owner", route, csrf=False)
    assert refused.status_code == 400
