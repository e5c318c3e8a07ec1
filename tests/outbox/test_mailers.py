"""Mail goes out over one connection, in plain text, and what a server says of it decides whether it is tried again."""

import stat
from datetime import UTC, datetime

import pytest

from microtask.outbox.actions import ClaimedMail
from microtask.outbox.mailers import NotSentError, make_mailer
from tests.outbox.postbox import mail_server

NOON = datetime(2026, 3, 12, 10, 30, tzinfo=UTC)
STOP = "https://tasks.example/unsubscribe/x"


def _mail(number: int = 1, **changes) -> ClaimedMail:
    said = {"to": "jo@tax.example", "subject": "Ünd so on", "body": "First “line”.\n.\nLast.\n", "unsubscribe": STOP}
    return ClaimedMail(id=number, **said | changes, tries=1, until=None, created_at=NOON)


def _smtp(port: int, scheme: str = "smtp+plain"):
    return make_mailer(f"{scheme}://127.0.0.1:{port}", sender="tasks@gov.example", name="Microtask, for you")


def test_a_mail_arrives_as_it_was_written_with_its_way_out():
    with mail_server() as box, _smtp(box.port) as post:
        post.send(_mail())
    [mail] = box.mails
    assert box.recipients == ["jo@tax.example"]
    assert (mail["To"], mail["Subject"]) == ("jo@tax.example", "Ünd so on")
    assert mail["From"].addresses[0].display_name == "Microtask, for you"
    assert mail.get_content_type() == "text/plain"
    assert mail.get_content().replace("\r\n", "\n") == "First “line”.\n.\nLast.\n"
    assert mail["List-Unsubscribe"] == f"<{STOP}>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["Auto-Submitted"] == "auto-generated"


def test_a_mail_that_was_asked_for_has_nothing_to_unsubscribe_from():
    with mail_server() as box, _smtp(box.port) as post:
        post.send(_mail(unsubscribe=None))
    assert box.mails[0]["List-Unsubscribe"] is None


def test_every_attempt_has_the_same_message_id_and_every_mail_its_own():
    with mail_server() as box, _smtp(box.port) as post:
        for number in (1, 1, 2):
            post.send(_mail(number))
    first, again, other = (mail["Message-ID"] for mail in box.mails)
    assert first == again != other
    assert box.connections == 1


@pytest.mark.parametrize(
    ("command", "line", "for_good"),
    [
        ("RCPT", "550 no such person", True),
        ("RCPT", "451 try later", False),
        ("DATA", "554 we do not like it", True),
        ("DATA", "452 full", False),
        ("MAIL", "553 sender unknown", False),
    ],
)
def test_a_mail_that_is_refused_for_good_is_told_from_one_to_try_again(command, line, for_good):
    with mail_server() as box, _smtp(box.port) as post:
        box.refuse[command] = line
        with pytest.raises(NotSentError) as refused:
            post.send(_mail())
        assert refused.value.for_good is for_good
        assert line[:3] in refused.value.failure
        assert "jo@tax" not in refused.value.failure
        box.refuse.clear()
        post.send(_mail(2))
    assert len(box.mails) == 1


def test_a_server_without_encryption_is_sent_nothing_where_encryption_is_asked_for():
    with mail_server() as box, _smtp(box.port, "smtp") as post:
        with pytest.raises(NotSentError) as refused:
            post.send(_mail())
        assert refused.value.for_good is False
    assert box.recipients == []


def test_a_server_that_is_away_is_tried_again():
    with mail_server() as box:
        port = box.port
    with _smtp(port) as post, pytest.raises(NotSentError, match="ConnectionRefusedError") as refused:
        post.send(_mail())
    assert refused.value.for_good is False


def test_without_a_mail_server_every_mail_is_given_up():
    with make_mailer("", sender="", name="") as post, pytest.raises(NotSentError, match="no_mail_server") as refused:
        post.send(_mail())
    assert refused.value.for_good is True


def test_the_file_has_the_text_of_every_mail_and_not_whom_it_is_for(tmp_path):
    for _ in range(2):
        with make_mailer(f"file:{tmp_path}/mail.txt", sender="", name="") as post:
            post.send(_mail())
    written = (tmp_path / "mail.txt").read_text(encoding="utf-8")
    assert written.count("First “line”.") == 2
    assert "jo@tax.example" not in written
    assert stat.S_IMODE((tmp_path / "mail.txt").stat().st_mode) == 0o600


def test_a_file_that_cannot_be_written_is_tried_again_later(tmp_path):
    with make_mailer(f"file:{tmp_path}", sender="", name="") as post, pytest.raises(NotSentError) as refused:
        post.send(_mail())
    assert (refused.value.failure, refused.value.for_good) == ("no_mail_file", False)
