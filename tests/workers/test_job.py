"""The door of the background face: batches, and what becomes of each kind of error."""

import pytest
from sqlalchemy import text

from microtask.errors import Conflict, Invalid, NotAllowed, NotFound
from workers.job import batch_by_batch, make_units, with_answers_for_errors

DEPARTMENT = text("INSERT INTO departments (slug, name) VALUES (:slug, 'A department')")


def slugs(units) -> list[str]:
    with units.begin() as unit:
        return list(unit.session.scalars(text("SELECT slug FROM departments ORDER BY slug")))


def test_every_batch_is_committed_by_itself_until_there_is_no_more(units):
    seen = []

    def action(unit, subject):
        seen.append(slugs(units))
        unit.session.execute(DEPARTMENT, {"slug": f"d{len(seen)}"})
        return len(seen) < subject

    batch_by_batch(units, action, 3)
    assert seen == [[], ["d1"], ["d1", "d2"]]
    assert slugs(units) == ["d1", "d2", "d3"]


@pytest.mark.parametrize("error", [NotFound(), Conflict(), NotAllowed(), Invalid({})])
def test_what_is_no_longer_wanted_is_dropped_and_leaves_nothing_behind(units, error):
    def action(unit, _):
        unit.session.execute(DEPARTMENT, {"slug": "half"})
        raise error

    batch_by_batch(units, action, 1)
    assert slugs(units) == []


def test_what_nobody_foresaw_is_raised_so_that_it_is_tried_again(units):
    def work(units, _):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        with_answers_for_errors(work, units, 1)


def test_a_worker_holds_no_connection_between_jobs(settings, clean):
    """So that a fork never shares one with its parent."""
    units = make_units(settings)
    with units.begin() as unit:
        mine = unit.session.scalar(text("SELECT pg_backend_pid()"))
    with units.begin() as unit:
        left = text("SELECT count(*) FROM pg_stat_activity WHERE pid = :pid")
        assert unit.session.scalar(text("SELECT pg_backend_pid()")) != mine
        assert unit.session.scalar(left, {"pid": mine}) in (0, 1)  # it may take a moment to end
