"""ADVANCE: settled items move on to the next stage, or drop out."""

from microtask.results import actions
from workers.job import step

run = step(actions.advance)
