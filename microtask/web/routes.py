"""Every file of the HTML face, and what it needs of the app."""

from flask import Flask
from flask_wtf import CSRFProtect  # type: ignore[import-untyped]

from microtask.house import House
from microtask.web.answers import answers
from microtask.web.assignments import assignments
from microtask.web.challenges import challenges
from microtask.web.gold import gold
from microtask.web.headers import set_up_headers
from microtask.web.home import home
from microtask.web.imports import imports
from microtask.web.outcome import outcome
from microtask.web.pages import pages
from microtask.web.reference import reference
from microtask.web.releases import releases
from microtask.web.reports import reports
from microtask.web.results import results
from microtask.web.sessions import Sessions
from microtask.web.sign_ins import sign_ins
from microtask.web.sittings import sittings
from microtask.web.static_files import set_up_static_files
from microtask.web.templating import set_up_fragments, set_up_templates

NOUNS = [
    sign_ins,
    home,
    sittings,
    assignments,
    challenges,
    imports,
    gold,
    reports,
    results,
    answers,
    releases,
    outcome,
    pages,
    reference,
]


def set_up_web(app: Flask, house: House) -> None:
    """Open every page's door in `app`, with sessions, templates, static files and security headers."""
    app.session_interface = Sessions(house.units, demo=house.settings.demo)
    # The door asks for the token itself, once it has read the session; a form counts for as long as its session.
    app.config |= {"WTF_CSRF_CHECK_DEFAULT": False, "WTF_CSRF_TIME_LIMIT": None}
    set_up_templates(app, service_name=house.settings.service_name)
    CSRFProtect(app)
    set_up_fragments(app, house.catalogue)
    set_up_static_files(app)
    set_up_headers(app)
    for noun in NOUNS:
        noun.register(app, house)
