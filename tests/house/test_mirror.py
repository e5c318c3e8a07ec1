"""Every module is tested by the file of the same name, or by the one that is named here."""

from pathlib import Path

from tests.house.sources import ROOT, modules

# Kinds of modules that are lists and no code, and what compares them with the house.
LISTS = {
    "**/models.py": "tests/migrations/test_runner.py",
    "**/migrations/versions/*.py": "tests/migrations/test_runner.py",
    "**/migrations/env.py": "tests/migrations/test_runner.py",
    "**/migrations/tables.py": "tests/migrations/test_runner.py",
    "**/routes.py": "tests/house/test_roles.py",
    "**/steps.py": "tests/house/test_steps.py",
}
# One move that runs through several files is tested where it begins or ends.
ELSEWHERE = {
    "microtask/news/actions/people.py": "tests/news/actions/test_announce.py",
    "microtask/news/actions/programs.py": "tests/news/actions/test_announce.py",
    "microtask/news/queries.py": "tests/news/actions/test_announce.py",
    "microtask/news/schemas.py": "tests/api/test_webhooks.py",
    "microtask/outbox/actions/remove.py": "tests/outbox/actions/test_mail.py",
    "microtask/outbox/queries.py": "tests/outbox/actions/test_webhooks.py",
    "microtask/people/actions/mail.py": "tests/web/test_emails.py",
    "microtask/results/actions/tell.py": "tests/news/actions/test_announce.py",
    "workers/remind.py": "tests/workers/test_announce.py",
    "microtask/analysis/answer_rows.py": "tests/analysis/test_answer_files.py",
    "microtask/analysis/sent_rows.py": "tests/challenges/actions/test_know.py",
    "microtask/consensus/shrunk_dawid_skene.py": "tests/consensus/test_shrinking.py",
    "microtask/analysis/note.py": "tests/analysis/test_worked_example.py",
    "microtask/analysis/report/study.py": "tests/analysis/report/test_page.py",
    "microtask/answers/actions/coarsen.py": "tests/test_retain.py",
    "microtask/assignments/actions/forget.py": "tests/test_retain.py",
    "microtask/audit/sheets.py": "tests/cli/test_audit.py",
    "microtask/challenges/actions/forget.py": "tests/test_retain.py",
    "microtask/challenges/retention_queries.py": "tests/test_retain.py",
    "microtask/people/actions/forget.py": "tests/test_retain.py",
    "microtask/results/actions/forget.py": "tests/test_retain.py",
    "microtask/results/actions/take_reason.py": "tests/web/test_answers.py",
    "microtask/results/queries/retention.py": "tests/test_retain.py",
    "microtask/answers/actions/time.py": "tests/workers/test_tidy.py",
    "microtask/answers/schemas.py": "tests/api/test_assignments.py",
    "microtask/assignments/actions/free.py": "tests/assignments/actions/test_give_back.py",
    "microtask/assignments/actions/expire.py": "tests/workers/test_sweep.py",
    "microtask/assignments/actions/turns.py": "tests/assignments/actions/test_deal.py",
    "microtask/challenges/import_schemas.py": "tests/api/test_imports.py",
    "microtask/challenges/drafting.py": "tests/migrations/test_runner.py",
    "microtask/challenges/words.py": "tests/challenges/test_schemas.py",
    "microtask/challenges/brief_queries.py": "tests/web/test_approvals.py",
    "microtask/challenges/text_queries.py": "tests/web/test_items.py",
    "microtask/challenges/identify_queries.py": "tests/challenges/actions/test_identify.py",
    "microtask/challenges/identify_rules.py": "tests/challenges/actions/test_identify.py",
    "microtask/challenges/owner_queries.py": "tests/web/test_heirs.py",
    "microtask/challenges/marking_queries.py": "tests/web/test_marking.py",
    "microtask/challenges/actions/own.py": "tests/web/test_owners.py",
    "microtask/challenges/actions/coordinate.py": "tests/web/test_coordinators.py",
    "microtask/people/actions/describe.py": "tests/web/test_departments.py",
    "microtask/people/actions/rearrange.py": "tests/challenges/actions/test_rearrange.py",
    "microtask/people/department_queries.py": "tests/web/test_departments.py",
    "microtask/challenges/department_queries.py": "tests/challenges/actions/test_rearrange.py",
    "microtask/results/queries/months.py": "tests/results/actions/test_count_month.py",
    "microtask/web/ways_in.py": "tests/web/test_departments.py",
    "workers/count.py": "tests/results/actions/test_count_month.py",
    "microtask/challenges/actions/hand_over.py": "tests/assignments/actions/test_leave.py",
    "microtask/people/actions/ceiling.py": "tests/web/test_ceilings.py",
    "microtask/challenges/actions/save.py": "tests/web/test_sections.py",
    "microtask/challenges/actions/send_back.py": "tests/web/test_approvals.py",
    "microtask/challenges/actions/try_out.py": "tests/web/test_trials.py",
    "microtask/cli/load_demo.py": "tests/journeys/test_real_answers.py",
    "microtask/demo/load.py": "tests/journeys/test_real_answers.py",
    "microtask/results/notes_sheet.py": "tests/results/actions/test_release.py",
    "microtask/results/actions/adjudicate.py": "tests/api/test_decisions.py",
    "microtask/embedded/errors.py": "tests/cli/test_connection.py",
    "microtask/embedded/program.py": "tests/embedded/test_supervisor.py",
    "microtask/house.py": "tests/test_app.py",
    "microtask/people/sign_in_queries.py": "tests/web/test_sign_ins.py",
    "microtask/people/actions/links.py": "tests/web/test_links.py",
    "microtask/people/actions/move.py": "tests/web/test_welcome.py",
    "microtask/people/actions/recognise.py": "tests/web/test_providers.py",
    "microtask/web/organisations.py": "tests/web/test_providers.py",
    "microtask/results/actions/advance.py": "tests/workers/test_advance.py",
    "microtask/results/actions/begin_pass.py": "tests/results/actions/test_decide.py",
    "microtask/results/actions/close.py": "tests/workers/test_close.py",
    "microtask/results/actions/full_pass.py": "tests/workers/test_decide.py",
    "microtask/results/actions/judge.py": "tests/results/actions/test_decide.py",
    "microtask/results/actions/choose_pairs.py": "tests/results/actions/test_rank.py",
    "microtask/results/actions/place.py": "tests/results/actions/test_rank.py",
    "microtask/results/actions/read.py": "tests/results/actions/test_decide.py",
    "microtask/results/actions/record.py": "tests/results/actions/test_decide.py",
    "microtask/results/actions/compare_releases.py": "tests/web/test_releases.py",
    "microtask/results/actions/explain.py": "tests/web/test_workings.py",
    "microtask/results/actions/suppose.py": "tests/web/test_what_if.py",
    "microtask/results/queries/departments.py": "tests/results/actions/test_release.py",
    "microtask/results/queries/released.py": "tests/web/test_releases.py",
    "microtask/storage/queries.py": "tests/storage/test_actions.py",
}


def test_every_module_is_tested_by_a_file_of_its_name():
    untested = [str(module) for module in modules() if _is_code(module) and not (ROOT / _tests_of(module)).exists()]
    assert untested == [], "Add tests/… with the same path, or say in ELSEWHERE which file tests it."


def test_no_exception_has_outlived_its_reason():
    assert [name for name in ELSEWHERE if not (ROOT / name).exists()] == []
    assert [name for name in {*LISTS.values(), *ELSEWHERE.values()} if not (ROOT / name).exists()] == []


def test_a_test_file_has_a_module():
    """…or stands with those that test the house as a whole."""
    mirrored = {_mirror(module) for module in modules()}
    whole = {"house", "journeys", "browser"}
    strays = [
        str(path)
        for path in sorted((ROOT / "tests").rglob("test_*.py"))
        if (name := path.relative_to(ROOT)) not in mirrored
        and name.parts[1] not in whole
        and str(name) not in {*LISTS.values(), *ELSEWHERE.values(), *DATA}
    ]
    assert strays == [], "Name it after the module that it tests."


# Tests of what is not Python.
DATA = {
    "tests/test_task_templates.py",
    "tests/config/test_example_env.py",
    "tests/web/test_components.py",
    "tests/demo/test_content.py",
}


def _is_code(module: Path) -> bool:
    return not module.name.startswith("__")


def _tests_of(module: Path) -> Path:
    if str(module) in ELSEWHERE:
        return Path(ELSEWHERE[str(module)])
    for pattern, tests in LISTS.items():
        if module.match(pattern):
            return Path(tests)
    return _mirror(module)


def _mirror(module: Path) -> Path:
    parts = module.parts[1:] if module.parts[0] == "microtask" else module.parts
    return Path("tests", *parts[:-1], f"test_{parts[-1]}")
