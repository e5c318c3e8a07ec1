from dataclasses import replace

import psycopg
import pytest

from microtask.app import create_app

NOWHERE = "127.0.0.1:1"


def lines(response) -> list[str]:
    return response.text.splitlines()


def test_it_is_alive_whatever_else_is(settings):
    away = replace(settings, database_url=f"postgresql://nobody@{NOWHERE}/x", redis_url=f"redis://{NOWHERE}/0")
    assert create_app(away).test_client().get("/healthz").status_code == 200


def test_it_is_ready_with_its_database_queue_and_migrations(app):
    response = app.test_client().get("/readyz")
    assert response.status_code == 200
    assert lines(response) == ["database: ready", "queue: ready", "migrations: ready"]


@pytest.mark.parametrize(
    ("away", "expected"),
    [
        (
            {"database_url": f"postgresql://nobody@{NOWHERE}/x"},
            ["database: not ready", "queue: ready", "migrations: not ready"],
        ),
        ({"redis_url": f"redis://{NOWHERE}/0"}, ["database: ready", "queue: not ready", "migrations: ready"]),
    ],
)
def test_it_says_what_it_waits_for(settings, away, expected):
    app = create_app(replace(settings, **away))
    response = app.test_client().get("/readyz")
    assert (response.status_code, lines(response)) == (503, expected)
    with app.extensions["microtask"].units.sessions() as session:
        session.get_bind().dispose()


def test_it_is_not_ready_before_the_last_migration(settings, clean):
    def set_revision(connection: psycopg.Connection, revision: str) -> None:
        connection.execute("UPDATE alembic_version SET version_num = %s", [revision])

    app = create_app(settings)
    client = app.test_client()
    with psycopg.connect(settings.database_url, autocommit=True) as connection:
        [(newest,)] = connection.execute("SELECT version_num FROM alembic_version")
        try:
            set_revision(connection, "0001")
            response = client.get("/readyz")
            assert (response.status_code, lines(response)[-1]) == (503, "migrations: not ready")
        finally:
            set_revision(connection, newest)
    assert client.get("/readyz").status_code == 200
    with app.extensions["microtask"].units.sessions() as session:
        session.get_bind().dispose()


def test_the_figures_count_requests_by_route_and_tell_of_nobody(app):
    client = app.test_client()
    client.get("/api/v1/me")
    client.get("/api/v1/challenges/123456789")
    client.get("/no/such/ada@tax.example")
    figures = client.get("/metrics").text
    count = 'microtask_request_seconds_count{method="GET",route="api_me.show",status="401"}'
    assert any(line.startswith(count) and float(line.split()[-1]) >= 1 for line in figures.splitlines())
    assert 'route="none",status="404"' in figures
    assert 'microtask_jobs{state="queued"} 0.0' in figures
    assert "123456789" not in figures
    assert "ada" not in figures
