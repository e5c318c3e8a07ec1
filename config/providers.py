"""Who says who people are: the identity providers (OpenID Connect) of this deployment, read from one TOML file.

    [tax]                                  # its name in addresses
    name = "Tax Office"                    # as people know it
    issuer = "https://login.tax.example"   # exactly as the provider writes it
    client_id = "…"
    client_secret = "…"                    # left out for a public client
    department = "tax"                     # where all of its people work, or instead:
    domains = { "tax.example" = "tax", "dues.example" = "dues" }   # by the domain of their e-mail address
    groups_claim = "groups"                # the claim with their groups, where those tell departments apart
    trust_email = true                     # where it has no claim email_verified, and people cannot change the address

The file holds secrets: let nobody read it but the account that the service runs under.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

NAME = re.compile(r"[a-z0-9][a-z0-9-]*")
DOMAIN = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")
REQUIRED = ("name", "issuer", "client_id")
KNOWN = {*REQUIRED, "client_secret", "department", "domains", "groups_claim", "trust_email"}
LOOPBACK = ("127.0.0.1", "localhost", "::1")


class ProvidersError(Exception):
    """The file cannot be used; the message names the place and the mend, and never a secret."""


@dataclass(frozen=True)
class ProviderSettings:
    """One identity provider. Its people work in `department`, or where the domain of their address says."""

    key: str
    name: str
    issuer: str
    client_id: str
    client_secret: str = field(default="", repr=False)
    department: str | None = None
    domains: Mapping[str, str] = field(default_factory=dict)
    groups_claim: str | None = None
    trust_email: bool = False


def load_providers(path: Path) -> tuple[ProviderSettings, ...]:
    """The providers of the file, in its order. Raises `ProvidersError` with one sentence for what is wrong first."""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ProvidersError(f"{path} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise ProvidersError(f"{path} is not TOML: {error}.") from error
    providers = tuple(_provider(path, key, table) for key, table in tables.items())
    issuers = [provider.issuer for provider in providers]
    if twice := next((issuer for issuer in issuers if issuers.count(issuer) > 1), None):
        raise ProvidersError(f"{path}: two providers have the issuer {twice}. Give each provider one table.")
    return providers


def read_domains(pairs: str) -> Mapping[str, str]:
    """`tax.example=tax dues.example=dues` as departments by domain. Raises `ProvidersError` for anything else."""
    found = [each.partition("=") for each in pairs.replace(",", " ").split()]
    return _checked_domains("MICROTASK_DOMAINS", {domain: slug for domain, _, slug in found})


def _provider(path: Path, key: str, table: Any) -> ProviderSettings:
    where = f"{path}: [{key}]"
    if not NAME.fullmatch(key) or not isinstance(table, dict):
        raise ProvidersError(f"{where}: name each table with small letters, digits and hyphens, such as [tax].")
    _check_types(where, table)
    if missing := [name for name in REQUIRED if name not in table]:
        raise ProvidersError(f"{where}: {missing[0]} is missing. Add it.")
    if not is_safe(table["issuer"]):
        raise ProvidersError(f"{where}: issuer is {table['issuer']!r}. Give an address that begins with https://.")
    if ("department" in table) == ("domains" in table):
        raise ProvidersError(f"{where}: give either department or domains, so that it is known where people work.")
    if not NAME.fullmatch(table.get("department", "any")):
        raise ProvidersError(f"{where}: department is {table['department']!r}. Give the slug of a department.")
    domains = _checked_domains(f"{where}: domains", table.get("domains", {}))
    return ProviderSettings(key, **(table | {"domains": domains}))


def _check_types(where: str, table: Mapping[str, Any]) -> None:
    if unknown := sorted(set(table) - KNOWN):
        raise ProvidersError(f"{where}: there is no setting {unknown[0]!r}. Use {', '.join(sorted(KNOWN))}.")
    for name in sorted(KNOWN - {"domains", "trust_email"}):
        if name in table and (not isinstance(table[name], str) or not table[name].strip()):
            raise ProvidersError(f"{where}: {name} is not a text. Write it in quotation marks.")
    if not isinstance(table.get("trust_email", False), bool):
        raise ProvidersError(f"{where}: trust_email is neither true nor false.")
    if not isinstance(table.get("domains", {}), dict):
        raise ProvidersError(f'{where}: write domains as {{ "tax.example" = "tax" }}.')


def is_safe(url: str) -> bool:
    """Whether a provider may be asked there: over TLS, or on this machine."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return bool(parts.hostname) and (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK))


def _checked_domains(where: str, domains: Mapping[str, Any]) -> Mapping[str, str]:
    checked = {}
    for domain, slug in domains.items():
        if not DOMAIN.fullmatch(domain.lower()) or not isinstance(slug, str) or not NAME.fullmatch(slug):
            raise ProvidersError(f"{where}: {domain!r} cannot be read. Write a domain and its department's slug.")
        checked[domain.lower()] = slug
    return checked
