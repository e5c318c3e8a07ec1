"""Every file of the JSON face, in the order of the reference page."""

from flask import Flask

from microtask.api.answers import answers
from microtask.api.assignments import assignments
from microtask.api.challenges import challenges
from microtask.api.coordinators import coordinators
from microtask.api.decisions import decisions
from microtask.api.gold import gold
from microtask.api.imports import imports
from microtask.api.items import items
from microtask.api.me import me
from microtask.api.openapi import register, set_up_openapi
from microtask.api.outcome import outcome
from microtask.api.owners import owners
from microtask.api.releases import releases
from microtask.api.reports import reports
from microtask.api.results import results
from microtask.api.stints import stints
from microtask.api.summary import summary
from microtask.api.webhooks import webhooks
from microtask.house import House

NOUNS = [
    me,
    challenges,
    owners,
    coordinators,
    items,
    imports,
    gold,
    stints,
    assignments,
    results,
    answers,
    summary,
    decisions,
    releases,
    outcome,
    reports,
    webhooks,
]


def set_up_api(app: Flask, house: House) -> None:
    """Open every endpoint's door in `app`, and document them all at `/api/v1/openapi.json`."""
    api = set_up_openapi(app)
    for noun in NOUNS:
        register(api, app, noun, house)
