"""What a release says of itself."""

import dataclasses
import datetime as dt
import json
import subprocess
from typing import Any

import pytest

from microtask.kinds.kind import Question
from microtask.results.papers import Written, dictionary_rows, write_package, write_readme
from microtask.results.queries import EarlierRule, ReleaseFacts, StageFacts, StageView
from microtask.results.sheets import gold_sheet

STAGE = StageView(
    *(7, 12, 1, "review", "Is it clear?", ["yes", "no"], None, 2, 7, 0.95, None, 1, 1, 20.0, 3, 1, 9, 4, 0.61, False)
)
TOLD = StageFacts(STAGE, [], None, False, 3, 0, 0, 1, 9, 1, 4, 0, 0)
EARLIER = EarlierRule(1, 2, 5, 0.9, None, dt.date(2026, 1, 20), 31)
FACTS = ReleaseFacts(
    [TOLD],
    *(1, 12, 2, dt.date(2026, 3, 1), "Letters", "Which are clear.", "We will act.", "OFFICIAL", "internal"),
    *("Tax", dt.date(2026, 1, 2), dt.date(2026, 2, 3), 4, 0, 0, False),
)
SCALE = {"min": 1, "max": 5, "labels": {}}
FILES = [
    Written("gold.csv", 3, 120, "ab" * 32, gold_sheet(Question("review", ("yes", "no")))),
    Written("README.txt", None, 50, "cd" * 32, None),
]


def readme(facts: ReleaseFacts = FACTS, **stage: Any) -> str:
    told = dataclasses.replace(TOLD, **stage)
    return write_readme(dataclasses.replace(facts, stages=[told]), FILES[:1], note="# How answers are combined")


def seen(**changes: Any) -> StageView:
    return dataclasses.replace(STAGE, **changes)


@pytest.mark.parametrize(
    ("stage", "sentence"),
    [
        ({}, "Asked: everyone\n"),
        ({"departments": ["Health", "Tax"]}, "Asked: Health, Tax\n"),
        ({"exclude_own": True}, "Asked: everyone, but for Tax\n"),
        (
            {"earlier_rules": [EARLIER]},
            "Until 2026-01-20 (version 1): 2 to 5 answers an item, until the confidence is 0.9; 31 items settled by it",
        ),
        ({"gold": 2}, '--options "yes|no" --gold gold.csv --output'),
        ({"withdrawn": 3}, "Answers: 3 were taken back"),
        ({"stage": seen(alpha=None)}, "alpha: none, since no two answers can differ"),
        ({"stage": seen(min_departments=2)}, "2 to 7 answers an item, from 2 departments or more, until"),
        ({"stage": seen(of_several=True, position=2)}, "Stage 2 (review). Question: “Is it clear?”"),
        ({"stage": seen(of_several=True, position=2)}, "microtask aggregate answers-stage-2.csv --type review"),
        (
            {
                "stage": seen(
                    kind="rate", options=[], scale={"min": 1, "max": 5, "labels": {"1": "hard"}}, precision=0.5
                )
            },
            "Answers: 1 to 5; 1 is “hard”\n",
        ),
        ({"stage": seen(kind="rate", options=[], scale=SCALE)}, '--type rate --options "1|5" --precision 0.5'),
        (
            {"stage": seen(kind="rate", options=[], scale=SCALE, precision=0.5)},
            "until the 90 % interval reaches no further than 0.5 points either way",
        ),
    ],
)
def test_the_readme_tells_how_each_stage_was(stage, sentence):
    assert sentence in readme(**stage)


def test_the_readme_begins_and_ends_with_the_marking_and_has_dates():
    text = readme()
    assert text.startswith("OFFICIAL\n\nLetters: release 2\n==================\n")
    assert text.endswith("\n\nOFFICIAL\n")
    for line in (
        "Opened:    2026-01-02",
        "Closed:    2026-02-03",
        "Released:  2026-03-01",
        "About:     Which are clear.",
    ):
        assert f"{line}\n" in text


def test_the_command_survives_a_shell_whatever_the_labels_are():
    stage = seen(options=['say "yes"', "$HOME", "a`b", "c\\d"])
    [command] = [line for line in readme(stage=stage).splitlines() if "microtask aggregate" in line]
    said = subprocess.run(["sh", "-c", command.replace("microtask", "printf '%s\\n'")], capture_output=True, check=True)
    words = said.stdout.decode().splitlines()
    assert words[words.index("--options") + 1] == 'say "yes"|$HOME|a`b|c\\d'


def test_the_package_is_a_frictionless_one():
    package = json.loads(write_package(FACTS, FILES))
    assert package["name"] == "challenge-12-release-2"
    assert package["licenses"][0]["name"] == "internal-use-only"
    gold, text = package["resources"]
    assert gold["profile"] == "tabular-data-resource"
    assert (gold["path"], gold["bytes"], gold["hash"]) == ("gold.csv", 120, f"sha256:{'ab' * 32}")
    assert [field["type"] for field in gold["schema"]["fields"]] == ["string", "string"]
    assert (text["mediatype"], "schema" in text) == ("text/plain", False)


def test_the_open_licence_is_named_with_its_address():
    package = json.loads(write_package(dataclasses.replace(FACTS, licence="OGL-UK-3.0"), FILES))
    assert package["licenses"][0]["path"].startswith("https://www.nationalarchives.gov.uk/")


def test_the_dictionary_has_a_row_a_column_of_each_table():
    assert [row[:3] for row in dictionary_rows(FILES)] == [
        ("gold.csv", "task", "string"),
        ("gold.csv", "answer", "string"),
    ]
