"""For operators: is it alive, is it able to serve, what does it do. These take no token, and tell of nobody."""

from flask import Flask, Response

from microtask.db import outage
from microtask.house import House
from microtask.migrations.runner import is_at_head
from microtask.telemetry import Telemetry

TEXT = "text/plain; charset=utf-8"
PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8"


def set_up_operations(app: Flask, house: House, telemetry: Telemetry) -> None:
    """Serve `/healthz`, `/readyz` and `/metrics`."""
    readiness = Readiness(house)
    app.add_url_rule("/healthz", "healthz", lambda: Response("alive\n", content_type=TEXT))
    app.add_url_rule("/readyz", "readyz", readiness.answer)
    app.add_url_rule("/metrics", "metrics", lambda: Response(telemetry.exposition(), content_type=PROMETHEUS))


class Readiness:
    """Whether this process can serve. A schema that was found at head stays there: it is asked for until it is."""

    def __init__(self, house: House):
        self._house = house
        self._is_at_head = False

    def answer(self) -> Response:
        """200, or 503 with what is missing: a line each for the database, the queue and the migrations."""
        checks = {"database": self._has_database(), "queue": self._house.units.errands.is_alive()}
        checks["migrations"] = checks["database"] and self._has_migrations()
        lines = "".join(f"{name}: {'ready' if ready else 'not ready'}\n" for name, ready in checks.items())
        return Response(lines, 200 if all(checks.values()) else 503, content_type=TEXT)

    def _has_database(self) -> bool:
        """Asked twice: a connection that a restart has broken says nothing of the database as it is now."""
        return self._answers() or self._answers()

    def _answers(self) -> bool:
        try:
            with self._house.units.begin() as unit:
                unit.connection.exec_driver_sql("SELECT 1")
        except Exception as error:
            if outage(error) is None:
                raise
            return False
        return True

    def _has_migrations(self) -> bool:
        if not self._is_at_head:
            with self._house.units.begin() as unit:
                self._is_at_head = is_at_head(unit.connection)
        return self._is_at_head
