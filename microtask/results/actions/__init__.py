"""The verbs of results: decide, advance, adjudicate, close, release, show, conclude."""

from microtask.results.actions.adjudicate import adjudicate
from microtask.results.actions.advance import advance
from microtask.results.actions.begin_pass import Pass, begin_pass
from microtask.results.actions.close import finish_closing, forget_closed, is_ready_to_close, settle_what_is_left
from microtask.results.actions.compare_releases import Comparison, compare_releases
from microtask.results.actions.conclude import check_concludable, conclude
from microtask.results.actions.count_month import count_month
from microtask.results.actions.decide_report import decide_report
from microtask.results.actions.explain import Worked, explain
from microtask.results.actions.forget import remove_files, unlink
from microtask.results.actions.full_pass import alone
from microtask.results.actions.judge import judge
from microtask.results.actions.open_file import OpenFile, open_file, open_files
from microtask.results.actions.rank import rank
from microtask.results.actions.read import read
from microtask.results.actions.record import record
from microtask.results.actions.release import release, write_release
from microtask.results.actions.renew import renew
from microtask.results.actions.show import Shown, show_answers, show_results, summarise
from microtask.results.actions.suppose import Supposing, suppose
from microtask.results.actions.withdraw import withdraw

__all__ = [
    "Comparison",
    "OpenFile",
    "Pass",
    "Shown",
    "Supposing",
    "Worked",
    "adjudicate",
    "advance",
    "alone",
    "begin_pass",
    "check_concludable",
    "compare_releases",
    "conclude",
    "count_month",
    "decide_report",
    "explain",
    "finish_closing",
    "forget_closed",
    "is_ready_to_close",
    "judge",
    "open_file",
    "open_files",
    "rank",
    "read",
    "record",
    "release",
    "remove_files",
    "renew",
    "settle_what_is_left",
    "show_answers",
    "show_results",
    "summarise",
    "suppose",
    "unlink",
    "withdraw",
    "write_release",
]
