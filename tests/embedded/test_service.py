import importlib
from pathlib import Path

from microtask.embedded.service import assemble

SERVICE = assemble({"A": "b"}, "127.0.0.1:8000", 3)
PROGRAMS = [SERVICE.migrate, SERVICE.web, *SERVICE.background, SERVICE.demo]


def test_every_program_is_a_module_of_this_installation():
    for program in PROGRAMS:
        assert program.command[1] == "-m"
        assert importlib.util.find_spec(program.command[2]), program.name
        assert program.environment == {"A": "b"}


def test_the_service_has_as_many_workers_as_asked_for_and_one_clock():
    assert [program.name for program in SERVICE.background] == ["worker.1", "worker.2", "worker.3", "clock"]


def test_what_runs_for_ever_is_started_again_and_what_runs_once_is_not():
    assert [program.name for program in PROGRAMS if not program.restart] == ["migrate", "demo"]


def test_the_procfile_runs_the_same_modules():
    lines = (Path(__file__).parents[2] / "Procfile").read_text().splitlines()
    assert [line.partition(":")[0] for line in lines] == ["web", "worker", "clock"]
    for line, program in zip(lines, [SERVICE.web, *SERVICE.background[-2:]], strict=True):
        assert program.command[2] in line
