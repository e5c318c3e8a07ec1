"""What administrators see of departments: names, history, mergers, splits, figures; and of the deployment's set-up."""

from datetime import UTC, date, datetime
from types import SimpleNamespace as Row
from typing import Any

from werkzeug.datastructures import MultiDict

from microtask.results.models import DepartmentMonth
from microtask.web.figures import draw_exchange
from microtask.web.forms import Form
from tests.web import examples as made

NOON = datetime(2026, 3, 12, 10, 30, tzinfo=UTC)
HERE = Row(
    id=3, slug="examples", name="Department of Examples", name_cy="Adran Enghreifftiau", valid_from=None, valid_to=None
)
LONG = Row(id=4, slug="samples", name=made.LONG_WORD, name_cy="", valid_from=None, valid_to=None)


def _refused(*fields: str, **sent: str) -> Form:
    return Form.refused(MultiDict(sent), {name: [f"Say what {name} is."] for name in fields}, fields)


def _happened(kind: str, *, is_ours: bool = True) -> Row:
    return Row(
        kind=kind, name_before="Office for Samples", happened_on=date(2026, 3, 12), other="Bureau of Instances",
        origin="Office for Samples", is_ours=is_ours,
    )  # fmt: skip


HISTORY = [
    _happened("renamed"),
    _happened("merged", is_ours=False),
    _happened("split"),
    _happened("split", is_ours=False),
]
CONFIGURED = [{"provider": "Tax Office", "domain": "tax.example"}, {"provider": "Tax Office", "domain": None},
              {"provider": None, "domain": "tax.example"}]  # fmt: skip
SHOWN: dict[str, Any] = {
    "department": HERE, "aliases": ["DoE", made.LONG_WORD], "domains": ["examples.example"], "groups": ["tax: office"],
    "configured": CONFIGURED, "history": HISTORY, "part_of": None, "may_arrange": True, "notice": None,
}  # fmt: skip
OTHERS = [("", ""), ("samples", "Office for Samples"), ("long", made.LONG_WORD)]
MERGER: dict[str, Any] = {"department": HERE, "others": OTHERS, "form": Form.blank(), "into": None, "preview": None}
MOVES = Row(
    people=1204, roles={"owner": 3, "admin": 1}, challenges=[made.CHALLENGE, made.DRAFT], closed=4, asked=2,
    short=[made.CHALLENGE],
)  # fmt: skip
SPLIT: dict[str, Any] = {
    "department": HERE, "others": [("", "A new department"), *OTHERS[1:]], "form": Form.blank(), "preview": None,
    "challenges": [("7", "Plain-English check"), ("8", made.LONG_WORD)],
}  # fmt: skip
ALL_OF_SPLIT = ("domain", "emails", "challenges", "into", "slug", "name", "name_cy", "aliases", "on", "reason")
FIGURES: dict[str, Any] = {
    "people": 42, "again": 17, "given": 1204, "minutes": 310, "received": 980, "crowd": 371, "expert": 4,
    "open_ended": 16, "days": 2.25, "due": 3, "said": 2, "ideas": 0, "replied": 0,
}  # fmt: skip
FEW = FIGURES | dict.fromkeys(("people", "again", "given", "minutes", "received", "days"))
MONTHS = [DepartmentMonth(department_id=3, month=date(2026, number, 1), figures=figures)
          for number, figures in ((1, FIGURES), (2, FEW), (3, FIGURES | {"given": 1300}))]  # fmt: skip
DOING: dict[str, Any] = {
    "department": HERE, "chart": draw_exchange(MONTHS), "smallest_group": 5, "withheld": "[c]",
    "months": [{"month": f"{each.month:%b %Y}", **each.figures} for each in reversed(MONTHS)],
}  # fmt: skip
SET_UP = (
    ("The service", (("Name", "Microtask"), ("Version", "0.1.0"), ("Demonstration", "No"))),
    ("Signing in", (("Passwords", "Yes"), ("Links by e-mail, by domain", "tax.example: tax"))),
)
PROVIDER = {"name": "Tax Office", "issuer": "https://login.tax.example", "departments": ["tax"], "claim": None}

STATES: dict[str, dict[str, Any]] = {
    "departments/index.html": {
        "departments": [{"row": HERE, "part_of": None}, {"row": LONG, "part_of": "Department of Examples"}],
        "everywhere": True},
    "departments/index.html: of one": {"departments": [{"row": HERE, "part_of": None}], "everywhere": False},
    "departments/new.html": {"form": Form.blank()},
    "departments/new.html: refused": {"form": _refused("slug", "name", "name_cy", "aliases")},
    "departments/edit.html": {"department": HERE, "form": Form.blank(name=HERE.name, aliases="DoE")},
    "departments/edit.html: refused": {
        "department": HERE, "form": _refused("name", "name_cy", "aliases", "since", "reason")},
    "departments/show.html": SHOWN | {"notice": "Stored."},
    "departments/show.html: its own administrator": SHOWN | {
        "may_arrange": False, "aliases": [], "domains": [], "groups": [], "configured": [], "history": []},
    "departments/show.html: part of another": SHOWN | {"part_of": LONG, "history": [_happened("merged")]},
    "ways_in/show.html": {
        "department": HERE, "form": Form.blank(domains="examples.example"),
        "providers": [("tax", "Tax Office", "groups"), ("dues", "Dues Office", None)]},
    "ways_in/show.html: refused": {"department": HERE, "form": _refused("domains", "groups"), "providers": []},
    "mergers/show.html": MERGER,
    "mergers/show.html: refused": MERGER | {"form": _refused("into", "on", "reason")},
    "mergers/show.html: preview": MERGER | {"into": LONG, "preview": MOVES, "on": date(2026, 3, 12)},
    "mergers/show.html: nothing moves": MERGER | {
        "into": LONG, "preview": Row(people=0, roles={}, challenges=[], closed=0, asked=0, short=[]),
        "on": date(2026, 3, 12)},
    "splits/show.html": SPLIT,
    "splits/show.html: refused": SPLIT | {"form": _refused(*ALL_OF_SPLIT)},
    "splits/show.html: preview": SPLIT | {
        "preview": {"people": 4, "challenges": 1, "name": "Audit Office", "on": date(2026, 3, 12)}, "challenges": []},
    "department_figures/show.html": DOING,
    "department_figures/show.html: none yet": DOING | {"chart": None, "months": []},
    "task_templates/index.html": {"templates": list(made.CATALOGUE)},
    "configuration/show.html": {"groups": SET_UP, "providers": [PROVIDER, PROVIDER | {"claim": "groups"}]},
    "configuration/show.html: no provider": {"groups": SET_UP, "providers": []},
}  # fmt: skip
