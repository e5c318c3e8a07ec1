"""A webhook is called in order, by one worker at a time, and rests as a whole after a failure."""

from datetime import timedelta

from microtask.outbox import actions, queries
from microtask.outbox.actions import ClaimedCall
from tests.scene import Scene

URL = "https://receiver.example/hook"


def _webhook(scene: Scene, *, calls: int = 2) -> int:
    webhook_id = scene.do(actions.add_webhook, person_id=1, url=URL, events=["release.made"]).id
    for number in range(calls):
        scene.do(actions.write_call, webhook_id, event="release.made", challenge_id=7, body=f'{{"number":{number}}}')
    return webhook_id


def _claim(scene: Scene, webhook_id: int) -> ClaimedCall | None:
    return scene.do(actions.claim_call, webhook_id)


def test_messages_are_delivered_in_their_order_and_their_bodies_go(scene: Scene, clean):
    webhook_id = _webhook(scene)
    for number in range(2):
        call = _claim(scene, webhook_id)
        assert call.body == f'{{"number":{number}}}'
        scene.do(actions.mark_delivered, call, status=200)
    assert _claim(scene, webhook_id) is None
    with scene.units.begin() as unit:
        newest, oldest = queries.list_calls(unit.session, webhook_id, limit=10)
    assert (newest.status, newest.tries, oldest.delivered_at is not None) == (200, 1, True)
    assert scene.value("SELECT count(*) FROM webhook_calls WHERE body IS NOT NULL") == 0


def test_while_one_worker_calls_no_other_does_until_its_lease_ends(scene: Scene, clean):
    webhook_id = _webhook(scene)
    first = _claim(scene, webhook_id)
    assert _claim(scene, webhook_id) is None
    scene.clock.moved = timedelta(minutes=2)
    again = _claim(scene, webhook_id)
    assert (again.id, again.body) == (first.id, first.body)


def test_a_failure_makes_the_webhook_rest_and_in_the_end_turns_it_off(scene: Scene, clean):
    webhook_id = _webhook(scene)
    rests = []
    while call := _claim(scene, webhook_id):
        is_off = scene.do(actions.put_off_call, call, failure="status", status=500)
        assert _claim(scene, webhook_id) is None
        if not is_off:
            rests.append(scene.value("SELECT due_at FROM webhooks") - scene.clock())
            scene.clock.moved += rests[-1] + timedelta(seconds=1)
    assert rests == sorted(rests)
    assert len(rests) == 7
    [row] = scene.rows("SELECT * FROM webhooks")
    assert (row.failure, row.disabled_at is not None) == ("status", True)
    assert scene.value("SELECT count(*) FROM webhook_calls WHERE given_up_at IS NOT NULL AND body IS NULL") == 2


def test_a_success_forgets_the_failures_before_it(scene: Scene, clean):
    webhook_id = _webhook(scene)
    scene.do(actions.put_off_call, _claim(scene, webhook_id), failure="timeout", status=None)
    scene.clock.moved = timedelta(minutes=1)
    scene.do(actions.mark_delivered, _claim(scene, webhook_id), status=204)
    [row] = scene.rows("SELECT tries, due_at, failure FROM webhooks")
    assert tuple(row) == (0, None, None)


def test_a_receiver_that_wants_no_more_is_turned_off_at_once_and_can_be_turned_on(scene: Scene, clean):
    webhook_id = _webhook(scene)
    assert scene.do(actions.put_off_call, _claim(scene, webhook_id), failure="status", status=410, for_good=True)
    scene.do(actions.turn_on, webhook_id)
    scene.do(actions.write_call, webhook_id, event="release.made", challenge_id=7, body='{"number":9}')
    assert _claim(scene, webhook_id).body == '{"number":9}'


def test_only_what_is_on_free_and_has_messages_is_to_be_called(scene: Scene, clean):
    ready, idle, busy, resting, off = (_webhook(scene, calls=calls) for calls in (1, 0, 1, 1, 1))
    _claim(scene, busy)
    scene.do(actions.put_off_call, _claim(scene, resting), failure="timeout", status=None)
    scene.do(actions.put_off_call, _claim(scene, off), failure="status", status=410, for_good=True)
    with scene.units.begin() as unit:
        assert queries.list_webhooks_to_call(unit.session, now=unit.now) == [ready]
    assert _claim(scene, idle) is None


def test_what_is_removed_takes_its_messages_along(scene: Scene, clean):
    first, second = _webhook(scene), _webhook(scene)
    scene.do(actions.remove_webhook, first)
    assert scene.value("SELECT count(*) FROM webhook_calls") == 2
    scene.do(actions.remove_webhooks_of, [1])
    assert scene.value("SELECT count(*) FROM webhooks") == 0
    assert _claim(scene, second) is None
