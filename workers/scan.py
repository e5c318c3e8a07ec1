"""SCAN_IMPORT: private data is looked for in the items of an import."""

from microtask.challenges import actions
from workers.job import step

run = step(actions.scan)
