import csv
import io
import json

import numpy as np
import pytest

from microtask.analysis import judging
from microtask.analysis.result_files import ENDINGS, settled, write_results, write_results_file
from microtask.errors import Invalid
from microtask.kinds.kind import Material, Question
from microtask.tables.formats import Format
from microtask.tables.reading import open_rows

ANSWERS = ["yes", "yes", "no", "no", None]


def decided(question, answers, *, gold=None):
    tasks = np.arange(len(answers)) // 2
    return judging.fit(question, Material(tasks, np.arange(len(answers)), answers, int(tasks.max()) + 1), gold=gold)


def as_csv(decision, tasks, confidence=0.95):
    out = io.BytesIO()
    write_results(decision, tasks, confidence=confidence, file_format=Format.CSV, out=out)
    return list(csv.DictReader(io.StringIO(out.getvalue().decode(), newline="")))


def test_a_row_has_the_columns_that_people_rely_on_in_their_order():
    rows = as_csv(decided(Question("review", ("yes", "no")), ANSWERS), ["A", "B", "C"], confidence=0.9)
    assert list(rows[0]) == ["task", "answer", "confidence", "answers", "agreement", "state", "tie"]
    assert [row["task"] for row in rows] == ["A", "B", "C"]
    assert [row["answer"] for row in rows] == ["yes", "no", ""]
    assert rows[2] == {
        "task": "C",
        "answer": "",
        "confidence": "",
        "answers": "0",
        "agreement": "",
        "state": "undecided",
        "tie": "false",
    }


def test_a_task_is_settled_where_it_is_sure_enough():
    decision = decided(Question("review", ("yes", "no")), ["yes", "yes", "no", "yes"])
    sure, split = decision.verdicts.confidence
    assert sure > split
    assert settled(decision, sure).tolist() == [True, False]
    assert [row["state"] for row in as_csv(decision, ["A", "B"], confidence=sure)] == ["settled", "undecided"]


def test_gold_has_a_column_where_there_is_any():
    decision = decided(Question("review", ("yes", "no")), ["yes", "yes", "no", "no"], gold={1: "yes"})
    assert [(row["answer"], row["gold"]) for row in as_csv(decision, ["A", "B"])] == [("yes", "false"), ("yes", "true")]


def test_numbers_are_written_as_numbers():
    decision = decided(Question("rate"), ["-4", "-4", "1", "2"])
    rows = as_csv(decision, ["A", "B"])
    assert [row["answer"] for row in rows] == ["-4", "1.5"]
    assert float(rows[0]["low"]) < -4 < float(rows[0]["high"])


def test_tags_have_a_column_each():
    rows = as_csv(decided(Question("tag", ("cost", "health")), ["cost", "cost|health"]), ["A"])
    assert list(rows[0])[-2:] == ["p:cost", "p:health"]


@pytest.mark.parametrize("ending", ENDINGS)
def test_every_format_holds_the_same_and_the_same_bytes(tmp_path, ending):
    decision = decided(Question("review", ("yes", "no")), ANSWERS)
    paths = [tmp_path / f"{name}{ending}" for name in ("one", "two")]
    for path in paths:
        write_results_file(decision, ["A", "B", "C"], confidence=0.5, path=path)
    assert paths[0].read_bytes() == paths[1].read_bytes()
    with paths[0].open("rb") as file:
        cells = [
            (row.values["task"], row.values["answer"], row.values["state"]) for row in open_rows(file, ENDINGS[ending])
        ]
    assert cells == [("A", "yes", "settled"), ("B", "no", "settled"), ("C", "", "undecided")]
    assert sorted(tmp_path.iterdir()) == paths


def test_json_lines_have_numbers_and_nulls(tmp_path):
    path = tmp_path / "results.jsonl"
    write_results_file(decided(Question("rate"), ["4", "4", None]), ["A", "B"], confidence=0.5, path=path)
    first, second = map(json.loads, path.read_text().splitlines())
    assert (first["answer"], first["answers"], first["tie"]) == (4, 2, False)
    assert (second["answer"], second["confidence"], second["low"]) == (None, None, None)


def test_what_was_there_stays_where_writing_fails(tmp_path):
    decision = decided(Question("review", ("yes", "no")), ANSWERS)
    path = tmp_path / "results.csv"
    path.write_text("older results")
    with pytest.raises(ValueError, match="zip"):
        write_results_file(decision, ["A"], confidence=0.5, path=path)
    assert path.read_text() == "older results"
    assert list(tmp_path.iterdir()) == [path]


def test_a_place_that_cannot_be_written_is_named(tmp_path):
    path = tmp_path / "no such folder" / "results.csv"
    with pytest.raises(Invalid) as raised:
        write_results_file(decided(Question("review", ("yes", "no")), ANSWERS), ["A"] * 3, confidence=0.5, path=path)
    assert str(raised.value) == f"{path}: The file cannot be written (No such file or directory)."
