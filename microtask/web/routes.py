"""Every file of the HTML face, and what it needs of the app."""

from flask import Flask
from flask_wtf import CSRFProtect  # type: ignore[import-untyped]

from microtask.house import House
from microtask.web.about import about
from microtask.web.access import access
from microtask.web.answers import answers
from microtask.web.approvals import approvals
from microtask.web.assignments import assignments
from microtask.web.audit import audit
from microtask.web.ceilings import ceilings
from microtask.web.challenges import challenges
from microtask.web.check import check
from microtask.web.closing import closing
from microtask.web.configuration import configuration
from microtask.web.contributions import contributions
from microtask.web.coordinators import coordinators
from microtask.web.decisions import decisions
from microtask.web.departments import departments
from microtask.web.drop_ins import drop_ins
from microtask.web.emails import emails
from microtask.web.feedback import feedback
from microtask.web.figures import figures
from microtask.web.gold import gold
from microtask.web.guidance import guidance
from microtask.web.headers import set_up_headers
from microtask.web.heirs import heirs
from microtask.web.home import home
from microtask.web.imports import imports
from microtask.web.items import items
from microtask.web.kept import kept
from microtask.web.languages import languages
from microtask.web.leaving import leaving
from microtask.web.links import links
from microtask.web.marking import marking
from microtask.web.me import me
from microtask.web.mergers import mergers
from microtask.web.method import method
from microtask.web.outcome import outcome
from microtask.web.owners import owners
from microtask.web.pages import pages
from microtask.web.paper import paper
from microtask.web.people import people
from microtask.web.permission import permission
from microtask.web.practice import practice
from microtask.web.providers import providers
from microtask.web.quality import quality
from microtask.web.question import question
from microtask.web.reference import reference
from microtask.web.reidentifications import reidentifications
from microtask.web.releases import releases
from microtask.web.reports import reports
from microtask.web.results import results
from microtask.web.retention import retention
from microtask.web.roles import roles
from microtask.web.sections import sections
from microtask.web.sessions import Sessions
from microtask.web.sign_ins import sign_ins
from microtask.web.sittings import sittings
from microtask.web.splits import splits
from microtask.web.stages import stages
from microtask.web.static_files import set_up_static_files
from microtask.web.task_templates import task_templates
from microtask.web.templating import set_up_fragments, set_up_templates
from microtask.web.to_do import to_do
from microtask.web.tokens import tokens
from microtask.web.trials import trials
from microtask.web.ways_in import ways_in
from microtask.web.webhooks import webhooks
from microtask.web.welcome import welcome
from microtask.web.what_if import what_if
from microtask.web.workings import workings

NOUNS = [
    sign_ins,
    providers,
    links,
    kept,
    heirs,
    home,
    welcome,
    practice,
    me,
    emails,
    tokens,
    sittings,
    assignments,
    challenges,
    about,
    owners,
    coordinators,
    contributions,
    sections,
    items,
    question,
    stages,
    trials,
    check,
    approvals,
    marking,
    guidance,
    drop_ins,
    decisions,
    closing,
    imports,
    gold,
    to_do,
    people,
    roles,
    leaving,
    access,
    permission,
    ceilings,
    departments,
    ways_in,
    mergers,
    splits,
    figures,
    task_templates,
    configuration,
    reports,
    reidentifications,
    audit,
    retention,
    results,
    workings,
    method,
    quality,
    what_if,
    answers,
    paper,
    releases,
    outcome,
    webhooks,
    pages,
    feedback,
    languages,
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
