"""The verbs of results: decide, advance, adjudicate, close, release."""

from microtask.results.actions.adjudicate import adjudicate
from microtask.results.actions.advance import advance
from microtask.results.actions.begin_pass import begin_pass
from microtask.results.actions.close import finish_closing, is_ready_to_close, settle_what_is_left
from microtask.results.actions.judge import judge
from microtask.results.actions.read import read
from microtask.results.actions.record import record

__all__ = [
    "adjudicate",
    "advance",
    "begin_pass",
    "finish_closing",
    "is_ready_to_close",
    "judge",
    "read",
    "record",
    "settle_what_is_left",
]
