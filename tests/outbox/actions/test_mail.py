"""A mail is written with what it tells of, sent once in the ordinary way, and emptied as soon as it has gone."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from microtask.errors import Invalid
from microtask.outbox import actions, queries
from tests.scene import Scene

LETTER = {"to": "jo@tax.example", "subject": "Your link", "body": "Here it is.\n"}


def _only(scene: Scene):
    [row] = scene.rows("SELECT * FROM mails")
    return row


def test_a_mail_is_written_with_what_it_tells_of_or_not_at_all(scene: Scene, clean):
    def fail_after(unit):
        actions.send_mail(unit, **LETTER)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        scene.do(fail_after)
    assert scene.value("SELECT count(*) FROM mails") == 0


def test_a_mail_waits_and_asks_for_a_worker(scene: Scene, clean, redis_url):
    mail_id = scene.do(actions.send_mail, **LETTER, reason="sign_in")
    row = _only(scene)
    assert (row.id, row.to_address, row.subject, row.reason) == (mail_id, "jo@tax.example", "Your link", "sign_in")
    assert scene.units.errands.counts()["queued"] == 1


def test_of_two_mails_with_one_key_only_the_first_is_written(scene: Scene, clean):
    assert scene.do(actions.send_mail, **LETTER, key="outcome-1-2") is not None
    assert scene.do(actions.send_mail, **LETTER | {"body": "Again."}, key="outcome-1-2") is None
    assert _only(scene).body == "Here it is.\n"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("to", "jo@tax.example, ann@tax.example"),
        ("to", "jo@tax.example\nBcc: all@tax.example"),
        ("to", "nobody"),
        ("subject", "Hello\r\nBcc: all@tax.example"),
        ("subject", " "),
        ("body", ""),
        ("body", "a\0b"),
    ],
)
def test_what_is_not_one_mail_to_one_address_is_refused(scene: Scene, clean, field, value):
    with pytest.raises(Invalid) as refused:
        scene.do(actions.send_mail, **LETTER | {field: value})
    assert set(refused.value.fields) == {field}


def test_a_claimed_mail_is_nobody_elses_until_its_lease_ends(scene: Scene, clean):
    scene.do(actions.send_mail, **LETTER)
    first = scene.do(actions.claim_mail)
    assert (first.to, first.tries) == ("jo@tax.example", 1)
    assert scene.do(actions.claim_mail) is None
    scene.clock.moved = timedelta(minutes=6)
    assert scene.do(actions.claim_mail).tries == 2


def test_two_workers_at_one_moment_claim_two_mails(scene: Scene, clean):
    for number in (1, 2):
        scene.do(actions.send_mail, **LETTER, key=str(number))
    with scene.units.begin() as one, scene.units.begin() as other:
        first, second = actions.claim_mail(one), actions.claim_mail(other)
    assert first is not None
    assert second is not None
    assert first.id != second.id


def test_what_was_sent_keeps_neither_address_nor_text(scene: Scene, clean):
    scene.do(actions.send_mail, **LETTER, unsubscribe="https://tasks.example/unsubscribe/x")
    mail = scene.do(actions.claim_mail)
    scene.do(actions.mark_mail_sent, mail.id)
    row = _only(scene)
    assert (row.to_address, row.subject, row.body, row.unsubscribe, row.due_at) == (None,) * 5
    assert row.sent_at is not None
    assert scene.do(actions.claim_mail) is None


def test_a_failed_mail_is_tried_again_later_and_later_and_then_given_up(scene: Scene, clean):
    scene.do(actions.send_mail, **LETTER)
    pauses = []
    while mail := scene.do(actions.claim_mail):
        scene.do(actions.put_off_mail, mail, failure="SMTPDataError 451")
        row = _only(scene)
        if row.due_at is not None:
            pauses.append(row.due_at - scene.clock())
            scene.clock.moved += pauses[-1] + timedelta(seconds=1)
    assert pauses == sorted(pauses)
    assert (row.tries, row.failure, row.to_address) == (8, "SMTPDataError 451", None)
    assert row.given_up_at is not None


def test_what_would_come_too_late_is_not_sent(scene: Scene, clean):
    scene.do(actions.send_mail, **LETTER, until=scene.clock() + timedelta(minutes=15))
    scene.clock.moved = timedelta(minutes=16)
    assert scene.do(actions.claim_mail) is None
    assert _only(scene).failure == "too_late"


def test_a_pause_that_would_outlast_the_mail_ends_it(scene: Scene, clean):
    scene.do(actions.send_mail, **LETTER, until=scene.clock() + timedelta(seconds=30))
    scene.do(actions.put_off_mail, scene.do(actions.claim_mail), failure="ConnectionRefusedError")
    assert _only(scene).given_up_at is not None


def test_the_log_of_mails_is_deleted_after_its_time_but_nothing_that_waits(scene: Scene, clean):
    scene.clock.moved = timedelta(days=-40)
    scene.do(actions.send_mail, **LETTER)
    scene.do(actions.mark_mail_sent, scene.do(actions.claim_mail).id)
    scene.do(actions.send_mail, **LETTER)
    scene.clock.moved = timedelta()
    before = scene.clock() - timedelta(days=30)
    with scene.units.begin() as unit:
        assert queries.count_sent_before(unit.session, before) == 1
    assert scene.do(actions.remove_sent_before, before) == 1
    assert _only(scene).due_at is not None


def test_the_database_itself_lets_no_address_outlive_its_mail(scene: Scene, clean):
    scene.do(actions.send_mail, **LETTER)
    with pytest.raises(Exception, match="emptied_when_done"), scene.units.begin() as unit:
        unit.session.execute(text("UPDATE mails SET due_at = NULL, sent_at = now()"))
