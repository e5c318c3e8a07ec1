"""SEND_MAIL: mails that are due are sent, one after another, over one connection."""

from functools import cache

import structlog

from microtask.outbox import actions
from microtask.outbox.mailers import Mailer, NotSentError, make_mailer
from microtask.unit_of_work import UnitsOfWork
from workers.job import settings, whole

log = structlog.get_logger(__name__)


@cache
def mailer() -> Mailer:
    """How this worker sends mail."""
    chosen = settings()
    return make_mailer(chosen.mail_url, sender=chosen.mail_from, name=chosen.service_name)


def send_due(units: UnitsOfWork, _: int) -> None:
    """Send everything that is due; each mail is claimed, sent and settled by itself."""
    with mailer() as post:
        while send_one(units, post):
            pass


def send_one(units: UnitsOfWork, post: Mailer) -> bool:
    """Send the mail that has been due for longest; answers whether there was one."""
    with units.begin() as unit:
        mail = actions.claim_mail(unit)
    if mail is None:
        return False
    try:
        post.send(mail)
    except NotSentError as error:
        log.warning("mail_not_sent", mail=mail.id, tries=mail.tries, failure=error.failure, for_good=error.for_good)
        with units.begin() as unit:
            if error.for_good:
                actions.give_up_mail(unit, mail.id, failure=error.failure)
            else:
                actions.put_off_mail(unit, mail, failure=error.failure)
        return True
    with units.begin() as unit:
        actions.mark_mail_sent(unit, mail.id)
    log.info("mail_sent", mail=mail.id, tries=mail.tries)
    return True


run = whole(send_due)
