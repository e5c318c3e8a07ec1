"""“Choose your organisation”: the departments whose people can sign in by themselves, and how."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from microtask.house import House
from microtask.oidc.provider import Provider
from microtask.people.models import Department
from microtask.people.queries import list_departments
from microtask.people.rules import name_from_slug
from microtask.people.sign_in_queries import list_aliases
from microtask.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Organisation:
    """A department, what else it is called, and the ways in for its people."""

    slug: str
    name: str
    other_names: tuple[str, ...]
    providers: tuple[Provider, ...]
    by_mail: bool

    def is_called(self, words: str) -> bool:
        """Whether every one of `words` is in one of its names."""
        names = " ".join((self.slug, self.name, *self.other_names)).lower()
        return all(word in names for word in words.lower().split())


def list_organisations(unit: UnitOfWork, house: House) -> list[Organisation]:
    """Those that the settings name, by name, as they are called today: one that was merged is its successor."""
    rows = {row.id: row for row in list_departments(unit.session)}
    aliases = list_aliases(unit.session)
    ids = {name.lower(): number for number, names in aliases.items() for name in names}
    ids |= {row.slug: row.id for row in rows.values()}
    named = [(slug, provider) for provider in house.providers.values() for slug in sorted(provider.departments)]
    mailed = [(slug, None) for slug in house.settings.domains.values()]
    ways: dict[str, list[Provider | None]] = {}  # by slug; None is a link by e-mail
    for slug, way in [*named, *mailed]:
        today = _today(rows, ids.get(slug))
        known = ways.setdefault(today.slug if today else slug, [])
        if way not in known:
            known.append(way)
    found = [_organisation(slug, known, rows.get(ids.get(slug, 0)), aliases) for slug, known in ways.items()]
    return sorted(found, key=lambda each: each.name.lower())


def find_organisation(organisations: Sequence[Organisation], slug: str | None) -> Organisation | None:
    """The one that was chosen; where there is only one, that one."""
    if len(organisations) == 1:
        return organisations[0]
    return next((each for each in organisations if each.slug == slug), None)


def _organisation(
    slug: str, ways: Sequence[Provider | None], row: Department | None, aliases: Mapping[int, Sequence[str]]
) -> Organisation:
    """A department that nobody has come from yet has no row, and no other names."""
    name, other_names = (row.name, tuple(aliases.get(row.id, ()))) if row else (name_from_slug(slug), ())
    if row is not None and row.name_cy:
        other_names = (row.name_cy, *other_names)
    return Organisation(slug, name, other_names, tuple(way for way in ways if way is not None), None in ways)


def _today(rows: dict[int, Department], number: int | None) -> Department | None:
    """The department of this number, or the one that it has become part of."""
    row = rows.get(number) if number is not None else None
    while row is not None and row.successor_id is not None:
        row = rows[row.successor_id]
    return row
