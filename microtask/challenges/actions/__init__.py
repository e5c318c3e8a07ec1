"""The verbs of challenges, one file each: created, published, moved through their life; items received and imported."""

from microtask.challenges.actions.arrange import add_stage, move_stage_up, remove_stage
from microtask.challenges.actions.contribute import contribute, get_taking, read_idea, reply, take_back
from microtask.challenges.actions.coordinate import add_coordinator, remove_coordinator
from microtask.challenges.actions.create import create, update
from microtask.challenges.actions.decide_findings import decide_findings
from microtask.challenges.actions.forget import empty_ideas, empty_items, mark_unlinked, remove_requests, unlink
from microtask.challenges.actions.hand_over import check_left, hand_over, replace_owners
from microtask.challenges.actions.identify import agree_who, ask_who, read_who, refuse_who
from microtask.challenges.actions.import_items import Importing
from microtask.challenges.actions.join import join, join_by_name
from microtask.challenges.actions.know import know
from microtask.challenges.actions.life import close, close_on_time, finish, pause, resume
from microtask.challenges.actions.own import add_owner, remove_owner
from microtask.challenges.actions.publish import approve, confirm_marking, publish
from microtask.challenges.actions.rearrange import Part, check_merger, check_split, merge, split
from microtask.challenges.actions.receive import fail, fail_abandoned, receive
from microtask.challenges.actions.remove_import import remove_import
from microtask.challenges.actions.save import save
from microtask.challenges.actions.scan import scan
from microtask.challenges.actions.send_back import send_back
from microtask.challenges.actions.try_out import keep_tried, try_out

__all__ = [
    "Importing",
    "Part",
    "add_coordinator",
    "add_owner",
    "add_stage",
    "agree_who",
    "approve",
    "ask_who",
    "check_left",
    "check_merger",
    "check_split",
    "close",
    "close_on_time",
    "confirm_marking",
    "contribute",
    "create",
    "decide_findings",
    "empty_ideas",
    "empty_items",
    "fail",
    "fail_abandoned",
    "finish",
    "get_taking",
    "hand_over",
    "join",
    "join_by_name",
    "keep_tried",
    "know",
    "mark_unlinked",
    "merge",
    "move_stage_up",
    "pause",
    "publish",
    "read_idea",
    "read_who",
    "receive",
    "refuse_who",
    "remove_coordinator",
    "remove_import",
    "remove_owner",
    "remove_requests",
    "remove_stage",
    "replace_owners",
    "reply",
    "resume",
    "save",
    "scan",
    "send_back",
    "split",
    "take_back",
    "try_out",
    "unlink",
    "update",
]
