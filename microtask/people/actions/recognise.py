"""Recognise: whose account at an identity provider this is, and add somebody who comes for the first time."""

from sqlalchemy.dialects.postgresql import insert

from microtask.audit import actions as audit
from microtask.oidc.claims import Claims
from microtask.oidc.provider import Provider
from microtask.oidc.refusal import Refused
from microtask.people import department_queries, queries, rules, sign_in_queries
from microtask.people.actions.add import add_person
from microtask.people.actions.turns import hold_departments
from microtask.people.models import Binding, Person
from microtask.people.rules import Identity
from microtask.unit_of_work import UnitOfWork


def recognise(unit: UnitOfWork, claims: Claims, *, provider: Provider) -> Identity:
    """The person whose account this is, by issuer and subject. Raises `Refused`.

    Somebody new is added, in the department that the provider says. Somebody whom an administrator added before joins
    that account the first time: where the provider vouches for the address, works for their department, and no other
    account has joined. From then on the address counts for nothing: one that was given to somebody else opens nothing.
    """
    person = sign_in_queries.find_bound(unit.session, claims.issuer, claims.subject)
    if person is None:
        person = _join(unit, claims, provider)
    if person.left_at is not None:
        raise Refused("closed")
    return queries.get_identity(unit.session, person.id)


def _join(unit: UnitOfWork, claims: Claims, provider: Provider) -> Person:
    if claims.email is None or not rules.is_email(claims.email):
        raise Refused("no_email")
    if not claims.is_verified:
        raise Refused("unverified")
    hold_departments(unit)
    slug = _find_place(unit, provider, claims, claims.email)
    if slug is None:
        raise Refused("elsewhere")
    person = queries.find_by_email(unit.session, claims.email)
    if person is None:
        name = claims.name if claims.name and rules.is_name(claims.name) else rules.name_from_email(claims.email)
        person = add_person(unit, email=claims.email, name=name, department=slug)
    elif person.left_at is not None:
        raise Refused("closed")
    elif person.simulated or not _works_for(unit, provider, person):
        raise Refused("taken")
    _bind(unit, person, claims)
    return person


def _find_place(unit: UnitOfWork, provider: Provider, claims: Claims, email: str) -> str | None:
    """Where somebody new works: as their groups say, else the domain of their address, else the settings.

    The settings say who may come in at all: where they have no place for an address, only a group has.
    """
    by_group = department_queries.find_by_groups(unit.session, provider.key, claims.groups)
    slug = provider.department_of(email)
    if by_group is not None or slug is None:
        return None if by_group is None else by_group.slug
    by_domain = department_queries.find_by_domain(unit.session, email)
    return slug if by_domain is None else by_domain.slug


def _works_for(unit: UnitOfWork, provider: Provider, person: Person) -> bool:
    """Whether the provider speaks for the department in which the person is known."""
    found = (queries.find_department(unit.session, slug) for slug in provider.departments)
    more = department_queries.list_by_provider(unit.session, provider.key, provider.domains.keys())
    return person.department_id in {department.id for department in (*found, *more) if department is not None}


def _bind(unit: UnitOfWork, person: Person, claims: Claims) -> None:
    """The database is the judge of who comes first: one account a person, one person an account."""
    row = insert(Binding).values(person_id=person.id, issuer=claims.issuer, subject=claims.subject)
    if unit.session.scalar(row.on_conflict_do_nothing().returning(Binding.person_id)) is None:
        there = sign_in_queries.find_bound(unit.session, claims.issuer, claims.subject)
        if there is None or there.id != person.id:
            raise Refused("taken")
        return
    audit.note(unit, "person.bound", ("person", person.id), by=person.id, department=person.department_id)
