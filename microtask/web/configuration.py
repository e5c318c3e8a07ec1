"""Configuration: how this deployment is set up, to be read by an administrator of the service. No secrets.

What is shown is named here one by one: a setting that is added later is shown when somebody has thought about it.
"""

from collections.abc import Sequence
from typing import Any

from flask import render_template

from microtask import __version__
from microtask.house import House
from microtask.people.rules import may_read_configuration
from microtask.retention import in_words, kept_for
from microtask.text import N_
from microtask.web.page import Pages, Visit

configuration = Pages("configuration")

Group = tuple[str, Sequence[tuple[str, str]]]


@configuration.page("/configuration", who=may_read_configuration)
def show(visit: Visit) -> str:
    """The settings by what they are about, and the identity providers."""
    house = visit.house
    return render_template(
        "configuration/show.html",
        groups=[_service(house), _sign_in(house), _handling(house), _limits(house), _kept(house)],
        providers=[_provider(each) for each in house.settings.providers],
    )


def _service(house: House) -> Group:
    settings = house.settings
    return N_("The service"), (
        (N_("Name"), settings.service_name),
        (N_("Version"), __version__),
        (N_("Address"), settings.public_url or N_("As each visitor writes it")),
        (N_("Contact"), settings.contact or N_("The feedback page")),
        (N_("Demonstration"), _say(is_on=settings.demo)),
    )


def _sign_in(house: House) -> Group:
    settings = house.settings
    domains = ", ".join(f"{domain}: {slug}" for domain, slug in settings.domains.items())
    return N_("Signing in"), (
        (N_("Passwords"), _say(is_on=settings.passwords)),
        (N_("Links by e-mail, by domain"), domains or N_("None")),
        (N_("E-mail is sent"), _say(is_on=bool(settings.mail_url))),
        (N_("E-mail comes from"), settings.mail_from or N_("None")),
    )


def _handling(house: House) -> Group:
    settings = house.settings
    return N_("Handling"), (
        (N_("Highest marking"), "OFFICIAL-SENSITIVE" if settings.sensitive else "OFFICIAL"),
        (N_("A reason is asked for with every download of answers"), _say(is_on=settings.ask_reason)),
        (N_("Networks inside which webhooks may call"), ", ".join(map(str, settings.webhook_networks)) or N_("None")),
    )


def _limits(house: House) -> Group:
    settings = house.settings
    return N_("Limits"), (
        (N_("Largest file, in megabytes"), str(settings.upload_megabytes)),
        (N_("Largest spreadsheet, in megabytes"), str(settings.spreadsheet_megabytes)),
        (N_("Calls a second, an account"), str(settings.calls_a_second)),
        (N_("Forms a second, an account"), str(settings.forms_a_second)),
        (N_("Requests a second, an address before sign-in"), str(settings.strangers_a_second)),
        (N_("Sign-ins in a quarter of an hour, an account"), str(settings.sign_ins_an_account)),
        (N_("Sign-ins in a quarter of an hour, an address"), str(settings.sign_ins_an_address)),
        (N_("Reverse proxies that are believed"), str(settings.proxies)),
        (N_("Log level"), settings.log_level),
    )


def _kept(house: House) -> Group:
    table = kept_for(house.settings.keep_days)
    return N_("How long what is kept"), [(each.what, in_words(each.period)) for each in table]


def _provider(provider: Any) -> dict[str, Any]:
    departments = [provider.department] if provider.department else sorted(set(provider.domains.values()))
    return {
        "name": provider.name,
        "issuer": provider.issuer,
        "departments": departments,
        "claim": provider.groups_claim,
    }


def _say(*, is_on: bool) -> str:
    return N_("Yes") if is_on else N_("No")
