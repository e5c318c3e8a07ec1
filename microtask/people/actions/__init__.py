"""The verbs of people: add them, from a form or a file, give them tokens, let them sign in and out."""

from microtask.people.actions.add import add_department, add_person
from microtask.people.actions.ceiling import set_ceiling
from microtask.people.actions.charter import read_charter
from microtask.people.actions.describe import Names, describe, establish, faults_of_new, set_ways_in
from microtask.people.actions.forget import forget, forget_idle
from microtask.people.actions.invite import Invited, invite
from microtask.people.actions.leave import close_account, come_back
from microtask.people.actions.links import send_link, use_link
from microtask.people.actions.load import Loaded, load
from microtask.people.actions.mail import choose_mail, note_digest, stop_mail
from microtask.people.actions.move import move
from microtask.people.actions.permission import check_permission, set_permission
from microtask.people.actions.rearrange import (
    copy_permission,
    end_department,
    lock_departments,
    lock_people,
    move_domain,
    move_people,
    move_roles,
    note_change,
)
from microtask.people.actions.recognise import recognise
from microtask.people.actions.roles import give_role, look_again, remove_role
from microtask.people.actions.sessions import (
    check_password,
    end_all_sessions,
    end_session,
    keep_session,
    note_refusal,
    note_seen,
    remove_ended_sign_ins,
    set_password,
    start_session,
)
from microtask.people.actions.skills import set_skills
from microtask.people.actions.tokens import issue_token, make_token, revoke_token, use_token
from microtask.people.actions.turns import hold_departments, take_turn

__all__ = [
    "Invited",
    "Loaded",
    "Names",
    "add_department",
    "add_person",
    "check_password",
    "check_permission",
    "choose_mail",
    "close_account",
    "come_back",
    "copy_permission",
    "describe",
    "end_all_sessions",
    "end_department",
    "end_session",
    "establish",
    "faults_of_new",
    "forget",
    "forget_idle",
    "give_role",
    "hold_departments",
    "invite",
    "issue_token",
    "keep_session",
    "load",
    "lock_departments",
    "lock_people",
    "look_again",
    "make_token",
    "move",
    "move_domain",
    "move_people",
    "move_roles",
    "note_change",
    "note_digest",
    "note_refusal",
    "note_seen",
    "read_charter",
    "recognise",
    "remove_ended_sign_ins",
    "remove_role",
    "revoke_token",
    "send_link",
    "set_ceiling",
    "set_password",
    "set_permission",
    "set_skills",
    "set_ways_in",
    "start_session",
    "stop_mail",
    "take_turn",
    "use_link",
    "use_token",
]
