"""The pipeline on one screen: each step is a worker's door, and everything that runs by the clock is there too."""

import inspect
from importlib import import_module
from pathlib import Path

import pytest

from microtask.steps import Step
from tests.house.sources import ROOT
from workers.schedule import SCHEDULE

NOT_STEPS = {"__init__", "job", "run", "clock", "schedule"}


@pytest.mark.parametrize("step", Step)
def test_a_step_resolves_to_a_function_in_workers_that_takes_one_id(step):
    module, _, name = step.value.rpartition(".")
    run = getattr(import_module(module), name)
    assert module.startswith("workers.")
    assert len(inspect.signature(run).parameters) == 1


def test_every_file_of_workers_is_a_step_or_runs_by_the_clock():
    files = {path.stem for path in Path(ROOT, "workers").glob("*.py")} - NOT_STEPS
    steps = {step.value.split(".")[1] for step in Step}
    periodic = {function.__module__.split(".")[1] for function, _ in SCHEDULE}
    assert files == steps | periodic
