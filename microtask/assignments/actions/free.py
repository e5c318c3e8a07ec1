"""Free the slots of several assignments at once, without meeting a pass of deciding head-on."""

from sqlalchemy import text

from microtask.unit_of_work import UnitOfWork


def free_slots(unit: UnitOfWork, assignment_ids: list[int], *, state: str) -> None:
    """End live assignments as `state`. The caller has locked them; their tasks are locked here in the order of ids.

    The database counts a slot on its task as each row changes; in the order of the assignments, that could wait for
    a pass which waits for this.
    """
    if not assignment_ids:
        return
    ids = {"ids": assignment_ids}
    unit.session.execute(
        text(
            "SELECT FROM tasks WHERE id IN (SELECT task_id FROM assignments WHERE id = ANY(:ids))"
            " ORDER BY id FOR NO KEY UPDATE"
        ),
        ids,
    )
    unit.session.execute(
        text("UPDATE assignments SET state = :state, slot = NULL, ended_at = :now WHERE id = ANY(:ids)"),
        ids | {"state": state, "now": unit.now},
    )
