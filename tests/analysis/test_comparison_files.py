import pytest

from microtask.analysis.comparison_files import read_comparisons
from microtask.consensus.comparisons import LEFT, RIGHT, SAME
from microtask.errors import Invalid

HEADER = "task,volunteer,left,right,answer\n"


@pytest.fixture
def write(tmp_path):
    def write(text, header=HEADER):
        path = tmp_path / "answers.csv"
        path.write_text(header + text)
        return path

    return write


def test_the_winner_is_named_or_the_two_are_the_same(write):
    read = read_comparisons(write("p1,v1,tea,milk,tea\np1,v2,milk,tea,tea\np1,v3,tea,milk,same\n"))
    assert read.things == ["tea", "milk"]
    assert read.comparisons.left.tolist() == [0, 1, 0]
    assert read.comparisons.right.tolist() == [1, 0, 1]
    assert read.comparisons.choice.tolist() == [LEFT, RIGHT, SAME]
    assert (read.volunteers, read.not_sure, read.left_out) == (3, 0, 0)


def test_of_a_volunteers_answers_to_a_pair_the_first_counts(write):
    read = read_comparisons(write("p1,v1,tea,milk,tea\np1,v1,tea,milk,milk\np2,v1,tea,rum,\n"))
    assert read.comparisons.choice.tolist() == [LEFT]
    assert (read.left_out, read.not_sure) == (1, 1)


def test_where_a_thing_is_called_same_nobody_guesses_what_the_word_means(write):
    with pytest.raises(Invalid, match="line 3: “same” is one of the two things, and also says that they are alike"):
        read_comparisons(write("p1,v1,same,milk,milk\np1,v2,same,milk,same\n"))
    read = read_comparisons(write("p1,v1,same,milk,milk\np2,v1,tea,milk,same\n"))
    assert read.comparisons.choice.tolist() == [RIGHT, SAME]


def test_columns_go_by_their_usual_names_and_a_stage_is_read_alone(write):
    path = write("v1,p1,tea,tea,milk,1\nv1,p1,milk,tea,milk,2\n", header="worker,item,label,left,right,stage\n")
    assert read_comparisons(path, stage=2).comparisons.choice.tolist() == [RIGHT]
    with pytest.raises(Invalid, match="There is no comparison of stage 3 in the file"):
        read_comparisons(path, stage=3)


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("p1,v1,tea,milk,rum", "The answer “rum” is neither “tea” nor “milk”. Write one of the two, or “same”."),
        ("p1,v1,tea,,tea", "The cell in “right” is empty. Name the thing, or delete the row."),
        ("p1,v1,te\x1fa,milk,milk", "A cell holds the control character U+001F. Take it out."),
        ("p1,v1,tea,tea,tea", "“tea” is compared with itself. Name two things, or delete the row."),
        ("p1,,tea,milk,tea", "The cell in “volunteer” is empty. Fill it in, or delete the row."),
    ],
)
def test_a_row_that_cannot_be_counted_is_named_by_its_line(write, row, sentence):
    path = write(f"p0,v0,tea,milk,tea\n{row}\n")
    with pytest.raises(Invalid) as raised:
        read_comparisons(path)
    assert str(raised.value) == f"{path}, line 3: {sentence}"


def test_both_things_have_a_column(write):
    path = write("p1,v1,tea,tea\n", header="task,volunteer,left,answer\n")
    with pytest.raises(Invalid, match="line 1: There is no column called “right”"):
        read_comparisons(path)


def test_a_file_without_comparisons_is_refused(write):
    with pytest.raises(Invalid, match="There is no comparison in the file"):
        read_comparisons(write(""))
