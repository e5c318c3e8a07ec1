"""The verbs of people: add them, from a form or a file, give them tokens, let them sign in and out."""

from microtask.people.actions.add import add_department, add_person
from microtask.people.actions.ceiling import set_ceiling
from microtask.people.actions.charter import read_charter
from microtask.people.actions.forget import forget, forget_idle
from microtask.people.actions.links import send_link, use_link
from microtask.people.actions.load import Loaded, load
from microtask.people.actions.mail import choose_mail, note_digest, stop_mail
from microtask.people.actions.move import move
from microtask.people.actions.permission import set_permission
from microtask.people.actions.recognise import recognise
from microtask.people.actions.sessions import (
    check_password,
    end_all_sessions,
    end_session,
    keep_session,
    note_refusal,
    remove_ended_sign_ins,
    set_password,
    start_session,
)
from microtask.people.actions.skills import set_skills
from microtask.people.actions.tokens import issue_token, make_token, revoke_token, use_token

__all__ = [
    "Loaded",
    "add_department",
    "add_person",
    "check_password",
    "choose_mail",
    "end_all_sessions",
    "end_session",
    "forget",
    "forget_idle",
    "issue_token",
    "keep_session",
    "load",
    "make_token",
    "move",
    "note_digest",
    "note_refusal",
    "read_charter",
    "recognise",
    "remove_ended_sign_ins",
    "revoke_token",
    "send_link",
    "set_ceiling",
    "set_password",
    "set_permission",
    "set_skills",
    "start_session",
    "stop_mail",
    "use_link",
    "use_token",
]
