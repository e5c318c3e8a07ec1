"""Who may do what: the one table, to be audited with a finger. What has no row here, nobody may do.

A row names what is done, and what somebody has to be for it; to be one of those is enough. Everything that a page, a
call of the API or a list shows or does asks `is_allowed` through the rule of its storey (`people.rules`,
`challenges.rules`), inside the action; the doors ask the first part before they let anybody in at all.
"""

from collections.abc import Iterable, Mapping
from itertools import chain

# What somebody can be. The roles count in the department in which they are held, the last one in every department.
VOLUNTEER, OWNER, ANALYST, EXPERT = "volunteer", "owner", "analyst", "expert"
ADMIN, SERVICE = "admin", "service-admin"
# Who looks after the paper of a challenge: its owners name them.
COORDINATOR = "coordinator"
# Whom a stage of a challenge asks: by department and skill, once the challenge has opened.
ASKED = "asked"

Row = frozenset[str]


def _only(*ties: str) -> Row:
    return frozenset(ties)


# To the service as a whole, holding the role in whatever department. An owner here is who holds the role of one.
TO_THE_SERVICE: Mapping[str, Row] = {
    "take part": _only(VOLUNTEER),
    "hold tokens": _only(VOLUNTEER),
    "collect for others": _only(VOLUNTEER),
    "post challenges": _only(OWNER, ADMIN, SERVICE),
    "read some results": _only(OWNER, ANALYST, ADMIN, SERVICE),
    "decide about some items": _only(OWNER, EXPERT, ADMIN, SERVICE),
    "administer": _only(ADMIN, SERVICE),
    "read feedback": _only(SERVICE),
    "arrange departments": _only(SERVICE),
    "read the configuration": _only(SERVICE),
}

# To a department, by a role held in that one. Whoever administers the service administers every department.
TO_A_DEPARTMENT: Mapping[str, Row] = {
    "check reports": _only(ADMIN, SERVICE),
    "read audit": _only(ADMIN, SERVICE),
    "find out who answered": _only(ADMIN, SERVICE),  # two of them together, and never in a challenge of their own
    "say what is permitted": _only(ADMIN, SERVICE),
    "describe the department": _only(ADMIN, SERVICE),
    "read the department's figures": _only(ADMIN, SERVICE),
    "look after people": _only(ADMIN, SERVICE),  # their roles and accounts, and never one's own
    "look after administrators of the service": _only(SERVICE),  # who is one, and their accounts
    "set the highest marking": _only(SERVICE),
}

# To a challenge. An owner is who is named as one, of whatever department, while they may post challenges; a coordinator
# is who is named as one, and counts from the day on which it opens. An analyst and an administrator are those of its
# department; an expert is one of its department, or has a skill that one of its stages asks for.
TO_A_CHALLENGE: Mapping[str, Row] = {
    "see": _only(OWNER, ANALYST, EXPERT, ADMIN, COORDINATOR, ASKED),
    "answer": _only(ASKED),
    "edit": _only(OWNER),
    "add items": _only(OWNER),
    "publish": _only(OWNER),
    "name owners": _only(OWNER),
    "replace owners": _only(ADMIN),  # where none of them can act any more
    "name coordinators": _only(OWNER),
    "collect": _only(OWNER, COORDINATOR),
    "approve": _only(ADMIN),  # and never one's own
    "try": _only(OWNER, ADMIN),
    "pause": _only(OWNER, ADMIN),
    "close": _only(OWNER, ADMIN),
    "adjudicate": _only(OWNER, EXPERT),
    "see results": _only(OWNER, ANALYST),
    "release": _only(OWNER),
}

_TABLE: Mapping[str, Row] = dict(chain(TO_THE_SERVICE.items(), TO_A_DEPARTMENT.items(), TO_A_CHALLENGE.items()))


def is_allowed(permission: str, ties: Iterable[str]) -> bool:
    """Whether one of `ties` is enough for `permission`; what is not in the table is nobody's."""
    return not _TABLE.get(permission, frozenset()).isdisjoint(ties)


def list_enough(permission: str) -> Row:
    """What is enough for `permission`: nothing where it is not in the table."""
    return _TABLE.get(permission, frozenset())
