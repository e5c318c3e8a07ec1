"""Overtake: what the passes that have begun read of a stage is no longer so, and none of them may act on it.

Answers are withdrawn, or an item is restored or removed, while passes run. Whoever does that gives the stage a number
above theirs, and leaves it as the mark of a full pass whose results are not stored yet: so the next pass is a full one.
A pass that finds such a mark above its own number stores no more, and is made again.
"""

from collections.abc import Sequence

from sqlalchemy import text

from microtask.results.actions.begin_pass import Pass
from microtask.unit_of_work import UnitOfWork

# A stage without a row of its own has had no pass: `begin_pass` makes it together with the first number.
_NUMBER = "UPDATE stages SET pass_number = pass_number + 1 WHERE id = ANY (:stages)"
_MARK = """
UPDATE stage_states k SET unstored_pass = s.pass_number FROM stages s WHERE s.id = k.stage_id AND s.id = ANY (:stages)
"""
_LOOK = "SELECT unstored_pass > %(number)s FROM stage_states WHERE stage_id = %(stage)s"


class Overtaken(Exception):  # noqa: N818 (no error: the pass is made again)
    """What this pass has read is no longer so."""


def overtake(unit: UnitOfWork, stage_ids: Sequence[int]) -> None:
    """Let the passes over these stages that have begun store nothing more, and ask for a full one.

    The caller has locked the tasks that it changes.
    """
    stages = {"stages": list(stage_ids)}
    unit.session.execute(text(_NUMBER), stages)
    unit.session.execute(text(_MARK), stages)


def check_not_overtaken(unit: UnitOfWork, this: Pass) -> None:
    """Raise `Overtaken` where the pass may store nothing more.

    The caller has locked the tasks that it may settle, so that from here on nobody takes an answer to them back.
    """
    if unit.connection.exec_driver_sql(_LOOK, {"stage": this.stage_id, "number": this.number}).scalar():
        raise Overtaken
