"""Links: a way in for people whose organisation has no identity provider, one use each, by e-mail."""

from collections.abc import Mapping

from sqlalchemy import update

from microtask.oidc.refusal import Refused
from microtask.outbox import actions as outbox
from microtask.people import department_queries, keys, queries, rules, sign_in_queries
from microtask.people.actions.add import add_person
from microtask.people.actions.turns import hold_departments
from microtask.people.models import SignInLink
from microtask.people.rules import Identity
from microtask.unit_of_work import UnitOfWork

BODY = """\
Use this link to sign in to {service}. It works once, in the next 15 minutes.

{url}

If you did not ask for it, you need do nothing: nobody can sign in without it.
"""


def send_link(
    unit: UnitOfWork, *, email: str, domains: Mapping[str, str], address: str, service: str, then: str
) -> None:
    """E-mail a link to sign in, where the address is of one of the approved `domains`; else do nothing.

    Whether somebody has an account makes no difference to what is done here. `address` is what comes before the key in
    the link, and `then` the path of this service that it leads to in the end.
    """
    if _department_of(email, domains) is None:
        return
    key, until = keys.make_key(), unit.now + rules.LINK_LENGTH
    digest = keys.digest(key)
    unit.session.add(SignInLink(digest=digest, email=email, next=then, expires_at=until, created_at=unit.now))
    body = BODY.format(service=service, url=f"{address}{key}")
    outbox.send_mail(unit, to=email, subject=f"Sign in to {service}", body=body, reason="sign_in", until=until)


def use_link(unit: UnitOfWork, key: str, *, domains: Mapping[str, str]) -> tuple[Identity, str]:
    """The person to whom the link with this key was e-mailed, added where they are new, and the path to go on to.

    The database lets one caller use it, however many come at once. Raises `Refused`.
    """
    counts = (SignInLink.digest == keys.digest(key), SignInLink.used_at.is_(None), SignInLink.expires_at > unit.now)
    using = update(SignInLink).where(*counts).values(used_at=unit.now)
    used = unit.session.execute(using.returning(SignInLink.email, SignInLink.next)).one_or_none()
    if used is None:
        raise Refused("link")
    slug = _department_of(used.email, domains)
    if slug is None:
        raise Refused("elsewhere")
    person = queries.find_by_email(unit.session, used.email)
    if person is None:
        hold_departments(unit)
        said = department_queries.find_by_domain(unit.session, used.email)
        place = slug if said is None else said.slug
        person = add_person(unit, email=used.email, name=rules.name_from_email(used.email), department=place)
    if person.left_at is not None or person.simulated:
        raise Refused("closed")
    if sign_in_queries.find_issuer(unit.session, person.id) is not None:
        raise Refused("other_way")  # their organisation asks for more than a mailbox
    return queries.get_identity(unit.session, person.id), used.next


def _department_of(email: str, domains: Mapping[str, str]) -> str | None:
    return domains.get(email.rpartition("@")[2].lower())
