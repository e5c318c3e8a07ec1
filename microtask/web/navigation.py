"""Where somebody may go from every page: the entries of the service's menu, by what they may do.

Each is the first page of a part of the service, and lets in everybody who is offered it: a house test follows them all.
The texts stand in `layout.html`, where they are folded into the page; the order is theirs too.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from microtask.people.rules import Identity, may_administer

NOBODY = frozenset({"home"})
EVERYONE = NOBODY | {"tasks", "challenges", "results", "me"}
FURTHER: Mapping[str, Callable[[Identity], bool]] = MappingProxyType({"administration": may_administer})


def places_of(person: Identity | None) -> frozenset[str]:
    """The names of the entries that this person is offered; somebody who is not signed in has None.

    Asked for every page, so that who has no role, as nearly everybody, costs nothing.
    """
    if person is None:
        return NOBODY
    if not person.roles:
        return EVERYONE
    return EVERYONE | {name for name, may in FURTHER.items() if may(person)}
