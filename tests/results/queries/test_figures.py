"""A challenge in figures."""

from microtask.results import queries
from tests.scene import Opened, Scene


def decided(scene: Scene, opened: Opened, item: int, *, state: str = "settled", **values) -> None:
    given = {"answer": "yes", "decision": None, "agreement": 1.0, "answers": 3, "not_sure": 0} | values
    scene.rows(
        "INSERT INTO results (stage_id, item_id, state, answer, decision, agreement, answers, not_sure, pass_number,"
        " rule_version) VALUES (:stage, :item, :state, :answer, :decision, :agreement, :answers, :not_sure, 1, 1)"
        " RETURNING item_id",
        stage=opened.stage, item=item, state=state, **given,
    )  # fmt: skip


def read(scene: Scene, query, *args):
    return scene.do(lambda unit: query(unit.session, *args))


def test_a_settled_task_takes_so_many_answers_not_sure_ones_among_them(scene: Scene):
    opened = scene.challenge(items=3)
    assert read(scene, queries.answers_per_settled_task, opened.stage) is None
    decided(scene, opened, 1, answers=3)
    decided(scene, opened, 2, answers=3, not_sure=1)
    decided(scene, opened, 3, answers=9, state="undecided")
    assert read(scene, queries.answers_per_settled_task, opened.stage) == 3.5


def test_items_are_counted_by_what_was_decided_the_most_frequent_first(scene: Scene):
    opened = scene.challenge(items=4)
    for item, answer in ((1, "no"), (2, "yes"), (3, "yes")):
        decided(scene, opened, item, answer=answer)
    decided(scene, opened, 4, answer="no", decision="yes", state="adjudicated")
    assert [tuple(row) for row in read(scene, queries.count_answers_by_value, opened.stage)] == [("yes", 3), ("no", 1)]


def test_items_are_counted_by_how_many_agree(scene: Scene):
    opened = scene.challenge(items=4)
    for item, agreement in ((1, 1.0), (2, 0.8), (3, 0.6)):
        decided(scene, opened, item, agreement=agreement)
    assert tuple(read(scene, queries.count_by_agreement, opened.stage)) == (3, 2, 1)


def test_answers_are_counted_by_the_day_in_utc(scene: Scene):
    opened = scene.challenge(items=3, min_answers=1)
    person = scene.person()
    sitting = scene.sit(person)
    while task := scene.next(sitting, person):
        scene.say(task.id, "yes", person)
    scene.rows("UPDATE answers SET answered_at = '2026-01-31 23:30-02:00' WHERE id = 1 RETURNING id")
    scene.rows("UPDATE answers SET answered_at = '2026-01-31 23:30+00:00' WHERE id > 1 RETURNING id")
    days = read(scene, queries.count_answers_by_day, opened.id)
    assert [(str(row.day), row.answers) for row in days] == [("2026-01-31", 2), ("2026-02-01", 1)]


def test_progress_of_an_untouched_challenge(scene: Scene):
    opened = scene.challenge(items=3)
    found = read(scene, queries.progress, opened.id)
    assert (found.items, found.tasks, found.settled, found.answers, found.answers_per_task) == (3, 3, 0, 0, 0.0)


def test_where_several_challenges_stand_is_told_by_challenge(scene: Scene):
    quiet, busy = scene.challenge(items=2), scene.challenge(items=3)
    person = scene.person()
    sitting = scene.sit(person, challenge=busy.id)
    answer = scene.say(scene.next(sitting, person).id, "yes", person)
    scene.rows("INSERT INTO stage_states (stage_id, settled) VALUES (:stage, 1) RETURNING stage_id", stage=busy.stage)
    for number, state in ((1, "ready"), (2, "making")):
        scene.rows(
            "INSERT INTO releases (challenge_id, number, state) VALUES (:id, :number, :state) RETURNING id",
            id=busy.id, number=number, state=state,
        )  # fmt: skip
    found = read(scene, queries.list_standings, [quiet.id, busy.id, 999])
    assert found.keys() == {quiet.id, busy.id}
    assert (found[quiet.id].tasks, found[quiet.id].settled, found[quiet.id].answered_at) == (2, 0, None)
    assert (found[busy.id].tasks, found[busy.id].settled, found[busy.id].releases) == (3, 1, 1)
    when = scene.value("SELECT answered_at FROM answers WHERE id = :id", id=answer.answer_id)
    assert found[busy.id].answered_at == when
    assert read(scene, queries.count_tasks, busy.stage) == 3


def test_items_are_counted_by_how_many_people_agree_and_by_who_was_not_sure(scene: Scene):
    opened = scene.challenge(items=6)
    shares = ((1.0, 3, 0), (0.8, 5, 2), (0.75, 4, 0), (0.5, 2, 1), (0.4, 5, 0), (1.0, 1, 0))
    for item, (agreement, answers, not_sure) in enumerate(shares, start=1):
        scene.rows(
            "INSERT INTO results (stage_id, item_id, state, agreement, answers, not_sure, pass_number, rule_version)"
            " VALUES (:stage, :item, 'open', :agreement, :answers, :not_sure, 1, 1) RETURNING item_id",
            stage=opened.stage, item=item, agreement=agreement, answers=answers, not_sure=not_sure,
        )  # fmt: skip
    assert scene.do(lambda unit: queries.count_agreement_bands(unit.session, opened.stage)) == [1, 1, 1, 1, 1]
    unsure = scene.do(lambda unit: queries.count_not_sure(unit.session, opened.stage))
    assert (unsure.answers, unsure.not_sure, unsure.items) == (23, 3, 2)
