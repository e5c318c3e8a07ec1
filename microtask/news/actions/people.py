"""People are told: each letter is written once, however often its event is taken up again."""

from typing import Any

import structlog
from sqlalchemy import Row

from microtask.challenges.identify_rules import ASKED_FOR
from microtask.errors import Invalid
from microtask.news import letters, queries
from microtask.news.letters import About, Letter
from microtask.news.links import Links
from microtask.outbox import actions as outbox
from microtask.outbox.models import Event
from microtask.people.rules import MARKINGS
from microtask.unit_of_work import UnitOfWork

BATCH = 500

Recipient = tuple[int, str]  # a person's number and address

log = structlog.get_logger(__name__)


def tell_of_outcome(unit: UnitOfWork, event: Event, links: Links) -> bool:
    """Write to one batch of those who helped; answers whether there may be another."""
    row = queries.find_about(unit.session, event.challenge_id)
    if row is None or not row.outcome:
        return False
    letter = letters.outcome(_about(row, links), row.outcome)
    batch = queries.list_who_helped(unit.session, event.challenge_id, after=event.reached, limit=BATCH)
    for person in batch:
        write(
            unit,
            letter,
            (person.id, person.email),
            links,
            kind="outcomes",
            key=f"outcome-{event.challenge_id}-{person.id}",
        )
    if batch:
        outbox.come_back(unit, event, reached=batch[-1].reached)
    return len(batch) == BATCH


def tell_of_sending(unit: UnitOfWork, event: Event, links: Links) -> bool:
    """Write to its owners what they sent, and to those who may approve it that it waits for them."""
    about = find_about(unit, event.challenge_id, links)
    if about is None:
        return False
    approvers = queries.list_approvers(unit.session, event.challenge_id)
    _write_to_owners(unit, event, letters.sent(about, [each.name for each in approvers]), links)
    for person in approvers:
        if person.is_wanted:
            write(
                unit,
                letters.waits(about),
                (person.id, person.email),
                links,
                kind="challenges",
                key=_key(event, person.id),
            )
    return False


def tell_of_approval(unit: UnitOfWork, event: Event, links: Links) -> bool:
    """Write to its owners that it goes ahead."""
    if about := find_about(unit, event.challenge_id, links):
        _write_to_owners(unit, event, letters.approved(about), links)
    return False


def tell_of_sending_back(unit: UnitOfWork, event: Event, links: Links) -> bool:
    """Write to its owners that something should change first."""
    if about := find_about(unit, event.challenge_id, links):
        _write_to_owners(unit, event, letters.sent_back(about), links)
    return False


def tell_of_asking(unit: UnitOfWork, event: Event, links: Links) -> bool:
    """Write to those who may decide whether two administrators find out who is behind a random name."""
    request = event.content["request"]
    letter = letters.asks_who(links.to(f"/reidentifications/{request}"), days=ASKED_FOR.days)
    for person in queries.list_who_decide(unit.session, request):
        write(unit, letter, (person.id, person.email), links, kind="challenges", key=_key(event, person.id))
    return False


def tell_of_finding(unit: UnitOfWork, event: Event, links: Links) -> bool:
    """Write to whoever two administrators have found out about: nobody chooses not to be told this."""
    person = queries.find_who_is_told(unit.session, event.content["request"])
    if person is not None:
        letter, key = letters.found_out(links.to("/")), _key(event, person.id)
        _send(unit, letter, (person.id, person.email), letter.plain, reason="found_out", key=key)
    return False


def find_about(unit: UnitOfWork, challenge_id: int, links: Links) -> About | None:
    """What a letter may say of a challenge; None where it is gone."""
    row = queries.find_about(unit.session, challenge_id)
    return None if row is None else _about(row, links)


def write(unit: UnitOfWork, letter: Letter, to: Recipient, links: Links, *, kind: str, key: str) -> None:
    """Put a letter of one kind into the outbox, with its way out. An address that no mail can go to is passed over."""
    stop = links.unsubscribe(to[0], kind)
    body = letter.body(why=letters.WHY[kind], stop=stop, choose=links.to("/me/emails"))
    _send(unit, letter, to, body, reason=kind, key=key, unsubscribe=stop)


def _send(
    unit: UnitOfWork, letter: Letter, to: Recipient, body: str, *, reason: str, key: str, unsubscribe: str | None = None
) -> None:
    person_id, email = to
    subject = letter.subject
    try:
        outbox.send_mail(unit, to=email, subject=subject, body=body, reason=reason, key=key, unsubscribe=unsubscribe)
    except Invalid as error:
        log.warning("letter_not_written", person=person_id, fields=sorted(error.fields))


def _write_to_owners(unit: UnitOfWork, event: Event, letter: Letter, links: Links) -> None:
    for person in queries.list_owners(unit.session, event.challenge_id):
        write(unit, letter, (person.id, person.email), links, kind="challenges", key=_key(event, person.id))


def _about(row: Row[Any], links: Links) -> About:
    url = links.to(f"/challenges/{row.id}")
    return About(row.title, row.department, url, is_open=row.marking == MARKINGS[0])


def _key(event: Event, person_id: int) -> str:
    return f"event-{event.id}-{person_id}"
