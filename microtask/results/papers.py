"""What a release says of itself: README.txt, data-dictionary.csv and datapackage.json. Pure.

The data package is a Frictionless one (specs.frictionlessdata.io, version 1); the marking and the number of the
release stand in it as properties of their own.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from textwrap import fill
from typing import Any

from microtask.kinds.options import SEPARATOR
from microtask.results.departments import say_departments
from microtask.results.queries import EarlierRule, ReleaseFacts, StageFacts, StageView
from microtask.results.rules import DEMONSTRATION, UNDECIDED_BECAUSE
from microtask.results.sheets import Described, Sheet
from microtask.tables.columns import Column, ColumnType

INTERNAL = "internal"  # the licence under which free text may leave the service
LICENCES = {
    INTERNAL: {
        "name": "internal-use-only",
        "title": "For internal use in the public sector only: ask the owning department before passing it on",
    },
    "OGL-UK-3.0": {
        "name": "OGL-UK-3.0",
        "title": "Open Government Licence v3.0",
        "path": "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
    },
}
DICTIONARY = Sheet(
    (
        Described(Column("file"), "The file that the column is in."),
        Described(Column("column"), "The name of the column."),
        Described(Column("type"), "string, integer, number, boolean, date or object (as JSON)."),
        Described(Column("meaning"), "What it says."),
    ),
    lambda row: row,
)

MEDIA_TYPES = {".csv": "text/csv", ".txt": "text/plain", ".json": "application/json"}

_IN_QUOTES = re.compile(r'(["\\$`])')  # what a shell reads inside double quotation marks
_TYPES = {ColumnType.TEXT: "string", ColumnType.JSON: "object"}


@dataclass(frozen=True)
class Written:
    """A file that has been written; `sheet` is what its columns are, None where it is no table."""

    name: str
    rows: int | None
    bytes: int
    sha256: str
    sheet: Sheet | None


def dictionary_rows(files: Sequence[Written]) -> Iterator[tuple[str, str, str, str]]:
    """A row a column of each table: its file, its name, its type, and what it means."""
    for file in files:
        for each in file.sheet.described if file.sheet else ():
            yield file.name, each.column.name, _type(each), each.meaning


def write_package(facts: ReleaseFacts, files: Sequence[Written]) -> str:
    """The data package: each file with its size, its digest and the schema of its table."""
    package = {
        "profile": "data-package",
        "name": f"challenge-{facts.challenge_id}-release-{facts.number}",
        "title": f"{facts.title}: release {facts.number}",
        "description": facts.summary,
        "version": str(facts.number),
        "created": f"{facts.made_on.isoformat()}T00:00:00Z",
        "licenses": [LICENCES[facts.licence]],
        "marking": facts.marking,
        "demonstration": facts.demonstration,
        "resources": [_resource(file) for file in files],
    }
    return json.dumps(package, ensure_ascii=False, indent=2) + "\n"


def write_readme(facts: ReleaseFacts, files: Sequence[Written], *, note: str) -> str:
    """The README: what was asked and what came of it, what is in the files, how to check it, and how it was decided."""
    title = f"{facts.title}: release {facts.number}"
    parts = [
        _marked(facts),
        f"{title}\n{'=' * len(title)}",
        *([_DEMONSTRATION] if facts.demonstration else []),
        _origin(facts),
        _section("What was asked", *[_asked(stage, facts) for stage in facts.stages]),
        _section("What is left out", _left_out(facts)),
        _section("The files", _listing(files), _FILES),
        _section("What the words mean", _WORDS),
        _section("How to check it", _recomputing(facts)),
        _section("What to bear in mind", "\n".join(map(_bullet, LIMITS))),
        note.strip(),
        _marked(facts),
    ]
    return "\n\n".join(parts) + "\n"


_DEMONSTRATION = (
    f"{DEMONSTRATION}: some of the answers in this release were made by a program, not by people. They show how the"
    " service works, and say nothing about the items."
)
_FILES = """\
All tables are CSV in UTF-8, with commas, one header row, CR LF at the end of each row, and dates in ISO 8601. A text
that a spreadsheet would run as a formula has ' before it; take that off to have the text as it was.
data-dictionary.csv says what each column means. datapackage.json says the same to programs, with the SHA-256 digest
of every file. A browser saves each file under a longer name, which also says the challenge, the release and the
marking."""
_WHY = "\n".join(f"           {word:<7}  {sentence}" for word, sentence in UNDECIDED_BECAUSE.items())
_WORDS = f"""\
Not sure   is an answer too. It is kept, counts for no option, and another person was asked instead.
Confidence is how probable the answer is, by the method below. It is a statement about this crowd and this question.
Agreement  is the share of the answers to an item that agree with its result.
Undecided  items say in undecided_because why, in one of these words, and in tie whether two answers are level. None was
           forced.
{_WHY}
Gold       items had a known answer, which their owner gave. It is their result, whatever the crowd said.
Decisions  of an owner or an expert are marked: state is adjudicated, decided_by is owner or expert. Who owns the
           challenge decides as its owner, whatever else they are. What the crowd said stands beside them."""
LIMITS = (
    "Volunteers chose to take part. They are not a sample of anybody.",
    "People who see the same item can all be wrong in the same way. No method can tell this from agreement.",
    (
        "The pseudonyms are random. Even so, who answered what could sometimes be guessed by somebody who knows when a"
        " colleague took part: keep answers.csv to those who need it."
    ),
    (
        "Nobody's grade or department weighed in. How reliable answers are was estimated under random names while the"
        " challenge ran, and erased when it closed."
    ),
)


def _marked(facts: ReleaseFacts) -> str:
    return f"{facts.marking} · {DEMONSTRATION}" if facts.demonstration else facts.marking


def _section(title: str, *paragraphs: str) -> str:
    return "\n\n".join([f"{title}\n{'-' * len(title)}", *paragraphs])


def _bullet(sentence: str) -> str:
    return fill(f"- {sentence}", width=116, subsequent_indent="  ")


def _origin(facts: ReleaseFacts) -> str:
    told = [
        ("Asked by", facts.department),
        ("Marking", facts.marking),
        ("Licence", LICENCES[facts.licence]["title"]),
        ("Opened", facts.opened_on),
        ("Closed", facts.closed_on),
        ("Released", facts.made_on),
        ("Promise", facts.promise),
        ("About", facts.summary),
    ]
    return "\n".join(f"{name + ':':<10} {value}" for name, value in told if value)


def _asked(told: StageFacts, facts: ReleaseFacts) -> str:
    stage = told.stage
    heading = f"Stage {stage.position} ({stage.kind})" if stage.of_several else f"Kind: {stage.kind}"
    whom = "everyone" if told.departments is None else ", ".join(told.departments)
    whom += f" (experts in {' or '.join(told.skills)})" if told.skills else ""
    whom += f" ({told.named:,} named)" if told.named else ""
    ended = ", ".join(
        [
            f"{told.settled:,} settled by the crowd",
            f"{told.by_owners:,} decided by owners",
            f"{told.adjudicated - told.by_owners:,} decided by experts",
            f"{told.gold:,} known beforehand",
            f"{told.undecided:,} undecided" + (f" ({why})" if (why := _why_undecided(told)) else ""),
        ]
    )
    lines = [
        f"{heading}. Question: “{stage.question}”",
        f"Answers: {describe_answers(told)}",
        f"Asked: {whom}{f', but for {facts.department}' if told.exclude_own else ''}",
        f"Rule (version {stage.rule_version}): {describe_rule(stage, stage)}",
        f"Items: {ended}",
        f"Answers given: {told.answers:,} by {told.volunteers:,} volunteers, {told.not_sure:,} of them not sure",
        f"Krippendorff's alpha: {'none, since no two answers can differ' if stage.alpha is None else stage.alpha}",
    ]
    lines += [
        f"Until {rule.changed_on} (version {rule.version}): {describe_rule(stage, rule)};"
        f" {rule.settled:,} items settled by it"
        for rule in told.earlier_rules
    ]
    if told.earlier_rules:
        lines.append("What had settled when the rule changed kept its rule; everything else was decided anew.")
    return "\n".join(lines)


def _why_undecided(told: StageFacts) -> str:
    """How many of the undecided items are so for which reason, in the words of undecided_because."""
    counts = told.reasons or {}
    return ", ".join(f"{word} {counts[word]:,}" for word in UNDECIDED_BECAUSE if word in counts)


def describe_answers(told: StageFacts) -> str:
    """What could be answered, in words."""
    asked = told.stage.asked
    if asked.kind == "compare":
        return "one of the two items of a pair, or that they are about the same"
    if asked.scale is None:
        return ", ".join(asked.options)
    words = [f"{point} is “{label}”" for point, label in sorted(asked.scale.labels.items())]
    return "; ".join([f"{asked.scale.minimum} to {asked.scale.maximum}", *words])


def describe_rule(stage: StageView, rule: StageView | EarlierRule) -> str:
    """The rule of the stage in words, as it is or as it was."""
    sure = f"until the confidence is {rule.confidence}"
    if stage.kind == "rate":
        sure = f"until the 90 % interval reaches no further than {rule.precision or 0.5} points either way"
    spread = f", from {stage.min_departments} departments or more" if stage.min_departments > 1 else ""
    what = "answers an item"
    if stage.kind == "compare":
        what, sure = "comparisons an item", f"until its place in the ranking is as sure as {rule.confidence}"
    return f"{rule.min_answers} to {rule.max_answers} {what}{spread}, {sure}"


def _left_out(facts: ReleaseFacts) -> str:
    withdrawn = sum(stage.withdrawn for stage in facts.stages)
    hidden = sum(stage.hidden for stage in facts.stages)
    return f"""\
Items: {facts.items:,} are here; {facts.hidden:,} are hidden for a check, and {facts.withdrawn:,} were withdrawn.
Answers: {withdrawn:,} were taken back by those who gave them, and {hidden:,} are about items that are hidden or
withdrawn. They are in no file, and did not count.
{_notes(facts)}
{say_departments(tells=facts.tells_departments)}"""


def _notes(facts: ReleaseFacts) -> str:
    if facts.licence != INTERNAL:
        return "Notes that volunteers wrote and their names are in no file."
    return "Names are in no file. Notes that volunteers wrote stand by themselves, and are for internal use alone."


def _listing(files: Sequence[Written]) -> str:
    tables = [file for file in files if file.rows is not None]
    width = max(len(file.name) for file in tables)
    return "\n".join(f"{file.name:<{width}}  {file.rows:>9,} rows  SHA-256 {file.sha256}" for file in tables)


def _recomputing(facts: ReleaseFacts) -> str:
    prefix = f"{DEMONSTRATION}-" if facts.demonstration else ""
    lines = ["The answer, confidence and agreement of the crowd can be found again from the files, with no server:"]
    for told in facts.stages:
        stage = told.stage
        place = f"-stage-{stage.position}" if stage.of_several else ""
        options = _IN_QUOTES.sub(r"\\\1", SEPARATOR.join(stage.asked.options or stage.asked.ends))
        lines.append(
            f"  microtask aggregate {prefix}answers{place}.csv --type {stage.kind}"
            + (f' --options "{options}"' if options else "")
            + (f" --precision {stage.precision or 0.5}" if stage.kind == "rate" else "")
            + (f" --gold {prefix}gold{place}.csv" if told.gold else "")
            + f" --output checked{place}.csv"
        )
    lines.append("Where an owner or expert decided, crowd_answer has what the crowd said. The command's state goes")
    lines.append("by how sure items are at the end; in results.csv, what settled on the way stays settled.")
    return "\n".join(lines)


def _resource(file: Written) -> dict[str, Any]:
    path = PurePath(file.name)
    resource: dict[str, Any] = {
        "name": path.stem.lower(),
        "path": file.name,
        "format": path.suffix.removeprefix("."),
        "mediatype": MEDIA_TYPES[path.suffix],
        "encoding": "utf-8",
        "bytes": file.bytes,
        "hash": f"sha256:{file.sha256}",
    }
    if file.sheet is None:
        return resource
    fields = [
        {"name": each.column.name, "type": _type(each), "description": each.meaning} for each in file.sheet.described
    ]
    schema = {"fields": fields, "missingValues": [""]} | _keys(file.name, file.sheet)
    return {"profile": "tabular-data-resource", **resource, "schema": schema}


def _keys(name: str, sheet: Sheet) -> dict[str, Any]:
    """What tells the rows of a table apart, and which columns lead to a row of items.csv."""
    items = "demonstration-items" if name.startswith(DEMONSTRATION) else "items"
    foreign = [{"fields": column, "reference": {"resource": items, "fields": "key"}} for column in sheet.of_items]
    return ({"primaryKey": list(sheet.key)} if sheet.key else {}) | ({"foreignKeys": foreign} if foreign else {})


def _type(each: Described) -> str:
    return _TYPES.get(each.column.type, each.column.type.value)
