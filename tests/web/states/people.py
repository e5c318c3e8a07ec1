"""What an administrator sees of people, their roles, who leaves, the access review, and what the department permits."""

from datetime import UTC, datetime
from types import SimpleNamespace as Row
from typing import Any

from werkzeug.datastructures import MultiDict

from microtask.web.forms import Form
from tests.web import examples as made

NOON = datetime(2026, 3, 12, 10, 30, tzinfo=UTC)
HERE = Row(id=3, name="Department of Examples", permission_text="An hour a month.", monthly_minutes=60)
GIVEABLE = ["owner", "analyst", "expert", "admin"]


def _held(role: str, name: str = "Ada Example", skills: tuple[str, ...] = ()) -> Row:
    return Row(
        role=role, person_id=7, name=name, works_in="Office for Samples", skills=list(skills), created_at=NOON,
        confirmed_at=NOON,
    )  # fmt: skip


def _refused(*fields: str) -> Form:
    return Form.refused(MultiDict(), {name: [f"Say what {name} is."] for name in fields}, fields)


HELD = [_held("owner"), _held("expert", skills=("law", "plain-english"))]
MEMBER: dict[str, Any] = {
    "department": HERE, "works_in": "Department of Examples", "works_here": True, "is_own": False, "may_close": True,
    "member": Row(id=7, name="Ada Example", email="ada@samples.example", left_at=None, has_signed_in=True),
    "left": [], "held": HELD, "giveable": GIVEABLE, "removable": ["owner", "expert"],
}  # fmt: skip
INVITED = Row(id=7, name="Ada Example", email="ada@samples.example", left_at=None, has_signed_in=False)
OF_OTHERS = {"works_in": "Office for Samples", "works_here": False}
LEFT = Row(id=7, name="Ada Example", email="ada@samples.example", left_at=NOON, has_signed_in=True)
BY_ROLE = [("owner", [_held("owner"), _held("owner", made.LONG_WORD)]), ("expert", [HELD[1]]),
           ("admin", [_held("admin")]), ("service-admin", [_held("service-admin")])]  # fmt: skip
PEOPLE: dict[str, Any] = {
    "department": HERE, "roles": BY_ROLE, "form": Form.blank(q=""), "words": "", "found": [], "is_cut": False,
    "fewest": 3, "holders": {7},
}  # fmt: skip
FOUND = [Row(id=7, name="Ada Example", email=f"{made.LONG_WORD}@samples.example", left_at=None, has_signed_in=False),
         Row(id=8, name="Bo Sample", email="bo@samples.example", left_at=NOON, has_signed_in=True)]  # fmt: skip
OWNED = [{"title": "Plain-English check", "department": "Department of Examples", "others": ["Bo Sample"]},
         {"title": None, "department": "Office for Samples", "others": []}]  # fmt: skip
LEAVING = MEMBER | {"owned": OWNED, "alone": OWNED[1:], "form": Form.blank()}

HEIR = {
    "challenge": made.CHALLENGE, "form": Form.blank(),
    "owners": [Row(name="Ada Example", left_at=None), Row(name="Somebody who has left", left_at=NOON)],
}  # fmt: skip


def _due(name: str, role: str, number: int, **known: Any) -> dict[str, Any]:
    return {
        "field": f"decide-{number}-{role}", "role": role, "skills": [], "name": name, "works_in": "Office for Samples",
        "confirmed_at": NOON, "is_due": True, "may_decide": True,
    } | known  # fmt: skip


DUE = [_due("Ada Example", "owner", 7), _due("Bo Sample", "expert", 8, skills=["law"])]
OTHERS = [_due("Cy Instance", "admin", 9, may_decide=False), _due(made.LONG_WORD, "analyst", 10, is_due=False)]
ACCESS = {"department": HERE, "due": DUE, "others": OTHERS, "days": 365, "form": Form.blank(), "notice": None}
DECIDED = {"decide-7-owner": "keep", "decide-8-expert": "remove"}
VERSIONS = [{"words": "An hour a month.\nAsk your manager.", "minutes": 60, "since": NOON, "by": "Ada Example"},
            {"words": "", "minutes": None, "since": NOON, "by": None}]  # fmt: skip
PERMISSION = {
    "department": HERE, "form": Form.blank(permission_text="An hour a month.", monthly_minutes=60), "preview": HERE,
    "is_new": False, "versions": VERSIONS, "notice": None,
}  # fmt: skip

STATES: dict[str, dict[str, Any]] = {
    "people/choose.html": {"departments": [HERE, Row(id=4, name=made.LONG_WORD)]},
    "people/index.html": PEOPLE,
    "people/index.html: nobody yet": PEOPLE | {"roles": []},
    "people/index.html: found": PEOPLE | {"words": "sam", "form": Form.blank(q="sam"), "found": FOUND, "is_cut": True},
    "people/index.html: not found": PEOPLE | {"words": "xyz", "form": Form.blank(q="xyz")},
    "people/new.html": {"department": HERE, "giveable": GIVEABLE, "form": Form.blank()},
    "people/new.html: refused": {
        "department": HERE, "giveable": [*GIVEABLE, "service-admin"],
        "form": _refused("email", "name", "role", "skills", "reason")},
    "people/show.html": MEMBER | {"notice": "They have the role from now on."},
    "people/show.html: a volunteer": MEMBER | {"notice": None, "held": [], "removable": []},
    "people/show.html: of another department": MEMBER | OF_OTHERS | {"notice": None},
    "people/show.html: oneself": MEMBER | {"notice": None, "is_own": True},
    "people/show.html: invited, owns what waits": MEMBER | {
        "notice": None, "member": INVITED,
        "left": [Row(id=11, title="Sort the backlog"), Row(id=12, title=made.LONG_WORD)]},
    "people/show.html: an administrator of the service": MEMBER | {"notice": None, "may_close": False},
    "people/show.html: left": MEMBER | {"notice": None, "member": LEFT, "held": [], "removable": []},
    "roles/new.html": MEMBER | {"form": Form.blank()},
    "roles/new.html: refused": MEMBER | {"form": _refused("role", "skills", "reason")},
    "roles/new.html: oneself": MEMBER | {"form": Form.blank(), "is_own": True},
    "roles/remove.html": MEMBER | {"form": Form.blank()},
    "roles/remove.html: refused": MEMBER | {"form": _refused("held", "reason")},
    "roles/remove.html: none": MEMBER | {"form": Form.blank(), "removable": []},
    "roles/remove.html: oneself": MEMBER | {"form": Form.blank(), "is_own": True},
    "leaving/show.html": LEAVING,
    "leaving/show.html: owns nothing": LEAVING | {"owned": [], "alone": []},
    "leaving/show.html: refused": LEAVING | {"form": _refused("email", "reason")},
    "leaving/show.html: oneself": LEAVING | {"is_own": True},
    "leaving/show.html: works elsewhere": LEAVING | OF_OTHERS,
    "leaving/show.html: an administrator of the service": LEAVING | {"may_close": False},
    "heirs/show.html": HEIR,
    "heirs/show.html: refused": HEIR | {"form": _refused("email", "reason")},
    "leaving/back.html": MEMBER | {"member": LEFT, "form": Form.blank()},
    "leaving/back.html: refused": MEMBER | {"member": LEFT, "form": _refused("reason")},
    "access/show.html": ACCESS | {"notice": "Your decisions are stored."},
    "access/show.html: nothing waits": ACCESS | {"due": [], "others": []},
    "access/show.html: refused": ACCESS | {
        "form": Form.refused(MultiDict(DECIDED), {"reason": ["Say in a few words why."]}, ["reason", *DECIDED])},
    "permission/show.html": PERMISSION | {"notice": "Stored."},
    "permission/show.html: preview": PERMISSION | {
        "preview": Row(name="Department of Examples", permission_text="", monthly_minutes=30), "is_new": True},
    "permission/show.html: nothing said": PERMISSION | {
        "preview": Row(name="Department of Examples", permission_text="", monthly_minutes=None), "versions": []},
    "permission/show.html: refused": PERMISSION | {
        "preview": None, "form": _refused("permission_text", "monthly_minutes")},
}  # fmt: skip
