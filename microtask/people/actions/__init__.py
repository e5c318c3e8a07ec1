"""The verbs of people: add them, from a form or a file, give them tokens, let them sign in and out."""

from microtask.people.actions.add import add_department, add_person
from microtask.people.actions.charter import read_charter
from microtask.people.actions.forget import forget, forget_idle
from microtask.people.actions.load import Loaded, load
from microtask.people.actions.permission import set_permission
from microtask.people.actions.sessions import (
    check_password,
    end_session,
    keep_session,
    remove_ended_sign_ins,
    set_password,
    start_session,
)
from microtask.people.actions.tokens import issue_token

__all__ = [
    "Loaded",
    "add_department",
    "add_person",
    "check_password",
    "end_session",
    "forget",
    "forget_idle",
    "issue_token",
    "keep_session",
    "load",
    "read_charter",
    "remove_ended_sign_ins",
    "set_password",
    "set_permission",
    "start_session",
]
