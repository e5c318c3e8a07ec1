import pytest
from werkzeug.datastructures import MultiDict

from microtask.errors import Invalid
from microtask.web import choosing

OPTIONS = ["Yes", {"label": "Partly", "definition": "names the form only"}, {"label": "No", "example": "Thank you"}]
ROWS = [
    {"label": "Yes"},
    {"label": "Partly", "definition": "names the form only"},
    {"label": "No", "example": "Thank you"},
]


def _sent(rows):
    return MultiDict([(box, row.get(box, "")) for row in rows for box in choosing.BOXES])


def test_the_rows_of_a_question_are_read_back_as_they_were():
    assert choosing.rows_of({"options": OPTIONS}) == ROWS
    assert choosing.read_rows(_sent([*ROWS, {}])) == [*ROWS, {}]


def test_rows_in_which_nothing_stands_are_left_out_and_blanks_around_words_too():
    rows = choosing.read_rows(_sent([{"label": " Yes "}, {"label": "  "}, {"label": "No"}]))
    assert choosing.read_answer(rows, "review") == {"options": [{"label": "Yes"}, {"label": "No"}]}


def test_a_meaning_without_an_answer_is_not_lost():
    assert choosing.read_answer([{"definition": "names the form only"}], "tag") == {
        "options": [{"label": "", "definition": "names the form only"}]
    }


def test_a_scale_is_its_points_from_the_lowest_and_one_without_words_is_its_number():
    scale = {"min": 1, "max": 2, "labels": {"1": "Hard", "2": "Easy"}}
    assert choosing.read_answer(choosing.rows_of({"scale": scale}), "rate") == {"scale": scale}
    unnamed = {"min": 0, "max": 2, "labels": {"0": "None"}}
    assert [row["label"] for row in choosing.rows_of({"scale": unnamed})] == ["None", "1", "2"]
    with pytest.raises(Invalid):
        choosing.read_answer([{"label": "Hard"}], "rate")


def test_a_page_has_a_few_rows_and_one_more_where_it_is_asked_for_and_there_is_room():
    assert choosing.fill_up([{"label": "Yes"}]) == [{"label": "Yes"}, {}, {}]
    assert choosing.fill_up(ROWS) == ROWS
    assert choosing.fill_up(ROWS, one_more=True) == [*ROWS, {}]
    assert len(choosing.fill_up([{}] * choosing.MOST, one_more=True)) == choosing.MOST
