"""Settings: one frozen dataclass, read from the environment once, by each process, at its start."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

WEAKEST_SECRET = 32  # characters
LONGEST_PERIOD = 5  # digits of a number of days


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
    proxies: int = 0
    database_connections: int = 5
    upload_megabytes: int = 1024
    spreadsheet_megabytes: int = 64
    password_kilobytes: int = 65536
    log_level: str = "INFO"
    metrics_dir: Path | None = None
    keep_days: Mapping[str, int] = field(default_factory=dict)


def load_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """The settings of this process. Raises `SettingsError` with one sentence where one is missing or wrong."""
    secret = _required(environ, "SECRET_KEY", "Set it to at least 32 random characters, the same for every process.")
    if len(secret) < WEAKEST_SECRET:
        raise SettingsError(f"SECRET_KEY has {len(secret)} characters. Give it at least {WEAKEST_SECRET} random ones.")
    metrics = environ.get("PROMETHEUS_MULTIPROC_DIR")
    return Settings(
        database_url=_required(environ, "DATABASE_URL", "Set it to postgresql://user:password@host/database."),
        redis_url=_required(environ, "REDIS_URL", "Set it to redis://:password@host:6379/0."),
        secret_key=secret,
        service_name=environ.get("MICROTASK_SERVICE_NAME", Settings.service_name),
        contact=environ.get("MICROTASK_CONTACT", Settings.contact),
        demo=environ.get("MICROTASK_DEMO", "") == "1",
        ask_reason=environ.get("MICROTASK_ASK_REASON", "") == "1",
        proxies=_whole_number(environ, "MICROTASK_PROXIES", Settings.proxies),
        database_connections=_whole_number(environ, "MICROTASK_DATABASE_CONNECTIONS", Settings.database_connections),
        upload_megabytes=_whole_number(environ, "MICROTASK_UPLOAD_MEGABYTES", Settings.upload_megabytes),
        spreadsheet_megabytes=_whole_number(environ, "MICROTASK_SPREADSHEET_MEGABYTES", Settings.spreadsheet_megabytes),
        password_kilobytes=_whole_number(environ, "MICROTASK_PASSWORD_KILOBYTES", Settings.password_kilobytes),
        log_level=environ.get("MICROTASK_LOG_LEVEL", Settings.log_level).upper(),
        metrics_dir=Path(metrics) if metrics else None,
        keep_days=load_keep_days(environ),
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
