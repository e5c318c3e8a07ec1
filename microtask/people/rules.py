"""What people may be and do, how long a session lasts, and the identity that every storey's rules are asked about."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from microtask.people.permissions import OWNER, SERVICE, VOLUNTEER, is_allowed, list_enough

ROLES = ("volunteer", "owner", "analyst", "expert", "admin", "service-admin")
MARKINGS = ("OFFICIAL", "OFFICIAL-SENSITIVE")  # the higher one last

CHANGES = ("renamed", "merged", "split")  # what becomes of departments

# What a token lets through: all that its person may do, or only the calls that change nothing.
SCOPES = ("everything", "read")
TOKEN_DAYS = (7, 30, 90, 365)
MOST_TOKENS = 20  # that one person may keep

# Strictly longer than the 20 hours above which WCAG 2.2.1 asks for no warning.
SESSION_LENGTH = timedelta(hours=20, minutes=1)
# What a session may rest for in which more was done than volunteering, and one on a device that others use too. Both
# end later by `SEEN_EVERY` than what people are told: the time of the last request is kept no more finely.
IDLE_LIMIT = timedelta(minutes=30)
SHARED_LIMIT = timedelta(minutes=10)
SEEN_EVERY = timedelta(minutes=1)
# A session that is over is known for so long by whose it was, so that a form sent after a weekend is not lost.
KNOWN_AFTER = timedelta(days=3)

# For how long a role counts as looked at; after that somebody confirms it, or removes it.
CONFIRM_EVERY = timedelta(days=182)
ADMINISTRATORS = ("admin", "service-admin")  # of whom one is always left

LINK_LENGTH = timedelta(minutes=15)
LONGEST_REASON = 500  # characters
LONGEST_NAME = 120  # characters, of a department

# What volunteers are promised. A changed promise has a new number, and is read once more by everybody.
CHARTER_VERSION = 2

# What people can be e-mailed without having asked for it just now: what came of what they helped with, the challenges
# that they own or approve, and once a week what needs answers. The last is sent in working hours alone.
MAIL_KINDS = ("outcomes", "challenges", "digest")
DIGEST_DAYS = range(1, 6)  # Monday is 1
DIGEST_HOURS = range(9, 17)

_SLUG = re.compile(r"[a-z0-9][a-z0-9-]*")
_DOMAIN = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")


@dataclass(frozen=True)
class Identity:
    """Who is asking: the acting person, `by=` in every action.

    `department` is its slug. `roles` holds (department id, role) pairs; a role counts in its own department alone, and
    in the `former` ones that have become part of it: what is left of those is looked after there.
    `skills` are those for which a department has named them an expert, and count wherever they are asked for.
    """

    person_id: int
    name: str
    email: str
    department_id: int
    department: str
    simulated: bool = False
    roles: frozenset[tuple[int, str]] = field(default_factory=frozenset)
    former: frozenset[int] = field(default_factory=frozenset)
    skills: frozenset[str] = field(default_factory=frozenset)

    def has(self, role: str, department_id: int | None = None) -> bool:
        """Whether the person has `role`, in that department or (where None) in any."""
        return any(r == role and department_id in (None, d) for d, r in self.roles)

    @property
    def role_names(self) -> list[str]:
        """The roles by name, in the order of `ROLES`; everyone is a volunteer."""
        held = {role for _, role in self.roles} | {"volunteer"}
        return [role for role in ROLES if role in held]


def anyone(person: Identity) -> bool:
    """Everybody who is known to the service: everyone is a volunteer."""
    return may("take part", person)


def may_own_challenges(person: Identity) -> bool:
    """Owners post challenges; an administrator of a department may too."""
    return may("post challenges", person)


def may_read_results(person: Identity) -> bool:
    """Owners and analysts read results and answers; which challenge's, its own rules say."""
    return may("read some results", person)


def may_check_reports(person: Identity, department_id: int | None = None) -> bool:
    """Administrators decide about reported items: those of a department in it (None: any), of the service in all."""
    return may("check reports", person, department_id)


def may_decide(person: Identity) -> bool:
    """Owners and experts decide what colleagues could not agree on; of which challenge, its own rules say."""
    return may("decide about some items", person)


def may_administer(person: Identity) -> bool:
    """Administrators have a page of what waits for them: those of a department, and of the service."""
    return may("administer", person)


def may_read_audit(person: Identity) -> bool:
    """Administrators see what was done: those of a department in it, of the service everywhere."""
    return may("read audit", person)


def may_hold_tokens(person: Identity) -> bool:
    """Everybody may call the API. A token goes on when the session is over, so the session must not have rested."""
    return may("hold tokens", person)


def may_collect_for_others(person: Identity) -> bool:
    """Everybody may be named a coordinator, or own what is collected on paper; of which challenge, its rules say."""
    return may("collect for others", person)


def may_use(scope: str, *, changes: bool) -> bool:
    """Whether a token of this scope lets through a call that `changes` something, or one that does not."""
    return scope == "everything" or (scope == "read" and not changes)


def may_set_ceiling(person: Identity) -> bool:
    """The service's administrators say up to which marking a department may post and be asked."""
    return may("set the highest marking", person)


def may_describe(person: Identity, department_id: int | None = None) -> bool:
    """Administrators say what their department is called; those of the service also how its people come in."""
    return may("describe the department", person, department_id)


def may_read_figures(person: Identity, department_id: int | None = None) -> bool:
    """Administrators read what their department gave to others and received from them; never of a single person."""
    return may("read the department's figures", person, department_id)


def may_arrange(person: Identity) -> bool:
    """The service's administrators add departments, merge and split them, and say how their people come in."""
    return may("arrange departments", person)


def may_read_configuration(person: Identity) -> bool:
    """The service's administrators read how this deployment is set up; secrets are shown to nobody."""
    return may("read the configuration", person)


def may_say_permitted(person: Identity, department_id: int | None = None) -> bool:
    """Administrators say what a department permits its people: those of it, and of the service."""
    return may("say what is permitted", person, department_id)


def may_look_after_people(person: Identity, department_id: int | None = None) -> bool:
    """Administrators give and remove the roles held in a department, and close its people's accounts."""
    return may("look after people", person, department_id)


def may_give(role: str, person: Identity, department_id: int) -> bool:
    """Whether the person may give this role in the department, confirm it and remove it: of others, never their own."""
    if role == SERVICE:
        return may("look after administrators of the service", person, department_id)
    return role in ROLES and role != VOLUNTEER and may_look_after_people(person, department_id)


def may_close_account(person: Identity, department_id: int, *, held: Collection[str]) -> bool:
    """Whether the person may close an account with these roles; one that administers the service, only another such."""
    is_enough = SERVICE not in held or may_give(SERVICE, person, department_id)
    return is_enough and may_look_after_people(person, department_id)


def list_giveable(person: Identity, department_id: int) -> list[str]:
    """The roles that the person may give there, in the order of `ROLES`."""
    return [role for role in ROLES if may_give(role, person, department_id)]


def is_due(confirmed_at: datetime, now: datetime) -> bool:
    """Whether it is time that somebody looks at a role again."""
    return confirmed_at < now - CONFIRM_EVERY


def faults_of_reason(reason: str) -> list[str]:
    """What is wrong with the reason that somebody gives: that there is none, or that it is long."""
    if not reason.strip():
        return ["Say in a few words why."]
    return [] if len(reason) <= LONGEST_REASON else [f"Keep the reason to {LONGEST_REASON} characters."]


def faults_of_names(name: str, name_cy: str, aliases: Collection[str]) -> dict[str, list[str]]:
    """What is wrong with the names of a department."""
    faults = {}
    if not is_name(name):
        faults["name"] = ["Give the name of the department, on one line."]
    too_long = f"Keep the name to {LONGEST_NAME} characters."
    for field_name, given in (("name", [name]), ("name_cy", [name_cy]), ("aliases", aliases)):
        if any(len(each) > LONGEST_NAME or not each.isprintable() for each in given):
            faults[field_name] = [too_long]
    return faults


def faults_of_day(day: date, *, today: date, earliest: date | None) -> list[str]:
    """What is wrong with the day from which a change of a department counts: it is to come, or before another."""
    if day > today:
        return ["Give today, or a day that has been. Come back on the day itself."]
    if earliest is not None and day < earliest:
        return [f"Give a day from {earliest.isoformat()} on: that is when the department last changed."]
    return []


def day_of(moment: datetime) -> date:
    """The day on which a moment is, where the people are."""
    return moment.astimezone(ZoneInfo("Europe/London")).date()


def read_skills(text: str) -> list[str]:
    """The skills that somebody wrote in one line, parted by commas or spaces."""
    return [skill for skill in re.split(r"[,\s]+", text.lower()) if skill]


def may_find_out(person: Identity, department_id: int | None = None) -> bool:
    """Administrators find out, two together, who is behind a random name in a challenge of the department."""
    return may("find out who answered", person, department_id)


def choose_audited(person: Identity) -> frozenset[int] | None:
    """The departments whose audit the person reads; None is all of them."""
    return choose_departments("read audit", person)


def may(permission: str, person: Identity, department_id: int | None = None) -> bool:
    """Whether the table lets the person do this: to that department, or (where None) to the service or any."""
    return is_allowed(permission, ties_to(person, department_id))


def ties_to(person: Identity, department_id: int | None = None) -> set[str]:
    """What the person is to a department, or (where None) anywhere: everyone is a volunteer."""
    return {VOLUNTEER, *(role for place, role in person.roles if department_id in (None, place) or role == SERVICE)}


def choose_departments(permission: str, person: Identity) -> frozenset[int] | None:
    """The departments to which, by a role there, the table lets the person do this; None is all of them."""
    enough = list_enough(permission) - {OWNER}  # of a challenge is who is named as one, whatever their roles
    if SERVICE in enough and person.has(SERVICE):
        return None
    return frozenset(department for department, role in person.roles if role in enough)


def choose_limit(*, strict: bool, shared: bool) -> timedelta | None:
    """How long a session may rest: in which more was done than volunteering, on a shared device; None is any time."""
    if shared:
        return SHARED_LIMIT
    return IDLE_LIMIT if strict else None


def is_idle(last_seen_at: datetime, now: datetime, *, limit: timedelta | None) -> bool:
    """Whether nothing has been heard of a session for longer than it may rest."""
    return limit is not None and now - last_seen_at > limit + SEEN_EVERY


def is_slug(text: str) -> bool:
    """Whether `text` can name a department: small letters, digits and hyphens."""
    return bool(_SLUG.fullmatch(text))


def is_email(text: str) -> bool:
    """Whether `text` looks like an e-mail address; only a message sent there would prove it."""
    return bool(_EMAIL.fullmatch(text)) and text.isprintable()


def is_domain(text: str) -> bool:
    """Whether `text` can be what comes after the @ of an e-mail address, in small letters."""
    return bool(_DOMAIN.fullmatch(text))


def is_name(text: str) -> bool:
    """Whether `text` can be a person's name: something, on one line."""
    return bool(text.strip()) and text.isprintable()


def name_from_email(email: str) -> str:
    """What somebody is called of whom only the address is known: `ada.reed@tax.example` becomes `Ada Reed`."""
    local = email.partition("@")[0].partition("+")[0]
    return " ".join(word.capitalize() for word in re.split(r"[._]+", local) if word) or email


def name_from_slug(slug: str) -> str:
    """What a department is called until it is told otherwise: `public-health` becomes `Public Health`."""
    return " ".join(word.capitalize() for word in slug.split("-") if word)
