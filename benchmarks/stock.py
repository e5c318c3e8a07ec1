"""A stock of work: an open challenge of any size with half of its answers stored, as if a crowd had given them.

Rows go straight into the tables, and then the service's own full pass decides them, so that results, counters and the
model are what the service itself would have made. Of four tasks one has both of its answers, two have one, and one has
none.
"""

from dataclasses import dataclass

import psycopg

from benchmarks.service import Service
from microtask.challenges.actions.join import join
from microtask.people import actions as people
from microtask.unit_of_work import UnitOfWork

CLIENTS = 8
CROWD = 200
DEPARTMENTS = ("tax", "health", "home")
OWNER = "owner@home.example"


@dataclass(frozen=True)
class Volunteer:
    """Somebody who answers: a token for the API, a session's key for the pages."""

    person_id: int
    token: str
    key: str


@dataclass(frozen=True)
class Stock:
    """An open challenge.

    `decided_in` says how many seconds the full pass over its stored answers took, `decided_memory` how many bytes.
    """

    challenge_id: int
    stage_id: int
    tasks: int
    answers: int
    decided_in: float
    decided_memory: int


@dataclass(frozen=True)
class People:
    """Whoever takes part: an owner's token, clients that are new to every challenge, and others with a past."""

    owner: str
    newcomers: list[Volunteer]
    veterans: list[Volunteer]


def make_people(service: Service) -> People:
    """An owner, and two sets of volunteers in three departments, each with a token and a browser's session."""
    with service.units.begin() as unit:
        owner = people.add_person(unit, email=OWNER, name="Owner", department="home", roles=["owner", "analyst"])
        newcomers = [_volunteer(unit, f"newcomer{number}", number) for number in range(CLIENTS)]
        veterans = [_volunteer(unit, f"veteran{number}", number) for number in range(CLIENTS)]
        return People(people.issue_token(unit, owner.id, name="bench"), newcomers, veterans)


def make_stock(service: Service, *, tasks: int, veterans: list[Volunteer] | None = None, past: int = 0) -> Stock:
    """An open challenge of `tasks` tasks with as many answers; `past` of them by each of `veterans`.

    Earlier stocks are closed, so that this one is all there is to do. It is a draft until it is complete: the service's
    workers leave its answers alone.
    """
    service.do("UPDATE challenges SET state = 'closed', closed_at = now() WHERE state = 'open'")
    with psycopg.connect(service.database_url) as connection:
        connection.execute("SET session_replication_role = replica")  # the rows are whole: no trigger, no second look
        challenge, stage = connection.execute(_CHALLENGE, {"tasks": tasks}).fetchone() or (0, 0)
        connection.execute(_CROWD, {"challenge": challenge, "crowd": CROWD})
    with service.units.begin() as unit:
        regulars = [join(unit, challenge, volunteer.person_id) for volunteer in veterans or []]
    with psycopg.connect(service.database_url) as connection:
        connection.execute("SET session_replication_role = replica")
        at = {"challenge": challenge, "stage": stage, "tasks": tasks, "regulars": regulars, "past": past}
        for statement in (_ITEMS, _TASKS, _ASSIGNMENTS, _ANSWERS, _CURSORS):
            connection.execute(statement, at)
    service.do("VACUUM ANALYZE", "CHECKPOINT")
    seconds, memory = service.run("benchmarks.full_pass", str(stage)).split()
    service.do("VACUUM ANALYZE", "CHECKPOINT")
    with psycopg.connect(service.database_url) as connection:
        connection.execute("UPDATE challenges SET state = 'open' WHERE id = %s", (challenge,))
    [(answers,)] = service.rows("SELECT count(*) FROM answers WHERE stage_id = %s", stage)
    return Stock(challenge, stage, tasks, int(str(answers)), float(seconds), int(memory))


def is_decided(service: Service, stock: Stock) -> bool:
    """Whether every answer has been decided with."""
    return not service.rows("SELECT 1 FROM answers WHERE stage_id = %s AND decided_at IS NULL LIMIT 1", stock.stage_id)


def _volunteer(unit: UnitOfWork, name: str, number: int) -> Volunteer:
    department = DEPARTMENTS[number % len(DEPARTMENTS)]
    person = people.add_person(unit, email=f"{name}@{department}.example", name=name, department=department)
    token = people.issue_token(unit, person.id, name="bench")
    _, key = people.start_session(unit, person_id=person.id, data={})
    return Volunteer(person.id, token, key)


_CHALLENGE = """
WITH made AS (
    INSERT INTO challenges (department_id, title, promise, state, published_at, opened_at)
    SELECT id, 'Letters', 'We will rewrite what is unclear.', 'draft', now(), now() FROM departments WHERE slug = 'home'
    RETURNING id, department_id),
owned AS (
    INSERT INTO challenge_owners (challenge_id, person_id)
    SELECT made.id, r.person_id FROM made JOIN roles r ON r.department_id = made.department_id AND r.role = 'owner')
INSERT INTO stages (challenge_id, position, template, kind, question, options, min_answers, max_answers, confidence,
                    median_seconds, split_at)
SELECT id, 1, 'review', 'review', 'Does this letter say what to do next?', '["yes", "no"]', 2, 5, 0.95, 20, now()
FROM made RETURNING challenge_id, id
"""

_CROWD = """
INSERT INTO participants (challenge_id, pseudonym)
SELECT %(challenge)s, 'v-crowd' || n FROM generate_series(1, %(crowd)s) n
"""

_ITEMS = """
INSERT INTO items (challenge_id, key, payload)
SELECT %(challenge)s, 'k' || n,
       json_build_object('key', 'k' || n, 'text', repeat('A letter about a payment. ', 10) || 'Letter ' || n)
FROM generate_series(1, %(tasks)s) n
"""

_TASKS = """
INSERT INTO tasks (stage_id, item_id, wanted, taken, max_answers)
SELECT %(stage)s, id, 2, CASE row_number() OVER (ORDER BY id) / 2 %% 4 WHEN 0 THEN 2 WHEN 3 THEN 0 ELSE 1 END, 5
FROM items WHERE challenge_id = %(challenge)s ORDER BY id
"""

# The first answer of a task comes from somebody with a past, for as many tasks as it takes to give each of them one of
# about that length; all others come from the crowd, whose two for one task are never the same. Chance says who, so that
# what a volunteer is asked tells nothing of its answer.
_ASSIGNMENTS = """
WITH numbered AS (
    SELECT id, taken, abs(hashint8(id)::bigint) AS chance, sum(least(taken, 1)) OVER (ORDER BY id) AS begun
    FROM tasks WHERE stage_id = %(stage)s),
crowd AS (
    SELECT array_agg(id ORDER BY id) AS ids FROM participants
    WHERE challenge_id = %(challenge)s AND person_id IS NULL)
INSERT INTO assignments (stage_id, task_id, participant_id, slot, state, dealt_at, expires_at, ended_at)
SELECT %(stage)s, t.id,
       CASE WHEN slot = 1 AND t.begun <= %(past)s * cardinality(%(regulars)s::bigint[])
            THEN (%(regulars)s::bigint[])[t.chance %% greatest(cardinality(%(regulars)s::bigint[]), 1) + 1]
            ELSE crowd.ids[(t.chance + slot * 13) %% cardinality(crowd.ids) + 1] END,
       slot, 'answered', now() - interval '1 day', now() - interval '23 hours', now() - interval '23 hours'
FROM numbered t, crowd, generate_series(1, t.taken) slot
ORDER BY t.id, slot
"""

_ANSWERS = """
INSERT INTO answers (stage_id, task_id, assignment_id, participant_id, value, channel, answered_at)
SELECT a.stage_id, a.task_id, a.id, a.participant_id,
       CASE WHEN (substr(i.key, 2)::bigint %% 2 = 0) = (abs(hashint8(a.id)::bigint) %% 100 >= 10)
            THEN 'yes' ELSE 'no' END,
       'api', a.ended_at
FROM assignments a JOIN tasks t ON t.id = a.task_id JOIN items i ON i.id = t.item_id
WHERE a.stage_id = %(stage)s ORDER BY a.id
"""

_CURSORS = """
INSERT INTO cursors (participant_id, stage_id, begun_id, fresh_id)
SELECT participant_id, stage_id, max(task_id), max(task_id) FROM assignments
WHERE stage_id = %(stage)s AND participant_id = ANY(%(regulars)s) GROUP BY participant_id, stage_id
"""
