import subprocess
import sys

from tests.catalogue.folders import changed, write_template


def run(*arguments):
    start = "from microtask.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", start, "templates", *arguments], capture_output=True, text=True, check=False
    )


def test_the_templates_are_listed_one_a_line():
    done = run("list")
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert [line.split()[0] for line in lines[:3]] == ["review", "tag", "rate"]
    assert "next-step-letter       review  Does this letter say what to do next?" in lines


def test_a_template_that_can_be_used_is_told_so(tmp_path):
    done = run("check", str(write_template(tmp_path / "fruit")))
    assert (done.returncode, done.stdout) == (0, "fruit: nothing is wrong with it.\n")


def test_every_fault_is_a_line_and_the_exit_status_is_1(tmp_path):
    folder = write_template(tmp_path / "fruit", manifest=changed("max = 7", "max = 1"), fragment="<style>")
    done = run("check", str(folder))
    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        "fruit/manifest.toml: redundancy.max: Give a number that is not below “min”.",
        "fruit/task.html: line 1: It has a style. Take it out.",
    ]


def test_a_folder_that_is_not_there_is_wrong_usage(tmp_path):
    done = run("check", str(tmp_path / "nowhere"))
    assert done.returncode == 2
    assert "nowhere" in done.stderr
    assert "Traceback" not in done.stderr
