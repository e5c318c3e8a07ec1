"""Reads of results: progress and summary for the pages, rows for the downloads, snapshots for the sweep."""

from microtask.results.queries.contents import ReleaseFacts, StageFacts, read_facts, stream_gold, stream_items
from microtask.results.queries.figures import (
    Progress,
    answers_per_settled_task,
    count_answers_by_day,
    count_answers_by_value,
    count_by_agreement,
    count_tasks,
    list_standings,
    progress,
)
from microtask.results.queries.releases import (
    ReleaseView,
    get_release,
    list_release_files,
    list_release_stages,
    list_releases,
    list_unfinished_releases,
)
from microtask.results.queries.stages import StageView, get_stage, list_stages
from microtask.results.queries.verdicts import (
    ResultRow,
    list_item_columns,
    list_least_sure,
    list_results,
    list_results_before,
    stream_results,
)
from microtask.results.queries.waiting import list_closing_challenges, list_stages_gone_quiet, list_stages_to_advance

__all__ = [
    "Progress",
    "ReleaseFacts",
    "ReleaseView",
    "ResultRow",
    "StageFacts",
    "StageView",
    "answers_per_settled_task",
    "count_answers_by_day",
    "count_answers_by_value",
    "count_by_agreement",
    "count_tasks",
    "get_release",
    "get_stage",
    "list_closing_challenges",
    "list_item_columns",
    "list_least_sure",
    "list_release_files",
    "list_release_stages",
    "list_releases",
    "list_results",
    "list_results_before",
    "list_stages",
    "list_stages_gone_quiet",
    "list_stages_to_advance",
    "list_standings",
    "list_unfinished_releases",
    "progress",
    "read_facts",
    "stream_gold",
    "stream_items",
    "stream_results",
]
