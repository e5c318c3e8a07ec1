"""`microtask aggregate`: answers in a file to results in a file, with no server and no database."""

import math
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click

from microtask.analysis import judging, ranking, result_files
from microtask.analysis.answer_files import Answers, known_answers, material_of, question_of, read_answers, read_gold
from microtask.analysis.answer_kinds import KINDS
from microtask.analysis.comparison_files import Compared, read_comparisons
from microtask.analysis.files import Advance
from microtask.analysis.judging import Decision
from microtask.analysis.output import check_place, replacing
from microtask.analysis.result_files import ENDINGS, Results
from microtask.errors import Invalid
from microtask.kinds import rate
from microtask.kinds.options import SEPARATOR
from microtask.kinds.words import shown
from microtask.tables.formats import Format

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
NEW_FILE = click.Path(path_type=Path)
REPORT_ENDINGS = (".html", ".htm")
A_LINE_A_SHARE = 0.2  # of the file, where there is no terminal to show a bar on
CONFIDENCE = 0.95  # from which on a task is settled, where nothing else is asked for
LARGE = 20_000_000  # bytes: a smaller file is read before a line about it would be

MANY = 100_000  # answers: to combine fewer takes no time


@dataclass(frozen=True)
class Wanted:
    """What was asked for on the command line."""

    answers: Path
    kind: str | None
    method: str
    options: Sequence[str]
    stage: int | None
    gold: Path | None
    confidence: float | None
    precision: float | None
    output: Path | None
    report: Path | None


def _labels(_context: click.Context, _parameter: click.Parameter, text: str | None) -> tuple[str, ...]:
    """The labels of `--options`, none where it is left out."""
    labels = tuple(label.strip() for label in text.split(SEPARATOR)) if text is not None else ()
    if "" in labels or len(set(labels)) < len(labels):
        raise click.BadParameter("Give each label once, and a | between two of them.")
    return labels


def _on_disk(_context: click.Context, _parameter: click.Parameter, path: Path | None) -> Path | None:
    """A path that is read, from its beginning as often as is needed: of a pipe what was read is gone."""
    if path is not None and not path.is_file():
        raise click.BadParameter(f"{path} is no file on a disk. Save what comes from it, and name that file.")
    return path


def _number(_context: click.Context, _parameter: click.Parameter, value: float | None) -> float | None:
    if value is not None and not math.isfinite(value):
        raise click.BadParameter(f"{value} is no number.")
    return value


def _results(_context: click.Context, _parameter: click.Parameter, path: Path | None) -> Path | None:
    """The path of `--output`, whose ending says which format."""
    if path is not None and path.suffix.lower() not in ENDINGS:
        raise click.BadParameter(f"End the name with {', '.join(ENDINGS)}: the ending says which format to write.")
    return path


def _report(_context: click.Context, _parameter: click.Parameter, path: Path | None) -> Path | None:
    """The path of `--report`, which a browser has to know for a page."""
    if path is not None and path.suffix.lower() not in REPORT_ENDINGS:
        raise click.BadParameter("End the name with .html: the report is a page for a browser.")
    return path


@click.command(name="aggregate")
@click.argument("answers", type=FILE, callback=_on_disk)
@click.option(
    "--type",
    "kind",
    type=click.Choice(list(KINDS)),
    help="Left out: tag where an answer has a | or is a list, else review.",
)
@click.option("--method", type=click.Choice(judging.METHODS), default="auto", show_default=True)
@click.option("--options", callback=_labels, help='The labels in order: "yes|no". Of a scale "1|5", or all points.')
@click.option("--stage", type=int, help="Read only the rows with this number in the column “stage”.")
@click.option("--gold", type=FILE, callback=_on_disk, help="Known answers: a file with the columns task,answer.")
@click.option(
    "--confidence",
    type=click.FloatRange(0, 1),
    callback=_number,
    help=f"Settled from here on; {CONFIDENCE} where it is left out.",
)
@click.option(
    "--precision",
    type=click.FloatRange(0, min_open=True),
    callback=_number,
    help="For ratings, in place of --confidence: settled where the 90 % interval reaches no further either way.",
)
@click.option("--output", type=NEW_FILE, callback=_results, help="Left out: CSV here.")
@click.option("--report", type=NEW_FILE, callback=_report, help="Write a page about agreement and confidence, too.")
def command(**wanted: object) -> None:
    """Find the consensus in ANSWERS: CSV, JSON lines, XLSX or Parquet, also packed with gzip.

    One answer a row, under a header: task,volunteer,answer; for --type compare also left,right. Results have one row a
    task; of comparisons, one row a thing.
    """
    asked = Wanted(**wanted)  # type: ignore[arg-type] # click has checked them
    _check(asked)
    if asked.kind == "compare":
        _rank(asked)
    else:
        _judge(asked)


def _check(asked: Wanted) -> None:
    """Refuse what cannot be done before anything is read."""
    if asked.kind in ("compare", "text") and asked.options:
        raise click.UsageError(f"A {asked.kind} question has no options. Leave out --options.")
    if asked.kind == "rate" and asked.options and rate.scale_between(asked.options) is None:
        raise click.UsageError(
            'For ratings give the least and the greatest whole number as --options: "1|5", or "1|2|3".'
        )
    if asked.kind == "compare" and asked.gold:
        raise click.UsageError("Comparisons have no known answers. Leave out --gold.")
    if asked.kind == "compare" and asked.confidence is not None:
        raise click.UsageError("Comparisons give a ranking, in which nothing is settled. Leave out --confidence.")
    if asked.precision is not None and asked.kind != "rate":
        raise click.UsageError("--precision is for ratings. Add --type rate, or leave it out.")
    if asked.precision is not None and asked.confidence is not None:
        raise click.UsageError("Ratings settle by one of the two. Leave out --precision or --confidence.")
    if asked.kind is not None:
        _check_method(asked.method, asked.kind)
    written = [path for path in (asked.output, asked.report) if path is not None]
    for path in written:
        if any(path.exists() and path.samefile(read) for read in (asked.answers, asked.gold) if read is not None):
            raise click.UsageError(f"{path} is read and would be written over. Choose another name.")
        check_place(path)


def _check_method(method: str, kind: str) -> None:
    possible = judging.methods_for(kind)
    if method not in possible:
        raise click.UsageError(f"{method} does not decide {kind} questions. Choose one of {', '.join(possible)}.")


def _judge(asked: Wanted) -> None:
    """Answers to verdicts: one row a task."""
    with _progress(asked.answers) as advance:
        read = read_answers(asked.answers, kind=asked.kind, stage=asked.stage, advance=advance)
    known = [] if asked.gold is None else read_gold(asked.gold, kind=asked.kind)
    question = question_of(read, kind=asked.kind, options=asked.options, known=known)
    _check_method(asked.method, question.kind)
    material, gold = material_of(read, question), known_answers(read, question, known)
    if len(material.answers) >= MANY:
        _say(f"Combining {len(material.answers):,} answers.")
    try:
        decision = judging.fit(question, material, method=asked.method, gold=gold)
    except ValueError as error:  # the method cannot take such answers, and says which it can
        raise Invalid({"file": [f"{asked.answers}: {error}"]}) from error
    _say_what_was_read(read, decision)
    if len(gold) < len(known):
        _say(f"Known answers that were not used, since nobody answered their task: {len(known) - len(gold):,}.")
    if known and not gold:
        _say(f"None was used: is “{shown(known[0].task)}” called something else in {asked.answers.name}?")
    confidence = CONFIDENCE if asked.confidence is None else asked.confidence
    is_settled = result_files.settled(decision, confidence, precision=asked.precision)
    if asked.report is not None:
        # Only a report needs the template engine and the charts.
        from microtask.analysis.report import checking, page, study  # noqa: PLC0415

        told = study.Study(
            source=_source(asked),
            tasks=read.tasks,
            volunteers=read.n_volunteers,
            decision=decision,
            method=asked.method,
            settled=is_settled,
            confidence=confidence,
            precision=asked.precision,
            left_out=read.left_out,
            strange_gold=len(known) - len(gold),
            checked=checking.check(question, material, method=asked.method, gold=gold),
        )
        _write_page(page.render(told), asked.report)
    _write(result_files.of_tasks(decision, read.tasks, is_settled), asked.output)
    _say(f"Settled tasks: {is_settled.sum():,} of {len(read.tasks):,}, by {_measure(asked, confidence)} alone.")


def _measure(asked: Wanted, confidence: float) -> str:
    """What makes a task settled here, in words; the service asks for more, and people may settle a task too."""
    if asked.precision is not None:
        return f"an interval within {asked.precision:g} points"
    return f"a confidence of {confidence:g} or more"


def _rank(asked: Wanted) -> None:
    """Comparisons to a ranking: one row a thing."""
    with _progress(asked.answers) as advance:
        read = read_comparisons(asked.answers, stage=asked.stage, advance=advance)
    ranked = ranking.rank(read.things, read.comparisons)
    _say_what_was_compared(read)
    if asked.report is not None:
        from microtask.analysis.report import comparing  # noqa: PLC0415

        _write_page(comparing.render(ranked, read, source=_source(asked), method=asked.method), asked.report)
    _write(result_files.of_things(ranked, read.things), asked.output)


def _source(asked: Wanted) -> str:
    """What was read, as a report names it."""
    return asked.answers.name if asked.stage is None else f"{asked.answers.name}, stage {asked.stage}"


@contextmanager
def _progress(path: Path) -> Iterator[Advance]:
    """A bar for the reading of a file, which is most of the work; a line now and then where there is no terminal."""
    length = path.stat().st_size
    if sys.stderr.isatty():
        with click.progressbar(length=length, label=f"Reading {path.name}", file=sys.stderr) as bar:
            yield bar.update
        return
    read, told = 0, 0.0

    def advance(further: int) -> None:
        nonlocal read, told
        read += further
        if length >= LARGE and read / length >= told + A_LINE_A_SHARE:
            told = read / length
            _say(f"Read {told:.0%} of {path.name}.")

    yield advance


def _say(sentence: str) -> None:
    click.echo(sentence, err=True)


def _say_what_was_read(answers: Answers, decision: Decision) -> None:
    labels = f": {shown(', '.join(decision.question.options), most=200)}" if decision.question.options else ""
    _say(
        f"Answers: {len(answers.text_column):,}. Volunteers: {answers.n_volunteers:,}. Tasks: {len(answers.tasks):,}. "
        f"Read as {decision.question.kind}{labels}."
    )
    _say_what_was_left_out(answers.left_out)
    for twins in _alike(decision.question.options):
        _say(f"Different answers, though only capitals tell them apart: {shown(', '.join(twins), most=200)}.")
    alpha = judging.alpha(decision)
    if alpha is not None:
        _say(f"Krippendorff's alpha is {alpha:.3f}.")


def _alike(options: Sequence[str]) -> list[list[str]]:
    """The options that differ in nothing but capitals, together."""
    by_letters: dict[str, list[str]] = {}
    for option in options:
        by_letters.setdefault(option.casefold(), []).append(option)
    return [twins for twins in by_letters.values() if len(twins) > 1]


def _say_what_was_compared(read: Compared) -> None:
    _say(
        f"Comparisons: {len(read.comparisons.choice):,}. Volunteers: {read.volunteers:,}. Things: {len(read.things):,}."
    )
    _say_what_was_left_out(read.left_out)


def _say_what_was_left_out(rows: int) -> None:
    if rows:
        _say(f"Left out, since the volunteer had answered the task before: {rows:,}.")


def _write_page(page: str, path: Path) -> None:
    with replacing(path) as out:
        out.write(page.encode())


def _write(results: Results, path: Path | None) -> None:
    """Write them to a file, or CSV to standard output: then stop without a word where its reader has had enough."""
    if path is not None:
        results.write_file(path)
        return
    try:
        results.write(Format.CSV, sys.stdout.buffer)
        sys.stdout.flush()
    except BrokenPipeError:
        # What is left in the buffer would raise once more when Python closes it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
