import gzip
import itertools

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from microtask.analysis import answer_files
from microtask.analysis.answer_blocks import number_blocks
from microtask.analysis.answer_files import read_answers
from microtask.analysis.files import open_plain
from microtask.errors import Invalid
from microtask.tables import plain_csv
from microtask.tables.plain_csv import NotPlain

NAME = st.sampled_from(["A", "B", "é", "'=1", "A ", " ", "", "a name of many letters", '"A"', '"A\n,"', "😀"])
ANSWER = st.sampled_from(["yes", "no", "", "yes|no", "=1", "'=1"])
NOT_SURE = st.sampled_from(["", "true", "FALSE", "0", "perhaps"])
STAGE = st.sampled_from(["1", "1 ", "2"])
USUAL = st.tuples(
    st.sampled_from("ABé"), st.sampled_from("vw"), st.sampled_from(["yes", "no", ""]), st.just(""), st.just("1")
)
ROW = USUAL | USUAL | USUAL | st.tuples(NAME, NAME, ANSWER, NOT_SURE, STAGE)
HEADER = ("task", "volunteer", "answer", "not_sure", "stage")
SETTINGS = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


def outcome(path, stage):
    """All that reading a file gives, or the sentence that says what is wrong."""
    try:
        answers = read_answers(path, stage=stage)
    except Invalid as error:
        return str(error)
    columns = [answers.task_column, answers.volunteer_column, answers.text_column]
    return answers.tasks, [c.tolist() for c in columns], answers.texts, list(answers.lines), answers.left_out


def outcome_by_rows(path, stage):
    def not_plain(*_):
        raise NotPlain

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(answer_files, "number_blocks", not_plain)
        return outcome(path, stage)


@SETTINGS
@given(
    rows=st.lists(ROW, max_size=12),
    width=st.integers(3, 5),
    delimiter=st.sampled_from([",", ";", "\t"]),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    mark=st.sampled_from(["", "\ufeff", "\n", "sep=;\n"]),
    tail=st.sampled_from(["", "\n", "\n\n", "A,v", " \n", '"', "\x00"]),
    stage=st.sampled_from([None, 1, 2]),
    block=st.sampled_from([1 << 20, 60]),
    encoding=st.sampled_from(["utf-8", "utf-8", "utf-8", "utf-16", "latin-1"]),
)
@example([("A", "v", "yes", "true", "1")] * 3, 5, ",", "\n", "", "\n", None, 1 << 20, "utf-8")
def test_a_file_is_read_in_blocks_as_it_is_row_by_row(
    tmp_path, rows, width, delimiter, end, mark, tail, stage, block, encoding
):
    lines = [delimiter.join(row[:width]) for row in [HEADER, *rows]]
    path = tmp_path / "answers.csv"
    path.write_bytes((mark + end.join([*lines, tail])).encode(encoding, "replace"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plain_csv, "BLOCK_BYTES", block)
        assert outcome(path, stage) == outcome_by_rows(path, stage)


@pytest.mark.parametrize("pack", [lambda data: data, gzip.compress])
def test_a_long_plain_file_is_read_in_blocks(tmp_path, pack):
    path = tmp_path / "answers.csv"
    rows = [f"task {i % 2000},volunteer {i % 77},{'yes' if i % 3 else 'no'}" for i in range(60_000)]
    path.write_bytes(pack("\n".join(["task,volunteer,answer", *rows]).encode()))
    steps = []
    with open_plain(path, steps.append) as file:
        numbered = number_blocks(file, None)
    assert numbered.tasks == [f"task {i}" for i in range(2000)]
    assert np.array_equal(numbered.task_column, np.arange(60_000) % 2000)
    assert (numbered.texts, list(numbered.lines)) == (["no", "yes"], [2, 3])
    assert sum(steps) == path.stat().st_size
    assert outcome(path, None) == outcome_by_rows(path, None)


def test_of_a_packed_file_that_is_damaged_the_first_fault_is_told(tmp_path):
    path = tmp_path / "answers.csv.gz"
    rows = "".join(f"{i},v,yes\n" for i in range(300_000))
    path.write_bytes(gzip.compress(f"task,volunteer,answer\n ,v,yes\n{rows}".encode())[:-9])
    assert "line 2: The cell in “task” is empty" in outcome(path, None)


def test_the_progress_of_a_file_that_is_read_anew_begins_anew(tmp_path):
    path = tmp_path / "answers.csv"
    path.write_bytes(b"task,volunteer,answer\n" + b"A,v,yes\n" * 300_000 + b'"B",v,yes\n')
    steps = []
    read_answers(path, advance=steps.append)
    assert max(itertools.accumulate(steps)) == sum(steps) == path.stat().st_size
