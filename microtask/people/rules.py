"""What people may be, and the identity that every other storey's rules are asked about."""

from dataclasses import dataclass, field

ROLES = ("volunteer", "owner", "analyst", "expert", "admin", "service-admin")


@dataclass(frozen=True)
class Identity:
    """Who is asking: the acting person, `by=` in every action.

    `roles` holds (department id, role) pairs; a role counts in its own department alone.
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


def may_own_challenges(person: Identity) -> bool:
    """Owners post challenges; an administrator of a department may too."""
    return person.has("owner") or person.has("admin") or person.has("service-admin")
