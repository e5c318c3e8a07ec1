"""RELEASE: results become a numbered set of files that never changes."""

from microtask.results import actions
from microtask.results.queries import list_release_stages
from microtask.unit_of_work import UnitsOfWork
from workers.decide import decide
from workers.job import whole


def release(units: UnitsOfWork, release_id: int) -> None:
    """Decide with whatever came late, then write the files; the sweep comes back where somebody is deciding already."""
    with units.begin() as unit:
        late = list_release_stages(unit.session, release_id, dirty=True)
    for stage_id in late:
        if not decide(units, stage_id, full=True):
            return
    actions.write_release(units, release_id)


run = whole(release)
