"""SPLIT_STAGE: items become tasks."""

from microtask.tasks import actions
from workers.job import step

run = step(actions.split)
