"""The yardstick: a Flask app with nothing in it but one indexed SELECT and one INSERT with its COMMIT.

A pair is one request of each, as a client needs them to read a task and to answer it. The server, its worker class and
its processes, the driver, the pool and the durable PostgreSQL are those of the service.
"""

import os

from flask import Flask, Response, jsonify, request
from sqlalchemy import create_engine, text

TABLES = """
CREATE TABLE tasks (id bigint PRIMARY KEY, text text NOT NULL);
CREATE TABLE answers (id bigserial PRIMARY KEY, task_id bigint NOT NULL, person_id bigint NOT NULL,
                      value text NOT NULL, answered_at timestamptz NOT NULL DEFAULT now());
INSERT INTO tasks SELECT n, repeat('A letter about a payment. ', 10) || n FROM generate_series(1, {tasks}) n;
"""
_TASK = text("SELECT id, text FROM tasks WHERE id = :id")
_ANSWER = text("INSERT INTO answers (task_id, person_id, value) VALUES (:task, :person, :value) RETURNING id")


def create_app() -> Flask:
    """The bare app, on the database of the environment variable BARE_DATABASE_URL."""
    app = Flask("bare")
    engine = create_engine(os.environ["BARE_DATABASE_URL"], pool_size=5, max_overflow=5)

    @app.get("/tasks/<int:task_id>")
    def show(task_id: int) -> Response:
        with engine.begin() as connection:  # a rollback would make the driver forget its prepared statements
            row = connection.execute(_TASK, {"id": task_id}).one()
        return jsonify(id=row.id, text=row.text)

    @app.post("/answers")
    def answer() -> Response:
        said = request.get_json()
        with engine.begin() as connection:
            answer_id = connection.execute(_ANSWER, said).scalar_one()
        return jsonify(answer=answer_id)

    return app
