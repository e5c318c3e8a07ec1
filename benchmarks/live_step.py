"""A live step of deciding as a worker makes it, with its reads and writes, beside the engine alone.

`python -m benchmarks.live_step STAGE NEWS` gives a stage new answers and decides them, a few times over, and prints
what each job took. The environment names the service's servers.
"""

import multiprocessing
import sys
import time
from dataclasses import dataclass
from statistics import median

import numpy as np
import psycopg

from benchmarks.consensus.speed import ANSWERS, LABELS, NEWS, STAGE, VOLUNTEERS, draw
from benchmarks.service import Service, running_service
from benchmarks.stock import make_people
from benchmarks.table import Figure, at_most
from microtask.consensus.votes import IntArray
from workers.decide import run
from workers.job import settings
from workers.run import warm_up

TURNS = 5
CHANNEL = "api"
LEFT = 1_000_000  # by which a task and a volunteer make one number


@dataclass(frozen=True)
class Scale:
    """How large the stage is, in tasks, and how many answers are new."""

    tasks: int
    news: int


FULL = Scale(STAGE, NEWS)
QUICK = Scale(2_000, 100)


def measure_live_step(scale: Scale = FULL) -> list[Figure]:
    """The whole job: what is new is read with the other answers of its tasks, judged, and what changed is written."""
    with running_service() as service:
        make_people(service)
        stage = _make_stage(service, scale.tasks)
        service.run("benchmarks.full_pass", str(stage))
        service.do("VACUUM ANALYZE", "CHECKPOINT")
        said = service.run("benchmarks.live_step", str(stage), str(scale.news))
    took = [float(each) for each in said.split()]
    name = f"Live step, the whole job: {scale.news:,} new answers among {ANSWERS * scale.tasks:,}"
    return [at_most(name, median(took), must=500, reach_for=150, shown="{:.0f} ms",
                    yardstick=f"with its reads and writes, fork included; at most {max(took):.0f} ms")]  # fmt: skip


def main() -> None:
    """Give answers and decide them, and print the milliseconds of each job, from its fork to its end."""
    stage, news = int(sys.argv[1]), int(sys.argv[2])
    generator = np.random.default_rng(5)
    forks = multiprocessing.get_context("fork")
    warm_up()
    took = []
    for _ in range(TURNS):
        _give(stage, news, generator)
        job = forks.Process(target=run, args=(str(stage),))
        begun = time.perf_counter()
        job.start()
        job.join()
        took.append(1000 * (time.perf_counter() - begun))
    with psycopg.connect(settings().database_url) as connection:
        left = connection.execute(_CHECK, {"stage": stage}).fetchone()
    if left != (0, TURNS):
        raise RuntimeError(f"The jobs left {left}: every answer should be decided, each thousand by a live step.")
    print(*took)


def _make_stage(service: Service, tasks: int) -> int:
    """A stage all of whose tasks have the same number of answers, from the crowd that the engine is measured with."""
    crowd = draw(tasks, seed=1)
    with psycopg.connect(service.database_url) as connection:
        connection.execute("SET session_replication_role = replica")  # the rows are whole: no trigger, no second look
        at = {"tasks": tasks, "answers": ANSWERS, "volunteers": VOLUNTEERS}
        (stage,) = connection.execute(_STAGE, at).fetchone() or (0,)
        first_task, first_volunteer = connection.execute(_FIRST, {"stage": stage}).fetchone() or (0, 0)
        votes = crowd.votes
        _store(connection, stage, first_task + votes.tasks, first_volunteer + votes.volunteers, votes.labels)
    service.do("VACUUM ANALYZE", "CHECKPOINT")
    return int(stage)


def _give(stage: int, news: int, generator: np.random.Generator) -> None:
    """One more answer to each of `news` open tasks, by somebody who has not answered it."""
    with psycopg.connect(settings().database_url) as connection:
        tasks = np.array(connection.execute(_OPEN, {"stage": stage}).fetchall(), np.int64).ravel()
        volunteers = np.array(connection.execute(_VOLUNTEERS, {"stage": stage}).fetchall(), np.int64).ravel()
        given = np.array(connection.execute(_GIVEN, {"stage": stage}).fetchall(), np.int64)
        chosen = np.sort(generator.choice(tasks, size=news, replace=False))
        who = generator.choice(volunteers, size=news)
        said = np.isin(chosen * LEFT + who, given[:, 0] * LEFT + given[:, 1])
        _store(connection, stage, chosen[~said], who[~said], generator.integers(LABELS, size=news - said.sum()))
    with psycopg.connect(settings().database_url, autocommit=True) as connection:
        connection.execute("CHECKPOINT")


def _store(
    connection: psycopg.Connection,
    stage: int,
    tasks: IntArray,
    volunteers: IntArray,
    labels: IntArray,
) -> None:
    """Answers that are new to deciding, each with the slot that it holds."""
    columns = [each.tolist() for each in (tasks, volunteers, labels)]
    connection.execute(
        _ANSWERS, {"stage": stage, "channel": CHANNEL} | dict(zip(("tasks", "who", "said"), columns, strict=True))
    )


_STAGE = """
WITH made AS (
    INSERT INTO challenges (department_id, title, promise, state, published_at, opened_at)
    SELECT id, 'Letters', 'We will rewrite what is unclear.', 'draft', now(), now() FROM departments WHERE slug = 'home'
    RETURNING id),
asked AS (
    INSERT INTO stages (challenge_id, position, template, kind, question, options, min_answers, max_answers, confidence,
                        median_seconds, split_at)
    SELECT id, 1, 'review', 'review', 'What does this letter ask for?', '["a", "b", "c", "d"]', 2, 20, 0.95, 20, now()
    FROM made RETURNING id, challenge_id),
items AS (
    INSERT INTO items (challenge_id, key, payload)
    SELECT made.id, 'k' || n, json_build_object('key', 'k' || n, 'text', repeat('A letter about a payment. ', 10))
    FROM made, generate_series(1, %(tasks)s) n RETURNING id),
tasks AS (
    INSERT INTO tasks (stage_id, item_id, wanted, taken, max_answers)
    SELECT asked.id, items.id, %(answers)s, %(answers)s, 20 FROM asked, items ORDER BY items.id),
crowd AS (
    INSERT INTO participants (challenge_id, pseudonym)
    SELECT made.id, 'v-crowd' || n FROM made, generate_series(1, %(volunteers)s) n)
SELECT id FROM asked
"""
_FIRST = """
SELECT (SELECT min(id) FROM tasks WHERE stage_id = s.id),
       (SELECT min(id) FROM participants WHERE challenge_id = s.challenge_id)
FROM stages s WHERE s.id = %(stage)s
"""
_OPEN = "SELECT id FROM tasks WHERE stage_id = %(stage)s AND state = 'open' ORDER BY id"
_VOLUNTEERS = """
SELECT p.id FROM participants p JOIN stages s ON s.challenge_id = p.challenge_id WHERE s.id = %(stage)s ORDER BY p.id
"""
_GIVEN = "SELECT task_id, participant_id FROM answers WHERE stage_id = %(stage)s"
_ANSWERS = """
WITH said AS (
    SELECT said.*, ('[0:3]={a,b,c,d}'::text[])[said.label] AS value,
           coalesce((SELECT max(slot) FROM assignments a WHERE a.task_id = said.task), 0)
           + row_number() OVER (PARTITION BY said.task ORDER BY said.place) AS slot
    FROM unnest(%(tasks)s::bigint[], %(who)s::bigint[], %(said)s::int[]) WITH ORDINALITY
         AS said (task, who, label, place)),
stubs AS (
    INSERT INTO assignments (stage_id, task_id, participant_id, slot, state, dealt_at, ended_at)
    SELECT %(stage)s, task, who, slot, 'answered', now(), now() FROM said ORDER BY place
    RETURNING id, task_id, participant_id)
INSERT INTO answers (stage_id, task_id, assignment_id, participant_id, value, channel, answered_at)
SELECT %(stage)s, said.task, stubs.id, said.who, said.value, %(channel)s, now()
FROM said JOIN stubs ON stubs.task_id = said.task AND stubs.participant_id = said.who ORDER BY said.place
"""
_CHECK = """
SELECT (SELECT count(*) FROM answers WHERE stage_id = %(stage)s AND decided_at IS NULL),
       (SELECT pass_number - fitted_pass FROM stages s JOIN stage_states k ON k.stage_id = s.id WHERE s.id = %(stage)s)
"""


if __name__ == "__main__":
    main()
