"""Answers that are lists, by the files that may hold them."""

import json

import pyarrow as pa
import pytest
from pyarrow import parquet

from microtask.analysis.answer_files import known_answers, material_of, question_of, read_answers, read_gold
from microtask.errors import Invalid
from microtask.kinds.kind import Question


@pytest.fixture
def write(tmp_path):
    """Writes answers to one task, each of another volunteer, as JSON lines or Parquet."""

    def write(answers, name="answers.jsonl"):
        path = tmp_path / name
        rows = [{"task": "A", "volunteer": place, "answer": answer} for place, answer in enumerate(answers)]
        if path.suffix == ".parquet":
            parquet.write_table(pa.Table.from_pylist(rows), path)
        else:
            path.write_text("".join(json.dumps(row) + "\n" for row in rows))
        return path

    return write


def read(path, *, kind=None, options=()):
    answers = read_answers(path, kind=kind)
    question = question_of(answers, kind=kind, options=options, known=())
    return question, list(material_of(answers, question).answers)


@pytest.mark.parametrize("name", ["answers.jsonl", "answers.parquet"])
@pytest.mark.parametrize("kind", [None, "tag"])
def test_a_list_of_labels_is_the_tags_that_apply(write, name, kind):
    question, texts = read(write([["cost", "health"], [], ["health"]], name), kind=kind)
    assert question == Question("tag", ("cost", "health"))
    assert texts == ["cost|health", "", "health"]


def test_lists_and_strokes_say_the_same(write):
    assert read(write([["b", "a"], "a|b", "b"]))[1] == ["a|b", "a|b", "b"]


def test_numbers_in_a_list_are_labels(write):
    assert read(write([[1, 2], [2]]))[0] == Question("tag", ("1", "2"))


@pytest.mark.parametrize(
    ("answer", "kind", "sentence"),
    [
        ({"label": "a"}, None, '“{"label":"a"}” is an object. Write a label, or a list of labels'),
        ([["a"], "b"], None, "holds something that is no label. Write texts or numbers in it"),
        ([None], None, "holds something that is no label"),
        (["a|b"], None, "has a |, which stands between labels. Rename it"),
        (["a"], "review", "is a list, which only a tag question takes. Write the answer alone"),
        ([4], "rate", "is a list, which only a tag question takes"),
    ],
)
def test_what_is_no_list_of_labels_is_named_by_its_line(write, answer, kind, sentence):
    path = write(["1", answer])
    with pytest.raises(Invalid) as raised:
        read(path, kind=kind)
    assert str(raised.value).startswith(f"{path}, line 2: ")
    assert sentence in str(raised.value)


@pytest.mark.parametrize("nothing", [None, ""])
def test_beside_lists_an_answer_that_says_nothing_is_not_guessed_at(write, nothing):
    with pytest.raises(
        Invalid, match=r"some are empty or null\. Write \[\] where no tag applies, and true in “not_sure”"
    ):
        read(write([["a"], nothing]))


def test_beside_lists_nothing_need_be_said_by_who_was_not_sure(tmp_path):
    path = tmp_path / "answers.jsonl"
    rows = [{"answer": ["a"], "not_sure": False}, {"answer": None, "not_sure": True}]
    path.write_text("".join(json.dumps({"task": 1, "volunteer": n} | row) + "\n" for n, row in enumerate(rows)))
    assert read(path)[1] == ["a", None]


def test_a_text_may_look_like_anything(write):
    assert read(write(['["a"]', "{}"]), kind="text")[1] == ['["a"]', "{}"]


@pytest.mark.parametrize("cell", ['["a", "b"]', "['a', 'b']", "[]", '[ "a" ]'])
def test_a_cell_that_looks_like_a_list_is_refused_unless_it_is_an_option(tmp_path, cell):
    path = tmp_path / "answers.csv"
    quoted = cell.replace('"', '""')
    path.write_text(f'task,volunteer,answer\nA,1,a\nA,2,"{quoted}"\n')
    with pytest.raises(Invalid, match=r"line 3: .* looks like a list\. Write its labels with a \| between two of them"):
        read(path)
    assert read(path, options=("a", cell))[1] == ["a", cell]


def test_a_mark_in_brackets_is_a_label(tmp_path):
    path = tmp_path / "answers.csv"
    path.write_text("task,volunteer,answer\nA,1,[1]\nA,2,[2]\n")
    assert read(path) == (Question("review", ("[1]", "[2]")), ["[1]", "[2]"])


def test_known_answers_may_be_lists_too(write, tmp_path):
    answers = read_answers(write([["a", "b"], ["a"]]))
    gold = tmp_path / "gold.jsonl"
    gold.write_text('{"task": "A", "answer": ["b", "a"]}\n')
    known = read_gold(gold)
    assert known_answers(answers, question_of(answers, kind=None, options=(), known=known), known) == {0: "a|b"}
