import pytest
from click.testing import CliRunner, Result

from microtask.cli.retain import command
from microtask.feedback import actions as feedback
from tests.scene import Scene


@pytest.fixture
def run(scene: Scene, settings, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", settings.database_url)
    monkeypatch.setenv("REDIS_URL", settings.redis_url)
    scene.do(feedback.tell, text="It works.", page="", reply_to="")
    scene.rows("UPDATE feedback SET created_at = now() - interval '3 years' RETURNING id")

    def call(*arguments: str) -> Result:
        return CliRunner().invoke(command, arguments)

    return call


def test_a_dry_run_says_what_would_go_and_deletes_nothing(run, scene):
    done = run("--dry-run")
    assert done.exit_code == 0
    assert "Would be deleted: 1 × feedback (" in done.stdout  # noqa: RUF001
    assert scene.value("SELECT count(*) FROM feedback") == 1
    assert scene.value("SELECT count(*) FROM audit_entries") == 0


def test_a_run_deletes_it(run, scene):
    assert "Deleted: 1 × feedback (" in run().stdout  # noqa: RUF001
    assert scene.value("SELECT count(*) FROM feedback") == 0


def test_a_period_that_cannot_be_meant_is_one_sentence(run, monkeypatch):
    monkeypatch.setenv("MICROTASK_KEEP_DAYS", "audit=3")
    assert "183 days at least" in str(run().exception)
