"""The whole page: what was read, the sections, how answers are combined, and what was left out."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from microtask.analysis.note import method_page
from microtask.analysis.report import agreement, differences, said, sureness
from microtask.analysis.report.study import Section, Study

AGAIN = "Answers whose author had answered the task before, of which the first counts"
NOT_SURE = "Answers without a choice (“not sure”), which count for none"
NO_RESULT = "Tasks without a result, since nobody who answered them was sure"
STRANGE_GOLD = "Known answers to tasks that nobody answered, which were not used"


def render(study: Study) -> str:
    """The page: HTML that fetches nothing, the same for the same study."""
    sections = [said.section(study), agreement.section(study), sureness.section(study), differences.section(study)]
    question = study.decision.question
    return show(
        title=f"What people said: {study.source}",
        figures=[
            ("Answers", f"{len(study.decision.votes.tasks) + int(study.decision.not_sure.sum()):,}"),
            ("Tasks", f"{len(study.tasks):,}"),
            ("People", f"{study.volunteers:,}"),
            ("Settled", f"{int(study.settled.sum()):,}"),
        ],
        sections=[each for each in sections if each is not None],
        method=study.method,
        kind=question.kind,
        left_out=in_sentences(
            (study.left_out, AGAIN),
            (int(study.decision.not_sure.sum()), NOT_SURE),
            (len(study.tasks) - int(study.decision.verdicts.has_answer.sum()), NO_RESULT),
            (study.strange_gold, STRANGE_GOLD),
        ),
    )


def show(
    *,
    title: str,
    figures: Sequence[tuple[str, str]],
    sections: Sequence[Section],
    method: str,
    kind: str,
    left_out: Sequence[str],
) -> str:
    """The page of these sections; `figures` are labels with their numbers, `left_out` sentences."""
    return _template().render(
        title=title,
        figures=figures,
        sections=sections,
        method=method,
        kind=kind,
        left_out=left_out,
        note=method_page(top=2) if method == "auto" else None,
    )


def in_sentences(*counted: tuple[int, str]) -> list[str]:
    """What was left out, in sentences: those with a count."""
    return [f"{what}: {count:,}." for count, what in counted if count]


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("page.html")
