"""The verbs of results: decide, advance, adjudicate, close, release."""

from microtask.results.actions.adjudicate import adjudicate
from microtask.results.actions.advance import advance
from microtask.results.actions.close import finish_closing, is_ready_to_close, settle_what_is_left
from microtask.results.actions.decide import begin_pass, judge, read, record

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
