"""Load the demo: people straight into the database, since nobody may sign in yet, and all the rest over the API."""

from collections.abc import Callable
from dataclasses import dataclass

from microtask.demo.content import DemoChallenge, DemoContent, DemoPerson, read_content
from microtask.people import actions as people
from microtask.people import queries
from microtask.people.keys import Passwords
from microtask.simulate import Client, Crowd, work_through
from microtask.simulate.client import check_is_this_machine
from microtask.simulate.volunteers import make_volunteers
from microtask.unit_of_work import UnitsOfWork

COLLEAGUES = 18
ACCURACY = 0.8
SEED = 20260302
TOKEN_NAME = "demo"  # noqa: S105 (what the token is called in lists)

Say = Callable[[str], None]


@dataclass(frozen=True)
class _Demo:
    """What the parts of the loading share: where the service is, and everybody's token by e-mail address."""

    url: str
    tokens: dict[str, str]
    colleagues: list[str]
    say: Say


def load(url: str, units: UnitsOfWork, passwords: Passwords, *, say: Say) -> None:
    """Fill the service at `url` with the demo, and say how to sign in. Loading again adds only what is missing.

    Raises `SimulationError` where the service is not on this machine, or does not do what it should.
    """
    check_is_this_machine(url)
    content = read_content()
    demo = _Demo(url, _add_people(units, passwords, content), make_volunteers(units, COLLEAGUES, crowd="demo"), say)
    _say_sign_ins(content, say)
    for challenge in content.challenges:
        _post(demo, challenge, admin=_admin_of(content, challenge.department))
    say(f"The demo is complete: {url}")


def _add_people(units: UnitsOfWork, passwords: Passwords, content: DemoContent) -> dict[str, str]:
    tokens = {}
    for department in content.departments:
        with units.begin() as unit:
            made = people.add_department(unit, department.slug, name=department.name)
            if not made.permission_text:
                minutes = department.monthly_minutes
                people.set_permission(unit, made.id, words=department.permission, monthly_minutes=minutes)
            for person in department.people:
                is_new = queries.find_by_email(unit.session, person.email) is None
                row = people.add_person(
                    unit, email=person.email, name=person.name, department=department.slug, roles=person.roles
                )
                if is_new:
                    people.set_password(unit, row.id, content.password, passwords=passwords)
                tokens[person.email] = people.issue_token(unit, row.id, name=TOKEN_NAME)
    return tokens


def _say_sign_ins(content: DemoContent, say: Say) -> None:
    say(f"Sign in with the password “{content.password}” as:")
    for department in content.departments:
        for person in department.people:
            say(f"  {person.email:<44} {', '.join(person.roles):<12} {department.name}")


def _admin_of(content: DemoContent, slug: str) -> DemoPerson:
    [department] = [department for department in content.departments if department.slug == slug]
    return next(person for person in department.people if "admin" in person.roles)


def _post(demo: _Demo, challenge: DemoChallenge, *, admin: DemoPerson) -> None:
    """Post one challenge, have it approved, let colleagues answer their share, and finish it where that is all."""
    title = challenge.body["title"]
    with (
        Client(demo.url, demo.tokens[challenge.owner]) as owner,
        Client(demo.url, demo.tokens[admin.email]) as approver,
    ):
        if any(there["title"] == title for there in owner.get("/challenges", limit=200)["items"]):
            return
        made = owner.post("/challenges", {**challenge.body, "why": challenge.why})
        path = f"/challenges/{made['id']}"
        _import(owner, path, challenge)
        owner.post(f"{path}/publish")
        if owner.wait_for(path, "state", "awaiting_approval", "open")["state"] == "awaiting_approval":
            approver.post(f"{path}/approve")
        owner.wait_for(path, "state", "open")
        demo.say(f"Colleagues are answering “{title}” …")
        _answer(demo, owner, made["id"], challenge)
        if challenge.answered >= 1:
            _finish(owner, path, challenge)


def _import(owner: Client, path: str, challenge: DemoChallenge) -> None:
    started = owner.post(f"{path}/items", content=challenge.items.read_bytes(), headers={"Content-Type": "text/csv"})
    owner.wait_for(f"{path}/imports/{started['import']}", "state", "done")


def _answer(demo: _Demo, owner: Client, challenge_id: int, challenge: DemoChallenge) -> None:
    def is_enough() -> bool:
        progress = owner.get(f"/challenges/{challenge_id}")["progress"]
        return bool(challenge.answered < 1 and progress["settled"] >= challenge.answered * progress["tasks"])

    crowd = Crowd(len(demo.colleagues), ACCURACY, truth=challenge.read_truth(), seed=SEED)
    work_through(demo.url, demo.colleagues, challenge_id, crowd, is_enough=is_enough)


def _finish(owner: Client, path: str, challenge: DemoChallenge) -> None:
    owner.post(f"{path}/close")
    owner.wait_for(path, "state", "closed")
    number = owner.post(f"{path}/releases")["number"]
    owner.wait_for_release(path, number)
    if challenge.outcome:
        owner.put(f"{path}/outcome", {"outcome": challenge.outcome})
