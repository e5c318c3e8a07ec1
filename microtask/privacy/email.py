"""E-mail addresses of people."""

import re

from microtask.privacy.finding import Finding, Kind

# Bounded, and begun only where a word begins: a cell may be one word of a megabyte.
_ADDRESS = re.compile(
    r"[A-Za-z0-9](?<![A-Za-z0-9._%+'-].)[A-Za-z0-9._%+'-]{0,63}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,63}(?![\w@])"
)
_OF_A_SERVICE = frozenset(
    re.findall(
        r"\w+",
        "admin bookings careers comments communications complaints contact contactus customerservice "
        "customerservices donotreply enquiries enquiry feedback foi git hello help helpdesk hostmaster info "
        "information mail mailbox media noreply office postmaster press privacy reception recruitment root sales "
        "security service services support team webmaster",
    )
)


def find(text: str) -> list[Finding]:
    """Addresses, but for those of a service: `enquiries@…` and the like say nothing of anybody.

    An address at a domain that is kept for examples counts too: what stands before its @ is often a real name.
    """
    if "@" not in text:
        return []
    return [
        Finding(Kind.EMAIL, match.start(), match.end())
        for match in _ADDRESS.finditer(text)
        if re.sub(r"[^a-z]", "", match[0].partition("@")[0].lower()) not in _OF_A_SERVICE
    ]
