"""The verbs of results: decide, advance, adjudicate, close, release, show, conclude."""

from microtask.results.actions.adjudicate import adjudicate
from microtask.results.actions.advance import advance
from microtask.results.actions.begin_pass import Pass, begin_pass
from microtask.results.actions.close import finish_closing, forget_closed, is_ready_to_close, settle_what_is_left
from microtask.results.actions.conclude import conclude
from microtask.results.actions.decide_report import decide_report
from microtask.results.actions.full_pass import alone
from microtask.results.actions.judge import judge
from microtask.results.actions.open_file import OpenFile, open_file
from microtask.results.actions.rank import rank
from microtask.results.actions.read import read
from microtask.results.actions.record import record
from microtask.results.actions.release import release, write_release
from microtask.results.actions.renew import renew
from microtask.results.actions.show import Shown, show_answers, show_results, summarise

__all__ = [
    "OpenFile",
    "Pass",
    "Shown",
    "adjudicate",
    "advance",
    "alone",
    "begin_pass",
    "conclude",
    "decide_report",
    "finish_closing",
    "forget_closed",
    "is_ready_to_close",
    "judge",
    "open_file",
    "rank",
    "read",
    "record",
    "release",
    "renew",
    "settle_what_is_left",
    "show_answers",
    "show_results",
    "summarise",
    "write_release",
]
