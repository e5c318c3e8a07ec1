import csv
import re
from collections import Counter

import pytest

from microtask.catalogue import load_catalogue
from microtask.demo.content import read_content
from microtask.kinds.registry import KINDS, question

CONTENT = read_content()
CHALLENGES = [pytest.param(challenge, id=challenge.items.stem) for challenge in CONTENT.challenges]
RUN = 8  # words


def is_comparison(challenge):
    return load_catalogue().get(challenge.body["template"]).kind == "compare"


def rows_of(challenge):
    with challenge.items.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_there_are_three_departments_with_a_person_of_each_role():
    assert len(CONTENT.departments) == 3
    for department in CONTENT.departments:
        roles = [role for person in department.people for role in person.roles]
        assert sorted(roles) == ["admin", "analyst", "expert", "owner", "volunteer"]
        assert all(person.email.endswith(f"@{department.slug}.example") for person in department.people)


def test_nobody_and_no_department_is_there_twice():
    people = [person for department in CONTENT.departments for person in department.people]
    for names in ([person.email for person in people], [person.name for person in people]):
        assert len(set(names)) == len(names)


def test_each_kind_has_a_challenge_that_is_half_done_and_one_challenge_is_finished():
    catalogue = load_catalogue()
    half_done = [challenge for challenge in CONTENT.challenges if challenge.answered < 1]
    assert {catalogue.get(challenge.body["template"]).kind for challenge in half_done} == set(KINDS)
    [finished] = [challenge for challenge in CONTENT.challenges if challenge.answered == 1]
    assert finished.outcome
    assert all(challenge.outcome is None for challenge in half_done)


@pytest.mark.parametrize("challenge", CHALLENGES)
def test_a_challenge_is_owned_by_an_owner_of_its_department(challenge):
    [department] = [each for each in CONTENT.departments if each.slug == challenge.department]
    [owner] = [person for person in department.people if person.email == challenge.owner]
    assert "owner" in owner.roles


@pytest.mark.parametrize("challenge", CHALLENGES)
def test_a_challenge_says_why_and_what_will_be_done_in_a_title_that_fits(challenge):
    assert len(challenge.body["title"]) <= 60
    assert all(len(text) > 60 for text in (challenge.body["summary"], challenge.why, challenge.body["promise"]))


@pytest.mark.parametrize("challenge", CHALLENGES)
def test_there_are_items_enough_each_with_the_columns_that_the_template_needs(challenge):
    rows = rows_of(challenge)
    template = load_catalogue().get(challenge.body["template"])
    assert (24 if template.kind == "compare" else 60) <= len(rows) <= 150
    assert template.columns_missing_from(rows[0]) == []
    assert all(all(value.strip() for value in row.values()) for row in rows)


@pytest.mark.parametrize("challenge", [each for each in CHALLENGES if is_comparison(each.values[0])])
def test_each_item_to_compare_has_a_worth_of_its_own(challenge):
    truth = challenge.read_truth()
    assert list(truth) == [next(iter(row.values())) for row in rows_of(challenge)]
    assert sorted(map(int, truth.values())) == list(range(1, len(truth) + 1))


@pytest.mark.parametrize("challenge", [each for each in CHALLENGES if not is_comparison(each.values[0])])
def test_each_item_has_a_true_answer_that_the_question_takes_and_every_answer_is_true_of_some(challenge):
    kind = load_catalogue().get(challenge.body["template"]).kind
    asked = {name: challenge.body[name] for name in KINDS[kind].question_fields()}
    answers = question(kind, **asked)
    truth = challenge.read_truth()
    assert list(truth) == [next(iter(row.values())) for row in rows_of(challenge)]
    assert [KINDS[kind].parse_text(text, answers) for text in truth.values()] == list(truth.values())
    given = Counter(label for text in truth.values() for label in text.split("|") if label)
    scale = answers.scale
    assert set(given) == set(answers.options or map(str, range(scale.minimum, scale.maximum + 1)))


@pytest.mark.parametrize("challenge", CHALLENGES)
def test_no_two_items_share_a_run_of_words(challenge):
    """Each text is written by itself, so that a newcomer reads letters and not a letter with other names in it."""
    seen = {}
    for row in rows_of(challenge):
        key, *texts = row.values()
        for text in texts:
            words = re.findall(r"\w+", text.lower())
            for start in range(len(words) - RUN + 1):
                run = tuple(words[start : start + RUN])
                assert seen.setdefault(run, key) == key, " ".join(run)
