import csv
import gzip
import io
import os
import pty
import subprocess
import sys
from dataclasses import dataclass

import pytest

from microtask.cli import main
from tests.consensus.crowds import SHARED

COMMAND = [sys.executable, "-c", "from microtask.cli import main; main()", "aggregate"]
ROWS = [("A", "1", "yes"), ("A", "2", "yes"), ("B", "1", "no"), ("B", "2", "yes"), ("A", "1", "no")]


@dataclass
class Done:
    """How a command ended, and what it wrote."""

    status: int
    out: bytes
    err: str


@pytest.fixture
def run(monkeypatch, capsysbinary):
    """Runs the command in this process, which is a good deal quicker than one for each."""

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["microtask", "aggregate", *map(str, arguments)])
        status = 0
        try:
            main()
        except SystemExit as end:
            status = end.code
        written = capsysbinary.readouterr()
        return Done(status, written.out, written.err.decode())

    return run


def results(done):
    return list(csv.DictReader(io.StringIO(done.out.decode(), newline="")))


@pytest.fixture
def write(tmp_path):
    def write(rows, name="answers.csv", header=("task", "volunteer", "answer")):
        path = tmp_path / name
        with path.open("w", newline="") as file:
            csv.writer(file).writerows([header, *rows])
        return path

    return write


def test_results_go_to_standard_output_and_words_to_standard_error(write, run):
    done = run(write(ROWS), "--options", "yes|no")
    assert done.status == 0
    assert [(row["task"], row["answer"], row["answers"]) for row in results(done)] == [
        ("A", "yes", "2"),
        ("B", "yes", "2"),
    ]
    assert done.err.splitlines() == [
        "Answers: 4. Volunteers: 2. Tasks: 2. Read as review: yes, no.",
        "Left out, since the volunteer had answered the task before: 1.",
        "Krippendorff's alpha is 0.000.",
        "Settled tasks: 0 of 2, by a confidence of 0.95 or more alone.",
    ]


def test_the_same_input_gives_the_same_bytes(write, run):
    path = write(ROWS)
    assert run(path).out == run(path).out


def test_results_go_to_a_file_by_its_ending(write, tmp_path, run):
    for ending, start in (("csv", b"task,"), ("jsonl", b'{"task"'), ("xlsx", b"PK"), ("parquet", b"PAR1")):
        out = tmp_path / f"results.{ending}"
        done = run(write(ROWS), "--output", out)
        assert (done.status, done.out) == (0, b"")
        assert out.read_bytes().startswith(start)


def test_tags_are_known_by_their_strokes(write, run):
    given = [("A", "cost|health"), ("A", "health"), ("A", "health"), ("B", ""), ("B", ""), ("B", "")]
    done = run(write([(task, str(place % 3), answer) for place, (task, answer) in enumerate(given)]))
    assert [row["answer"] for row in results(done)] == ["health", ""]
    assert "p:cost" in results(done)[0]


def test_ratings_are_what_it_is_told(write, run):
    done = run(write([("A", "1", "4"), ("A", "2", "5.5"), ("B", "1", "-1")]), "--type", "rate")
    assert [row["answer"] for row in results(done)] == ["4.75", "-1"]
    assert float(results(done)[0]["low"]) < 4.75 < float(results(done)[0]["high"])


def test_a_method_can_be_named(write, run):
    done = run(write([("A", "1", "1"), ("A", "2", "2"), ("A", "3", "9")]), "--type", "rate", "--method", "median")
    assert results(done)[0]["answer"] == "2"


def test_equal_scores_go_to_the_first_option_and_say_so(write, run):
    rows = [("A", "1", "yes"), ("A", "2", "no")]
    sorted_first = results(run(write(rows), "--method", "majority"))[0]
    told_first = results(run(write(rows), "--method", "majority", "--options", "yes|no"))[0]
    assert (sorted_first["answer"], sorted_first["tie"]) == ("no", "true")
    assert (told_first["answer"], told_first["tie"]) == ("yes", "true")


def test_known_answers_stand(write, run):
    gold = write([("B", "no")], "gold.csv", ("task", "answer"))
    rows = results(run(write(ROWS), "--gold", gold))
    assert (rows[1]["answer"], rows[1]["confidence"], rows[1]["state"], rows[1]["gold"]) == (
        "no",
        "1.0",
        "settled",
        "true",
    )


def test_the_confidence_asked_for_decides_the_state(write, run):
    path = write(ROWS)
    assert {row["state"] for row in results(run(path, "--confidence", "0.999"))} == {"undecided"}
    assert {row["state"] for row in results(run(path, "--confidence", "0.5"))} == {"settled"}


def test_a_stage_is_read_alone(write, run):
    rows = [("A", "1", "yes", "1"), ("A", "1", "no", "2")]
    path = write(rows, header=("task", "volunteer", "answer", "stage"))
    assert [row["answer"] for row in results(run(path, "--stage", "2"))] == ["no"]


def test_a_packed_file_is_read(write, tmp_path, run):
    packed = tmp_path / "answers.csv.gz"
    packed.write_bytes(gzip.compress(write(ROWS).read_bytes()))
    assert run(packed).out == run(write(ROWS)).out


def test_an_error_is_one_sentence_that_names_file_and_line(write, run):
    path = write([("A", "1", "yes"), ("", "2", "yes")])
    done = run(path)
    assert done.status == 1
    assert done.err == (f"Error: {path}, line 3: The cell in “task” is empty. Fill it in, or delete the row.\n")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--method", "magic"], "'magic' is not one of"),
        (["--type", "poem"], "'poem' is not one of"),
        (
            ["--type", "rate", "--method", "majority"],
            "majority does not decide rate questions. Choose one of auto, mean",
        ),
        (["--type", "rate", "--options", "1|3|5"], "For ratings give the least and the greatest whole number"),
        (["--type", "rate", "--options", "5|1"], "For ratings give the least and the greatest whole number"),
        (["--options", "yes||no"], "Give each label once, and a | between two of them."),
        (["--options", "yes|yes"], "Give each label once"),
        (["--confidence", "95"], "95.0 is not in the range"),
        (["--confidence", "nan"], "nan is no number"),
        (["--precision", "inf"], "inf is no number"),
        (["--output", "results.doc"], "End the name with .csv, .jsonl, .xlsx, .parquet"),
        (["--gold", "nowhere.csv"], "'nowhere.csv' does not exist"),
        (["--report", "report.pdf"], "End the name with .html: the report is a page for a browser."),
        (["--type", "compare", "--options", "a|b"], "A compare question has no options. Leave out --options."),
        (["--type", "text", "--options", "a|b"], "A text question has no options. Leave out --options."),
        (["--type", "compare", "--gold", __file__], "Comparisons have no known answers. Leave out --gold."),
        (
            ["--type", "compare", "--method", "majority"],
            "majority does not decide compare questions. Choose one of auto",
        ),
        (["--type", "text", "--method", "mean"], "mean does not decide text questions. Choose one of auto, medoid"),
        (
            ["--type", "compare", "--confidence", "0.95"],
            "Comparisons give a ranking, in which nothing is settled. Leave out --confidence.",
        ),
        (
            ["--type", "rate", "--precision", "1", "--confidence", "0.9"],
            "Ratings settle by one of the two. Leave out --precision or --confidence.",
        ),
        (["--precision", "0.5"], "--precision is for ratings. Add --type rate, or leave it out."),
        (["--type", "rate", "--precision", "0"], "0.0 is not in the range"),
    ],
)
def test_wrong_usage_is_told_and_ends_with_2(write, arguments, sentence, run):
    done = run(write(ROWS), *arguments)
    assert done.status == 2
    assert sentence in " ".join(done.err.split())
    assert done.out == b""


def test_what_is_read_is_not_written_over(write, run):
    path, gold = write(ROWS), write([("A", "yes")], "gold.csv", ("task", "answer"))
    before = path.read_bytes(), gold.read_bytes()
    for arguments in (["--output", path], ["--output", gold]):
        done = run(path, "--gold", gold, *arguments)
        assert done.status == 2
        assert "is read and would be written over. Choose another name." in done.err
    assert (path.read_bytes(), gold.read_bytes()) == before


@pytest.mark.parametrize("option", [("--output", "results.csv"), ("--report", "report.html")])
def test_a_place_that_cannot_be_written_is_named_before_anything_is_read(write, tmp_path, run, option):
    path = tmp_path / "no such folder" / option[1]
    done = run(write([("", "", "")]), option[0], path)
    assert (done.status, done.out) == (1, b"")
    assert done.err == f"Error: {path}: The file cannot be written (No such file or directory).\n"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty. Use one with a header and a row or more."),
        (b"\x7fELF\x02\x01\x01\x00\xd0\xff", "Line 1 holds a NUL character, which no text has."),
        (b"\x93\x10\xffanything", "Byte 1 of line 1 (0x93) is not UTF-8."),
        (b"task,volunteer,answer\n", "There is no answer in the file."),
        (b"PAR1 is how it begins", "The Parquet file is damaged."),
        (
            b'{"task": "A", "volunteer": 1, "answer": "x"}\n{"task":',
            "line 2: This line is not JSON from character 9 on.",
        ),
    ],
)
def test_a_file_that_is_no_table_of_answers_is_named(tmp_path, run, content, sentence):
    path = tmp_path / "answers"
    path.write_bytes(content)
    done = run(path)
    assert (done.status, done.out) == (1, b"")
    assert done.err.startswith(f"Error: {path}")
    assert sentence in done.err


def test_known_answers_to_strange_tasks_are_counted_and_all_strange_are_told(write, run):
    some = write([("B", "no"), ("Z", "no")], "gold.csv", ("task", "answer"))
    assert "since nobody answered their task: 1." in run(write(ROWS), "--gold", some).err
    none = write([("Y", "no"), ("Z", "no")], "gold.csv", ("task", "answer"))
    done = run(write(ROWS), "--gold", none)
    assert (done.status, done.out) == (0, run(write(ROWS)).out)
    assert "None was used: is “Y” called something else in answers.csv?" in done.err


def test_comparisons_give_a_ranking_of_things(write, tmp_path, run):
    rows = [
        ("p1", volunteer, winner, left, right)
        for volunteer in range(4)
        for winner, left, right in [("tea", "tea", "milk")]
    ]
    rows += [("p2", volunteer, "same", "milk", "rum") for volunteer in range(4)]
    path = write(rows, header=("task", "volunteer", "answer", "left", "right"))
    done = run(path, "--type", "compare", "--report", tmp_path / "report.html")
    assert done.status == 0
    assert list(results(done)[0]) == ["thing", "score", "rank", "low", "high", "comparisons"]
    assert results(done)[0]["thing"] == "tea"
    assert done.err.splitlines() == ["Comparisons: 8. Volunteers: 4. Things: 3."]
    assert "The ranking" in (tmp_path / "report.html").read_text()
    assert run(path, "--type", "compare", "--method", "bradley-terry").out == done.out


def test_texts_give_the_one_that_is_nearest_to_the_others(write, run):
    rows = [("A", "1", "a red dog"), ("A", "2", "a red dog"), ("A", "3", "cat"), ("B", "1", "x | y")]
    done = run(write(rows), "--type", "text")
    assert [(row["task"], row["answer"]) for row in results(done)] == [("A", "a red dog"), ("B", "x | y")]


def test_ratings_settle_by_the_precision_that_is_asked_for(write, run):
    path = write([(task, volunteer, "4") for task in "AB" for volunteer in range(5)] + [("C", 1, "4")])
    states = {
        precision: [row["state"] for row in results(run(path, "--type", "rate", "--precision", precision))]
        for precision in ("0.001", "1", "100")
    }
    assert states["0.001"] == ["undecided"] * 3
    assert states["1"] == ["settled", "settled", "undecided"]
    assert states["100"] == ["settled"] * 3


def test_a_report_is_written_beside_the_results_and_is_the_same_for_the_same_answers(write, tmp_path, run):
    gold = write([("B", "no")], "gold.csv", ("task", "answer"))
    pages = []
    for name in ("one.html", "two.HTML"):
        done = run(write(ROWS), "--gold", gold, "--report", tmp_path / name)
        assert (done.status, len(results(done))) == (0, 2)
        pages.append((tmp_path / name).read_text())
    assert pages[0] == pages[1]
    assert "of which the first counts: 1." in pages[0]
    assert "Each known answer was kept back" in pages[0]


def test_no_name_of_a_volunteer_is_in_a_report(write, tmp_path, run):
    rows = [
        (f"T{task}", f"person-{volunteer}", "yes" if task % 2 else "no") for task in range(6) for volunteer in range(4)
    ]
    report = tmp_path / "report.html"
    assert run(write(rows), "--report", report).status == 0
    assert "person-" not in report.read_text()


def test_a_large_file_is_read_with_a_line_now_and_then(write, monkeypatch, run):
    monkeypatch.setattr("microtask.cli.aggregate.LARGE", 1)
    monkeypatch.setattr("microtask.cli.aggregate.MANY", 4)
    assert run(write(ROWS)).err.startswith("Read 100% of answers.csv.\nCombining 4 answers.\n")


def test_a_file_that_is_not_there_is_wrong_usage(tmp_path, run):
    assert run(tmp_path / "nowhere.csv").status == 2


@pytest.mark.parametrize("option", [[], ["--gold"]])
def test_what_comes_from_a_pipe_is_not_read_in_part(tmp_path, write, option, run):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    done = run(*([write(ROWS)] if option else []), *option, pipe)
    assert done.status == 2
    assert "is no file on a disk. Save what comes from it, and name that file." in " ".join(done.err.split())


def test_a_folder_is_no_file(tmp_path, run):
    assert run(tmp_path).status == 2


@pytest.mark.parametrize("ending", ["csv", "jsonl", "xlsx", "parquet"])
def test_where_the_work_fails_what_was_there_stays(write, tmp_path, ending, run):
    out, report = tmp_path / f"results.{ending}", tmp_path / "report.html"
    for path in (out, report):
        path.write_text("before")
    done = run(write([*ROWS, ("C", "3", "yes", "too many")]), "--output", out, "--report", report)
    assert (done.status, done.out) == (1, b"")
    assert [path.read_text() for path in (out, report)] == ["before", "before"]
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["answers.csv", out.name, "report.html"])


def test_labels_that_only_capitals_tell_apart_are_told(write, run):
    done = run(write([("A", "1", "Yes"), ("A", "2", "yes"), ("A", "3", "no")]))
    assert "Different answers, though only capitals tell them apart: Yes, yes.\n" in done.err


def test_a_report_names_the_stage_that_was_read(write, tmp_path, run):
    path = write([("A", "1", "yes", "1"), ("A", "1", "no", "2")], header=("task", "volunteer", "answer", "stage"))
    run(path, "--stage", "2", "--report", tmp_path / "report.html")
    assert "<h1>What people said: answers.csv, stage 2</h1>" in (tmp_path / "report.html").read_text()


def test_a_terminal_is_shown_a_bar(write):
    ours, theirs = pty.openpty()
    with os.fdopen(theirs, "wb") as terminal:
        done = subprocess.run([*COMMAND, write(ROWS)], stdout=subprocess.PIPE, stderr=terminal, check=False)
        shown = os.read(ours, 10_000).decode()
    os.close(ours)
    assert done.returncode == 0
    assert "Reading answers.csv" in shown
    assert "100%" in shown


def test_a_reader_who_has_had_enough_ends_it_without_a_word(write):
    path = write([(str(task), "1", "yes") for task in range(20_000)])
    with subprocess.Popen([*COMMAND, path], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.read(10)
        process.stdout.close()
        words = process.stderr.read().decode()
    assert "Traceback" not in words
    assert "Exception" not in words


def test_the_real_answers_of_a_crowd_are_judged_better_than_by_majority(run):
    folder = SHARED / "review" / "rte"
    if not folder.exists():
        pytest.skip("The shared data on crowds is not beside the project.")
    with (folder / "truth.csv").open(newline="") as file:
        truth = {row["task"]: row["answer"] for row in csv.DictReader(file)}
    right = {
        method: sum(
            row["answer"] == truth[row["task"]] for row in results(run(folder / "answers.csv", "--method", method))
        )
        for method in ("auto", "majority")
    }
    assert right["auto"] >= right["majority"]
    assert right["auto"] / len(truth) > 0.92
