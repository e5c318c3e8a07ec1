"""Settings: one frozen dataclass, read from the environment once, by each process, at its start."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from config.providers import ProvidersError, ProviderSettings, load_providers, read_domains

WEAKEST_SECRET = 32  # characters
LEAST_VARIETY = 8  # different characters: random ones have more, even as hexadecimal digits
EXAMPLE_SECRET = "make-one-with-"  # noqa: S105 -- how the one in example.env begins
TO_MEND = 'Make one with: python3 -c "import secrets; print(secrets.token_urlsafe())"'
LONGEST_PERIOD = 5  # digits of a number of days
MAIL_FILE = "file:"  # with a path, in place of a mail server: mails are added to that file
MAIL_SCHEMES = ("smtp", "smtps", "smtp+plain")


class SettingsError(Exception):
    """The environment cannot be used; the message names the variable and the mend."""


@dataclass(frozen=True)
class Settings:
    """Everything that differs from one deployment to the next. `config/example.env` explains each."""

    database_url: str
    redis_url: str
    secret_key: str
    service_name: str = "Microtask"
    contact: str = ""
    demo: bool = False
    ask_reason: bool = False
    sensitive: bool = False
    proxies: int = 0
    database_connections: int = 5
    upload_megabytes: int = 1024
    spreadsheet_megabytes: int = 64
    password_kilobytes: int = 65536
    log_level: str = "INFO"
    metrics_dir: Path | None = None
    keep_days: Mapping[str, int] = field(default_factory=dict)
    calls_a_second: int = 60
    forms_a_second: int = 10
    strangers_a_second: int = 100
    sign_ins_an_account: int = 10
    sign_ins_an_address: int = 300
    providers: tuple[ProviderSettings, ...] = ()
    domains: Mapping[str, str] = field(default_factory=dict)
    passwords: bool = True
    public_url: str = ""
    mail_url: str = ""
    mail_from: str = ""
    webhook_networks: tuple[IPv4Network | IPv6Network, ...] = ()


def load_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """The settings of this process. Raises `SettingsError` with one sentence where one is missing or wrong."""
    secret = _secret(environ)
    metrics = environ.get("PROMETHEUS_MULTIPROC_DIR")
    return Settings(
        database_url=_required(environ, "DATABASE_URL", "Set it to postgresql://user:password@host/database."),
        redis_url=_required(environ, "REDIS_URL", "Set it to redis://:password@host:6379/0."),
        secret_key=secret,
        service_name=environ.get("MICROTASK_SERVICE_NAME", Settings.service_name),
        contact=environ.get("MICROTASK_CONTACT", Settings.contact),
        demo=environ.get("MICROTASK_DEMO", "") == "1",
        ask_reason=environ.get("MICROTASK_ASK_REASON", "") == "1",
        sensitive=environ.get("MICROTASK_SENSITIVE", "") == "1",
        proxies=_whole_number(environ, "MICROTASK_PROXIES", Settings.proxies),
        database_connections=_whole_number(environ, "MICROTASK_DATABASE_CONNECTIONS", Settings.database_connections),
        upload_megabytes=_whole_number(environ, "MICROTASK_UPLOAD_MEGABYTES", Settings.upload_megabytes),
        spreadsheet_megabytes=_whole_number(environ, "MICROTASK_SPREADSHEET_MEGABYTES", Settings.spreadsheet_megabytes),
        password_kilobytes=_whole_number(environ, "MICROTASK_PASSWORD_KILOBYTES", Settings.password_kilobytes),
        log_level=environ.get("MICROTASK_LOG_LEVEL", Settings.log_level).upper(),
        metrics_dir=Path(metrics) if metrics else None,
        keep_days=load_keep_days(environ),
        calls_a_second=_whole_number(environ, "MICROTASK_CALLS_A_SECOND", Settings.calls_a_second),
        forms_a_second=_whole_number(environ, "MICROTASK_FORMS_A_SECOND", Settings.forms_a_second),
        strangers_a_second=_whole_number(environ, "MICROTASK_STRANGERS_A_SECOND", Settings.strangers_a_second),
        sign_ins_an_account=_whole_number(environ, "MICROTASK_SIGN_INS_AN_ACCOUNT", Settings.sign_ins_an_account),
        sign_ins_an_address=_whole_number(environ, "MICROTASK_SIGN_INS_AN_ADDRESS", Settings.sign_ins_an_address),
        **_ways_in(environ),
        public_url=_public_url(environ),
        mail_url=_mail_url(environ),
        mail_from=environ.get("MICROTASK_MAIL_FROM", Settings.mail_from),
        webhook_networks=_webhook_networks(environ),
    )


def load_keep_days(environ: Mapping[str, str] = os.environ) -> Mapping[str, int]:
    """The periods of retention that this deployment has chosen: `link=60 items=180` as days by name.

    Raises `SettingsError` for what cannot be read so; which names there are, `microtask.retention` says.
    """
    pairs = [each.partition("=") for each in environ.get("MICROTASK_KEEP_DAYS", "").replace(",", " ").split()]
    for name, _, days in pairs:
        if not name or not days.isascii() or not days.isdigit() or len(days) > LONGEST_PERIOD:
            raise SettingsError("MICROTASK_KEEP_DAYS cannot be read. Set it to names with days, such as items=180.")
    return {name: int(days) for name, _, days in pairs}


@dataclass(frozen=True)
class MachineSettings:
    """What `microtask up` and the commands beside it need to know before there is a database."""

    data_dir: Path | None
    database_url: str | None
    redis_url: str | None
    postgres_bin: Path | None
    valkey_bin: Path | None


def load_machine_settings(environ: Mapping[str, str] = os.environ) -> MachineSettings:
    """The settings of the machine: nothing here is required."""

    def path(name: str) -> Path | None:
        return Path(environ[name]).expanduser() if environ.get(name) else None

    return MachineSettings(
        data_dir=path("MICROTASK_DATA_DIR"),
        database_url=environ.get("DATABASE_URL") or None,
        redis_url=environ.get("REDIS_URL") or None,
        postgres_bin=path("MICROTASK_PG_BIN"),
        valkey_bin=path("MICROTASK_VALKEY_BIN"),
    )


def _secret(environ: Mapping[str, str]) -> str:
    """The key that signs sessions and links; one that could be guessed is refused, and never shown."""
    secret = _required(environ, "SECRET_KEY", "Set it to at least 32 random characters, the same for every process.")
    if len(secret) < WEAKEST_SECRET:
        raise SettingsError(
            f"SECRET_KEY has {len(secret)} characters, and needs {WEAKEST_SECRET} random ones. {TO_MEND}"
        )
    if len(set(secret)) < LEAST_VARIETY:
        raise SettingsError(f"SECRET_KEY repeats the same few characters: it can be guessed. {TO_MEND}")
    if secret.startswith(EXAMPLE_SECRET):
        raise SettingsError(f"SECRET_KEY is the one of the example, which everybody knows. {TO_MEND}")
    return secret


def _required(environ: Mapping[str, str], name: str, mend: str) -> str:
    value = environ.get(name, "")
    if not value:
        raise SettingsError(f"{name} is not set. {mend}")
    return value


def _whole_number(environ: Mapping[str, str], name: str, default: int) -> int:
    value = environ.get(name, "")
    if not value:
        return default
    if not value.isascii() or not value.isdigit():
        raise SettingsError(f"{name} is {value!r}. Set it to a whole number, such as {default}.")
    return int(value)


def _ways_in(environ: Mapping[str, str]) -> dict[str, Any]:
    """How people sign in. Passwords are for the first days and for demos: where there is another way, they are off."""
    path = environ.get("MICROTASK_PROVIDERS", "")
    try:
        providers = load_providers(Path(path).expanduser()) if path else ()
        domains = read_domains(environ.get("MICROTASK_DOMAINS", ""))
    except ProvidersError as error:
        raise SettingsError(str(error)) from error
    if domains and not _mail_url(environ):
        raise SettingsError("MICROTASK_DOMAINS needs a mail server, since links are e-mailed. Set MICROTASK_MAIL.")
    has_other_way = environ.get("MICROTASK_DEMO", "") != "1" and (providers or domains)
    passwords = (environ.get("MICROTASK_PASSWORDS") or ("0" if has_other_way else "1")) == "1"
    return {"providers": providers, "domains": domains, "passwords": passwords}


def _public_url(environ: Mapping[str, str]) -> str:
    """Where people reach the service, with no slash at the end."""
    url = environ.get("MICROTASK_URL", Settings.public_url).rstrip("/")
    if url and not (urlsplit(url).scheme in ("http", "https") and urlsplit(url).netloc):
        raise SettingsError(
            f"MICROTASK_URL is {url!r}. Set it to the service's address, such as https://tasks.example."
        )
    return url


def _mail_url(environ: Mapping[str, str]) -> str:
    """The mail server's URL, or the file in place of it. The message never shows it: it holds a password."""
    url = environ.get("MICROTASK_MAIL", Settings.mail_url)
    if not url or url.removeprefix(MAIL_FILE).startswith("/"):
        return url
    try:
        parts = urlsplit(url)
        known = parts.scheme in MAIL_SCHEMES and parts.hostname and (parts.port or True)
    except ValueError:
        known = False
    if not known:
        raise SettingsError("MICROTASK_MAIL cannot be read. Set it to smtp://user:password@host:587, or to file:/path.")
    if "@" not in environ.get("MICROTASK_MAIL_FROM", ""):
        raise SettingsError("MICROTASK_MAIL_FROM is not set. Set it to the address that mail comes from.")
    if not _public_url(environ):
        raise SettingsError("MICROTASK_URL is not set. Set it to the service's address: mail has links to it.")
    return url


def _webhook_networks(environ: Mapping[str, str]) -> tuple[IPv4Network | IPv6Network, ...]:
    names = environ.get("MICROTASK_WEBHOOK_NETWORKS", "").replace(",", " ").split()
    try:
        return tuple(ip_network(name) for name in names)
    except ValueError as error:
        raise SettingsError(
            f"MICROTASK_WEBHOOK_NETWORKS cannot be read: {error}. Set it to networks such as 10.20.0.0/16."
        ) from error
