"""The hand-offs of the pipeline, in order, one a line: the errand's name, and the worker's door that runs it.

An earlier storey never imports a later one; it notes a step, and a worker takes it from there.
"""

from enum import StrEnum


class Step(StrEnum):
    """One hand-off. The value is the dotted name of the function in `workers` that runs it."""

    IMPORT = "workers.imports.run"  # an import's id: chunks of a file become items
    SCAN_IMPORT = "workers.scan.run"  # an import's id: private data is looked for in its items
    SPLIT_STAGE = "workers.split.run"  # a stage's id: items become tasks
    DEAL = "workers.deal.run"  # no id (0): trays that run low are filled
    DECIDE = "workers.decide.run"  # a stage's id: answers become results
    ADVANCE = "workers.advance.run"  # a stage's id: settled items move on or drop out
    CLOSE = "workers.close.run"  # a challenge's id: the last pass, then closed
    RELEASE = "workers.release.run"  # a release's id: results become files
    RETAIN = "workers.retain.run"  # no id (0): what has been kept for long enough is deleted
    SEND_MAIL = "workers.mail.run"  # a mail's id: it is sent, and whatever else is due
    ANNOUNCE = "workers.announce.run"  # no id (0): what has happened is told, by mail and webhook
    CALL_WEBHOOK = "workers.call.run"  # a webhook's id: what waits for it is delivered
    REMIND = "workers.remind.run"  # no id (0): weekly digests, and outcomes that are due
