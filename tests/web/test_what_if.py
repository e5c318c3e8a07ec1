import csv
import io

import pytest

from microtask.results.rules import LEVEL
from microtask.results.what_if import TOO_FEW
from tests.web.analyst import answered
from tests.web.visitor import errors, heading, links, text


@pytest.fixture
def owner(scene):
    return scene.person("home", "owner")


@pytest.fixture
def opened(scene, owner):
    """Four people; all agree on the first item, three on the second, and nobody has won the third."""
    return answered(scene, owner, [["yes"] * 4, ["yes", "yes", "yes", "no"], ["yes", "yes", "no", "no"]])


def test_had_more_people_had_to_agree_fewer_items_would_be_settled(visit, scene, owner, opened):
    visitor, path = visit(owner), f"/challenges/{opened.id}/what-if"
    page = visitor.get(f"{path}?agree=3&stage=1")
    assert heading(page) == "What if the rule had been another?"
    shown = text(page)
    assert "What if we had needed 3 people to give the same answer" in shown
    assert "This is a what-if, not a result." in shown
    settled = scene.value("SELECT count(*) FROM results WHERE state = 'settled'")
    assert f"Settled {settled} 2" in shown
    assert f"Settled {settled} 1" in text(visitor.get(f"{path}?agree=4"))
    assert f"Settled {settled} 0" in text(visitor.get(f"{path}?confidence=1"))


def test_how_sure_may_be_said_as_a_percentage(visit, scene, owner, opened):
    visitor, path = visit(owner), f"/challenges/{opened.id}/what-if"
    page = visitor.get(f"{path}?confidence=95%25")
    assert "What if we had needed a confidence of 0.95" in text(page)
    assert "Even the rule that was used can come out otherwise" not in text(visitor.get(f"{path}?agree=4"))
    assert "Even the rule that was used can come out otherwise" in text(visitor.get(f"{path}?confidence=1"))
    [url] = [link for link in links(page) if "/csv?" in link]
    assert "a confidence of 0.95" in visitor.get(url).get_data(as_text=True)
    for alike in ("95", "0.95", "95.0"):
        assert "What if we had needed a confidence of 0.95" in text(visitor.get(f"{path}?confidence={alike}"))
    for wrong in ("nan", "%25", "40%25", "40", "101"):
        page = visitor.get(f"{path}?confidence={wrong}")
        assert page.status_code == 422
        assert errors(page) == ["Give a percentage from 50% to 100%, such as 95%"]


def test_nothing_is_changed_by_trying(visit, scene, owner, opened):
    def stored():
        return scene.rows("SELECT * FROM results ORDER BY item_id"), scene.rows("SELECT * FROM stages")

    before = stored()
    visit(owner).get(f"/challenges/{opened.id}/what-if?agree=4")
    visit(owner).get(f"/challenges/{opened.id}/what-if/csv?agree=4").get_data()
    assert stored() == before


def test_the_download_says_of_itself_that_it_is_a_what_if(visit, scene, owner, opened):
    visitor = visit(owner)
    page = visitor.get(f"/challenges/{opened.id}/what-if?agree=4")
    [url] = [link for link in links(page) if "/csv?" in link]
    file = visitor.get(url)
    assert f"challenge-{opened.id}-WHAT-IF-OFFICIAL.csv" in file.headers["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(file.get_data(as_text=True))))
    assert {row["what_if"] for row in rows} == {"if we had needed 4 people to give the same answer"}
    assert [(row["what_if_answer"], row["what_if_state"]) for row in rows] == [
        ("yes", "settled"), ("yes", "undecided"), ("yes", "undecided"),
    ]  # fmt: skip
    assert rows[0]["what_if_because"] == ""
    assert {row["what_if_because"] for row in rows[1:]} <= {TOO_FEW, LEVEL}


@pytest.mark.parametrize(
    "asked", ["agree=many", "agree=0", "confidence=0.2", "agree=3&confidence=0.9", "confidence=nan"]
)
def test_a_rule_that_makes_no_sense_is_refused(visit, owner, opened, asked):
    page = visit(owner).get(f"/challenges/{opened.id}/what-if?{asked}")
    assert page.status_code == 422
    assert errors(page)


def test_without_a_rule_there_is_nothing_to_download(visit, owner, opened):
    response = visit(owner).get(f"/challenges/{opened.id}/what-if/csv")
    assert response.location == f"/challenges/{opened.id}/what-if"


def test_a_ranking_has_no_other_rule(visit, scene, owner):
    ranking = scene.challenge(owner=owner, kind="compare", template="compare", options=[])
    visitor = visit(owner)
    assert "there is no other rule to try" in text(visitor.get(f"/challenges/{ranking.id}/what-if"))
    assert visitor.get(f"/challenges/{ranking.id}/what-if?agree=3").status_code == 409
