"""How a department is doing: figures of whole months, and never a person."""

from datetime import date

import pytest

from microtask.results.models import DepartmentMonth
from tests.web.visitor import text

FIGURES = {
    "people": 42, "again": 17, "given": 1204, "minutes": 310, "received": 980, "crowd": 371, "expert": 4,
    "open_ended": 16, "days": 2.25, "due": 3, "said": 2, "ideas": 0, "replied": 0,
}  # fmt: skip
FEW = FIGURES | dict.fromkeys(("people", "again", "given", "minutes", "received", "days"))


@pytest.fixture
def admin(visit, scene):
    return visit(scene.person("tax", "admin"))


def store(scene, slug="tax"):
    with scene.units.begin() as unit:
        number = scene.department(slug)
        for month, figures in ((1, FIGURES), (2, FEW)):
            unit.session.add(DepartmentMonth(department_id=number, month=date(2026, month, 1), figures=figures))


def test_before_a_month_is_over_there_is_nothing_to_tell(admin, scene):
    page = text(admin.get(f"/departments/{scene.department('tax')}/figures"))
    assert "No month is over yet in which anybody answered." in page
    assert "There is no table of people here, and nowhere else" in page


def test_months_are_told_with_what_is_withheld_marked(admin, scene):
    store(scene)
    page = admin.get(f"/departments/{scene.department('tax')}/figures")
    words = text(page)
    assert "<svg" in page.text
    assert "Jan 2026 42 17 310" in words
    assert "Feb 2026 [c] [c] [c]" in words
    assert "2 of 3" in words


def test_nobody_else_reads_them(visit, scene):
    store(scene)
    tax = scene.department("tax")
    assert visit(scene.person("parks", "admin")).get(f"/departments/{tax}/figures").status_code == 404
    assert visit(scene.person("tax", "owner")).get(f"/departments/{tax}/figures").status_code == 403
