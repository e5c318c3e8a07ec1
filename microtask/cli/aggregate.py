"""`microtask aggregate`: answers in a file to results in a file, with no server and no database."""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

from microtask.analysis import judging
from microtask.analysis.answer_files import Answers, known_answers, material_of, question_of, read_answers, read_gold
from microtask.analysis.files import Advance
from microtask.analysis.judging import Decision
from microtask.analysis.result_files import ENDINGS, settled, write_results, write_results_file
from microtask.kinds.options import SEPARATOR
from microtask.kinds.registry import KINDS
from microtask.kinds.words import shown
from microtask.tables.formats import Format

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


def _labels(_context: click.Context, _parameter: click.Parameter, text: str | None) -> tuple[str, ...]:
    """The labels of `--options`, none where it is left out."""
    labels = tuple(label.strip() for label in text.split(SEPARATOR)) if text is not None else ()
    if "" in labels or len(set(labels)) < len(labels):
        raise click.BadParameter("Give each label once, and a | between two of them.")
    return labels


def _results(_context: click.Context, _parameter: click.Parameter, path: Path | None) -> Path | None:
    """The path of `--output`, whose ending says which format."""
    if path is not None and path.suffix not in ENDINGS:
        raise click.BadParameter(f"End the name with {', '.join(ENDINGS)}: the ending says which format to write.")
    return path


@click.command(name="aggregate")
@click.argument("answers", type=FILE)
@click.option(
    "--type", "kind", type=click.Choice(list(KINDS)), help="Left out: tag where an answer has a |, else review."
)
@click.option("--method", type=click.Choice(judging.METHODS), default="auto", show_default=True)
@click.option("--options", callback=_labels, help='The labels in their order, such as "yes|no|unclear".')
@click.option("--stage", type=int, help="Read only the rows with this number in the column “stage”.")
@click.option("--gold", type=FILE, help="Known answers: a file with the columns task,answer.")
@click.option(
    "--confidence", type=click.FloatRange(0, 1), default=0.95, show_default=True, help="Settled from here on."
)
@click.option(
    "--output", type=click.Path(dir_okay=False, path_type=Path), callback=_results, help="Left out: CSV here."
)
def command(
    *,
    answers: Path,
    kind: str | None,
    method: str,
    options: Sequence[str],
    stage: int | None,
    gold: Path | None,
    confidence: float,
    output: Path | None,
) -> None:
    """Find the consensus in ANSWERS: CSV, JSON lines, XLSX or Parquet, also packed with gzip.

    One answer a row, under a header: task,volunteer,answer. Results have one row a task.
    """
    if kind == "rate" and options:
        raise click.UsageError("A rate question has no options. Leave out --options.")
    with _progress(answers) as advance:
        read = read_answers(answers, stage=stage, advance=advance)
    known = [] if gold is None else read_gold(gold)
    question = question_of(read, kind=kind, options=options, known=known)
    if method not in judging.methods_for(question.kind):
        decide = ", ".join(judging.methods_for(question.kind))
        raise click.UsageError(f"{method} does not decide {question.kind} questions. Choose one of {decide}.")
    decision = judging.fit(
        question, material_of(read, question), method=method, gold=known_answers(read, question, known)
    )
    _say_what_was_read(read, decision)
    if output is not None:
        write_results_file(decision, read.tasks, confidence=confidence, path=output)
    else:
        _write_here(decision, read.tasks, confidence)
    click.echo(f"Settled tasks: {settled(decision, confidence).sum():,} of {len(read.tasks):,}.", err=True)


@contextmanager
def _progress(path: Path) -> Iterator[Advance]:
    """A bar for the reading of a file, which is most of the work; nothing where standard error is no terminal."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    with click.progressbar(length=path.stat().st_size, label=f"Reading {path.name}", file=sys.stderr) as bar:
        yield bar.update


def _say_what_was_read(answers: Answers, decision: Decision) -> None:
    labels = f": {shown(', '.join(decision.question.options), most=200)}" if decision.question.options else ""
    click.echo(
        f"Answers: {len(answers.text_column):,}. Volunteers: {answers.n_volunteers:,}. Tasks: {len(answers.tasks):,}. "
        f"Read as {decision.question.kind}{labels}.",
        err=True,
    )
    if answers.left_out:
        click.echo(f"Left out, since the volunteer had answered the task before: {answers.left_out:,}.", err=True)
    alpha = judging.alpha(decision)
    if alpha is not None:
        click.echo(f"Krippendorff's alpha is {alpha:.3f}.", err=True)


def _write_here(decision: Decision, tasks: Sequence[str], confidence: float) -> None:
    """Write CSV to standard output, and stop without a word where its reader has had enough."""
    try:
        write_results(decision, tasks, confidence=confidence, file_format=Format.CSV, out=sys.stdout.buffer)
        sys.stdout.flush()
    except BrokenPipeError:
        # What is left in the buffer would raise once more when Python closes it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
