"""What people may be and do, how long a session lasts, and the identity that every storey's rules are asked about."""

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta

ROLES = ("volunteer", "owner", "analyst", "expert", "admin", "service-admin")

# Strictly longer than the 20 hours above which WCAG 2.2.1 asks for no warning.
SESSION_LENGTH = timedelta(hours=20, minutes=1)
# For sessions in which more was done than volunteering; the time of the last request is kept to the minute.
IDLE_LIMIT = timedelta(minutes=31)
SEEN_EVERY = timedelta(minutes=1)

# What volunteers are promised. A changed promise has a new number, and is read once more by everybody.
CHARTER_VERSION = 1

_SLUG = re.compile(r"[a-z0-9][a-z0-9-]*")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")


@dataclass(frozen=True)
class Identity:
    """Who is asking: the acting person, `by=` in every action.

    `department` is its slug. `roles` holds (department id, role) pairs; a role counts in its own department alone.
    """

    person_id: int
    name: str
    email: str
    department_id: int
    department: str
    simulated: bool = False
    roles: frozenset[tuple[int, str]] = field(default_factory=frozenset)

    def has(self, role: str, department_id: int | None = None) -> bool:
        """Whether the person has `role`, in that department or (where None) in any."""
        return any(r == role and department_id in (None, d) for d, r in self.roles)

    @property
    def role_names(self) -> list[str]:
        """The roles by name, in the order of `ROLES`; everyone is a volunteer."""
        held = {role for _, role in self.roles} | {"volunteer"}
        return [role for role in ROLES if role in held]


def anyone(person: Identity) -> bool:  # noqa: ARG001 (every rule about a person has this signature)
    """Everybody who is known to the service: everyone is a volunteer."""
    return True


def may_own_challenges(person: Identity) -> bool:
    """Owners post challenges; an administrator of a department may too."""
    return person.has("owner") or person.has("admin") or person.has("service-admin")


def may_read_results(person: Identity) -> bool:
    """Owners and analysts read results and answers; which challenge's, its own rules say."""
    return may_own_challenges(person) or person.has("analyst")


def may_check_reports(person: Identity, department_id: int | None = None) -> bool:
    """Administrators decide about reported items: those of a department in it, of the service in every one.

    Without a department: whether there is any where the person may.
    """
    return person.has("service-admin") or person.has("admin", department_id)


def may_decide(person: Identity) -> bool:
    """Owners and experts decide what colleagues could not agree on; of which challenge, its own rules say."""
    return may_own_challenges(person) or person.has("expert")


def may_read_audit(person: Identity) -> bool:
    """Administrators see what was done: those of a department in it, of the service everywhere."""
    return person.has("service-admin") or person.has("admin")


def choose_audited(person: Identity) -> frozenset[int] | None:
    """The departments whose audit the person reads; None is all of them."""
    if person.has("service-admin"):
        return None
    return frozenset(department for department, role in person.roles if role == "admin")


def is_idle(last_seen_at: datetime, now: datetime) -> bool:
    """Whether nothing has been heard of a session for longer than one with a role beyond volunteering may rest."""
    return now - last_seen_at > IDLE_LIMIT


def is_slug(text: str) -> bool:
    """Whether `text` can name a department: small letters, digits and hyphens."""
    return bool(_SLUG.fullmatch(text))


def is_email(text: str) -> bool:
    """Whether `text` looks like an e-mail address; only a message sent there would prove it."""
    return bool(_EMAIL.fullmatch(text)) and text.isprintable()


def is_name(text: str) -> bool:
    """Whether `text` can be a person's name: something, on one line."""
    return bool(text.strip()) and text.isprintable()


def name_from_slug(slug: str) -> str:
    """What a department is called until it is told otherwise: `public-health` becomes `Public Health`."""
    return " ".join(word.capitalize() for word in slug.split("-") if word)
