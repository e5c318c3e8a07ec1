import json

import pytest

from microtask.analysis.answer_files import known_answers, material_of, question_of, read_answers, read_gold
from microtask.errors import Invalid
from microtask.kinds.kind import Question


@pytest.fixture
def write(tmp_path):
    def write(text, name="answers.csv"):
        path = tmp_path / name
        path.write_text(text)
        return path

    return write


def question(answers, *, kind=None, options=(), known=()):
    return question_of(answers, kind=kind, options=options, known=known)


def texts(answers, **options):
    return list(material_of(answers, question(answers, **options)).answers)


@pytest.mark.parametrize("task", ["task", "item", "key", "task_id", "TASK"])
@pytest.mark.parametrize("volunteer", ["volunteer", "worker", "user", "volunteer_id"])
@pytest.mark.parametrize("answer", ["answer", "label", "response", "value"])
def test_columns_go_by_their_usual_names(write, task, volunteer, answer):
    answers = read_answers(write(f"note,{volunteer},{task},{answer}\n,v1,A1,yes\n,v2,A1,no\n"))
    assert answers.tasks == ["A1"]
    assert answers.n_volunteers == 2
    assert texts(answers) == ["yes", "no"]


def test_the_first_of_several_names_is_the_column(write):
    answers = read_answers(write("key,task,volunteer,label,answer\nK1,A1,v1,no,yes\n"))
    assert (answers.tasks, texts(answers)) == (["A1"], ["yes"])


def test_tasks_are_in_order_of_first_appearance(write):
    answers = read_answers(write("task,volunteer,answer\nB,1,x\nA,1,y\nB,2,x\n"))
    assert answers.tasks == ["B", "A"]
    assert answers.task_column.tolist() == [0, 1, 0]


def test_of_a_volunteers_answers_to_a_task_the_first_counts(write):
    answers = read_answers(write("task,volunteer,answer\nA,1,x\nA,2,y\nA,1,y\nB,1,y\nA,1,z\n"))
    assert texts(answers) == ["x", "y", "y"]
    assert answers.left_out == 2


def test_not_sure_is_an_answer_without_a_value(write):
    answers = read_answers(write("task,volunteer,answer,not_sure\nA,1,,true\nA,2,y,false\nA,3,y,\nA,4,y,TRUE\n"))
    assert texts(answers) == [None, "y", "y", None]


def test_an_empty_answer_is_not_sure_but_to_a_tag_task(write):
    path = write("task,volunteer,answer\nA,1,\nA,2,5\n")
    assert texts(read_answers(path)) == [None, "5"]
    assert texts(read_answers(path), kind="rate") == [None, "5"]
    assert texts(read_answers(path), kind="tag") == ["", "5"]


def test_a_stage_is_read_alone(write):
    path = write("task,volunteer,answer,stage\nA,1,x,1\nA,1,y,2\nB,1,z, 2\n")
    assert texts(read_answers(path, stage=2)) == ["y", "z"]
    with pytest.raises(Invalid, match="There is no answer of stage 3 in the file"):
        read_answers(path, stage=3)
    with pytest.raises(Invalid, match="There is no column called “stage”"):
        read_answers(write("task,volunteer,answer\nA,1,x\n"), stage=1)


def test_the_guard_against_formulas_is_taken_off(write):
    answers = read_answers(write("task,volunteer,answer\n'=A1,'@me,'-1\n"))
    assert (answers.tasks, texts(answers)) == (["=A1"], ["-1"])


def test_json_lines_are_read_too(write):
    rows = [{"task": 1, "volunteer": 7, "answer": 3}, {"task": 1, "volunteer": 8, "answer": None, "not_sure": True}]
    answers = read_answers(write("".join(json.dumps(row) + "\n" for row in rows), "answers.jsonl"))
    assert (answers.tasks, texts(answers)) == (["1"], ["3", None])


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (",v1,yes,", "line 3: The cell in “task” is empty. Fill it in, or delete the row."),
        ("A2, ,yes,", "line 3: The cell in “volunteer” is empty. Fill it in, or delete the row."),
        ("A2,v1,yes,perhaps", "line 3: “perhaps” in “not_sure” is neither true nor false. Write one of the two."),
    ],
)
def test_a_row_that_cannot_be_counted_is_named_by_its_line(write, row, sentence):
    path = write(f"task,volunteer,answer,not_sure\nA1,v1,yes,\n{row}\n")
    with pytest.raises(Invalid) as raised:
        read_answers(path)
    assert str(raised.value) == f"{path}, {sentence}"


def test_a_file_without_answers_is_refused(write):
    with pytest.raises(Invalid, match="There is no answer in the file"):
        read_answers(write("task,volunteer,answer\n"))


def test_the_kind_is_tag_where_an_answer_has_a_stroke_and_else_review(write):
    assert question(read_answers(write("task,volunteer,answer\nA,1,4\nA,2,3\n"))) == Question("review", ("3", "4"))
    assert question(read_answers(write("task,volunteer,answer\nA,1,b|a\nA,2,c\n"))) == Question("tag", ("a", "b", "c"))


def test_labels_are_sorted_unless_they_are_given(write):
    answers = read_answers(write("task,volunteer,answer\nA,1,no\nA,2, yes \n"))
    assert question(answers).options == ("no", "yes")
    assert question(answers, options=("yes", "no", "unclear")).options == ("yes", "no", "unclear")


def test_a_label_that_is_not_among_the_options_is_named_by_its_first_line(write):
    answers = read_answers(write("task,volunteer,answer\nA,1,no\nA,2,maybe\nB,1,maybe\n"))
    with pytest.raises(Invalid) as raised:
        texts(answers, options=("yes", "no"))
    assert str(raised.value) == (
        f"{answers.path}, line 3: “maybe” is not an option of this question. Choose “yes”, “no”. "
        "Or name all labels in --options, with a | between two of them."
    )


def test_blanks_around_a_name_make_no_other_task_and_no_other_volunteer(write):
    answers = read_answers(write("task,volunteer,answer\nA,1,x\n A , 1,y\nA,2,x\n"))
    assert (answers.tasks, answers.n_volunteers, answers.left_out) == (["A"], 2, 1)
    known = read_gold(write("task,answer\n A, x\n", "gold.csv"))
    assert known_answers(answers, question(answers), known) == {0: "x"}


def test_more_labels_than_a_question_has_are_refused(write):
    text = "task,volunteer,answer\n" + "".join(f"A,{each},{each}\n" for each in range(1_001))
    answers = read_answers(write(text))
    with pytest.raises(Invalid, match=r"1,001 different labels, and one question has at most 1,000\..*\(--type rate\)"):
        question(answers)
    assert question(answers, kind="rate") == Question("rate")
    assert question(answers, kind="rate", options=("1", "2000")).ends == ("1", "2000")


@pytest.mark.parametrize("kind", [None, "review", "tag"])
def test_a_file_in_which_nobody_chose_anything_needs_the_options(write, kind):
    answers = read_answers(write("task,volunteer,answer\nA,1,\nA,2,\n"))
    with pytest.raises(Invalid, match="Nobody chose anything"):
        question(answers, kind=kind)
    assert question(answers, kind=kind, options=("yes", "no")).options == ("yes", "no")


def test_a_rating_that_is_no_number_is_named_by_its_line(write):
    with pytest.raises(Invalid, match=r"line 3: “high” is not a number"):
        texts(read_answers(write("task,volunteer,answer\nA,1,2.5\nA,2,high\n")), kind="rate")


def test_known_answers_are_of_tasks_in_the_file(write):
    answers = read_answers(write("task,volunteer,answer\nA,1,no\nB,1,no\n"))
    known = read_gold(write("item,label\nB,yes\nZ,no\n", "gold.csv"))
    asked = question(answers, known=known)
    assert asked.options == ("no", "yes")
    assert known_answers(answers, asked, known) == {1: "yes"}


def test_known_answers_to_other_tasks_altogether_are_passed_over(write):
    answers = read_answers(write("task,volunteer,answer\nA,1,no\n"))
    known = read_gold(write("task,answer\nY,no\nZ,no\n", "gold.csv"))
    assert known_answers(answers, question(answers, known=known), known) == {}


def test_a_known_answer_that_is_no_option_is_named_by_its_line(write):
    answers = read_answers(write("task,volunteer,answer\nA,1,no\n"))
    known = read_gold(write("task,answer\nA,perhaps\n", "gold.csv"))
    with pytest.raises(Invalid, match=r"gold\.csv, line 2: “perhaps” is not an option"):
        known_answers(answers, question(answers, options=("yes", "no")), known)


@pytest.mark.parametrize("kind", ["review", "rate"])
def test_a_known_answer_that_is_empty_is_named_by_its_line(write, kind):
    answers = read_answers(write("task,volunteer,answer\nA,1,3\n"))
    known = read_gold(write("task,answer\nA, \n", "gold.csv"))
    with pytest.raises(Invalid, match=r"gold\.csv, line 2: The known answer is empty. Fill it in, or delete the row"):
        known_answers(answers, question(answers, kind=kind, known=known), known)


def test_where_no_tag_applies_the_known_answer_is_empty(write):
    answers = read_answers(write("task,volunteer,answer\nA,1,x|y\n"))
    known = read_gold(write("task,answer\nA,\n", "gold.csv"))
    assert known_answers(answers, question(answers, known=known), known) == {0: ""}


def test_a_known_answer_is_of_a_task_with_a_name(write):
    with pytest.raises(Invalid, match=r"line 2: The cell in “task” is empty\. Fill it in, or delete the row"):
        read_gold(write("task,answer\n ,no\n"))


def test_a_task_has_one_known_answer(write):
    assert len(read_gold(write("task,answer\nA,no\nA,no\n"))) == 1
    with pytest.raises(Invalid, match=r"line 4: “A” has another answer on line 2\. Keep one of the two"):
        read_gold(write("task,answer\nA,no\nB,no\nA,yes\n"))


def test_the_answers_of_several_stages_are_not_thrown_together(tmp_path):
    path = tmp_path / "answers.csv"
    path.write_text("task,volunteer,answer,stage\nA1,v1,yes,1\nA1,v2,no,2\n")
    with pytest.raises(Invalid, match=r"line 3: .*stages 1 and 2.*--stage"):
        read_answers(path)
    assert texts(read_answers(path, stage=2)) == ["no"]


def test_answers_without_a_stage_are_not_thrown_together_with_those_of_one(write):
    with pytest.raises(Invalid, match=r"line 3: .*stages 1 and \(none\)\. Choose one by --stage"):
        read_answers(write("task,volunteer,answer,stage\nA1,v1,yes,1\nA1,v2,no,\n"))
