import csv
import io
import json

import numpy as np
import pytest

from microtask.analysis import judging, ranking
from microtask.analysis.result_files import ENDINGS, of_tasks, of_things, settled
from microtask.consensus.comparisons import LEFT, Comparisons
from microtask.kinds.kind import Material, Question
from microtask.tables.formats import Format
from microtask.tables.reading import open_rows

ANSWERS = ["yes", "yes", "no", "no", None]


def decided(question, answers, *, gold=None):
    tasks = np.arange(len(answers)) // 2
    return judging.fit(question, Material(tasks, np.arange(len(answers)), answers, int(tasks.max()) + 1), gold=gold)


def as_csv(decision, tasks, confidence=0.95):
    out = io.BytesIO()
    of_tasks(decision, tasks, settled(decision, confidence)).write(Format.CSV, out)
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
        of_tasks(decision, ["A", "B", "C"], settled(decision, 0.5)).write_file(path)
    assert paths[0].read_bytes() == paths[1].read_bytes()
    with paths[0].open("rb") as file:
        cells = [
            (row.values["task"], row.values["answer"], row.values["state"]) for row in open_rows(file, ENDINGS[ending])
        ]
    assert cells == [("A", "yes", "settled"), ("B", "no", "settled"), ("C", "", "undecided")]
    assert sorted(tmp_path.iterdir()) == paths


def test_json_lines_have_numbers_and_nulls(tmp_path):
    path = tmp_path / "results.jsonl"
    decision = decided(Question("rate"), ["4", "4", None])
    of_tasks(decision, ["A", "B"], settled(decision, 0.5)).write_file(path)
    first, second = map(json.loads, path.read_text().splitlines())
    assert (first["answer"], first["answers"], first["tie"]) == (4, 2, False)
    assert (second["answer"], second["confidence"], second["low"]) == (None, None, None)


def test_what_was_there_stays_where_writing_fails(tmp_path):
    decision = decided(Question("review", ("yes", "no")), ANSWERS)
    path = tmp_path / "results.csv"
    path.write_text("older results")
    with pytest.raises(ValueError, match="zip"):
        of_tasks(decision, ["A"], settled(decision, 0.5)).write_file(path)
    assert path.read_text() == "older results"
    assert list(tmp_path.iterdir()) == [path]


def test_ratings_settle_by_their_precision_where_one_is_asked_for():
    decision = decided(Question("rate"), ["4", "4", "1", "9", None], gold={2: "3"})
    reach = decision.verdicts.high - decision.verdicts.answer
    assert settled(decision, 0.95, precision=round(float(reach[0]), 6)).tolist() == [True, False, True]
    assert settled(decision, 0.95, precision=100.0).tolist() == [True, True, True]


def test_the_precision_says_nothing_of_labels():
    decision = decided(Question("review", ("yes", "no")), ["yes", "yes"])
    assert settled(decision, 0.999999, precision=100.0).tolist() == [False]


def test_things_are_written_with_the_highest_score_on_top():
    columns = (np.array([0, 0, 1]), np.array([1, 2, 2]), np.array([LEFT, LEFT, LEFT]))
    names = ["tea", "milk", "rum"]
    ranked = ranking.rank(names, Comparisons(left=columns[0], right=columns[1], choice=columns[2], n_things=3))
    out = io.BytesIO()
    of_things(ranked, names).write(Format.CSV, out)
    rows = list(csv.DictReader(io.StringIO(out.getvalue().decode(), newline="")))
    assert list(rows[0]) == ["thing", "score", "rank", "low", "high", "comparisons"]
    assert [row["thing"] for row in rows] == names
    assert float(rows[0]["low"]) < float(rows[0]["score"]) < float(rows[0]["high"])
    assert {row["comparisons"] for row in rows} == {"2"}
