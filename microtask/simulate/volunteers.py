"""Synthetic people with tokens: spread over the departments, and marked as simulated for ever."""

from microtask.errors import Conflict
from microtask.people import actions, queries
from microtask.unit_of_work import UnitsOfWork

TOKEN_NAME = "simulation"  # noqa: S105 (what the token is called in lists)


def make_volunteers(units: UnitsOfWork, count: int, *, crowd: str) -> list[str]:
    """The API tokens of `count` synthetic volunteers, taken in turn from every department; they are made where missing.

    Those of one `crowd` are other people than those of another. Nobody has two sittings at once: of two crowds that
    shared their people, each would end the sittings of the other.

    Raises `Conflict` where there is no department yet.
    """
    with units.begin() as unit:
        slugs = queries.list_department_slugs(unit.session)
        if not slugs:
            raise Conflict("There is no department yet. Add a person first: `microtask user add`.")
        tokens = []
        for number in range(count):
            slug = slugs[number % len(slugs)]
            person = actions.add_person(
                unit,
                email=f"simulated-{crowd}-{number + 1}@{slug}.example",
                name=f"Simulated colleague {number + 1}",
                department=slug,
                simulated=True,
            )
            tokens.append(actions.issue_token(unit, person.id, name=TOKEN_NAME))
    return tokens
