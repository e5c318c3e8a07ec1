import pytest

from microtask.catalogue.manifest import read_manifest
from tests.catalogue.folders import MANIFEST, changed, write_template


def lines_of(tmp_path, manifest):
    loaded, faults = read_manifest(write_template(tmp_path / "fruit", manifest=manifest) / "manifest.toml")
    assert (loaded == {}) == bool(faults)
    return [str(fault) for fault in faults]


def test_a_whole_manifest_has_no_fault(tmp_path):
    assert lines_of(tmp_path, MANIFEST) == []


def test_the_item_the_question_and_the_answer_may_be_left_out(tmp_path):
    plain = MANIFEST.replace('question = "Is this a fruit?"\n', "")
    plain = plain[: plain.index("[item.needs]")] + plain[plain.index("[redundancy]") :]
    path = write_template(tmp_path / "fruit", manifest=plain) / "manifest.toml"
    loaded, faults = read_manifest(path)
    assert faults == []
    assert (loaded["question"], loaded["answer"], loaded["item"]) == (None, {}, {"needs": {}, "shows": {}})


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ('title = "Is it a fruit?"', "", "title: This key is missing. Write it."),
        ('title = "Is it a fruit?"', 'title = ""', "title: Write 1 to 60 characters."),
        ('kind = "review"', 'kind = "essay"', "kind: Choose one of: review, tag, rate, compare."),
        ('kind = "review"', "kind = []", "kind: Not a valid string."),
        (
            'help = "Think',
            'hepl = "x"\nhelp = "Think',
            "hepl: There is no such key. Check its spelling, or take it out.",
        ),
        ("median_seconds = 10", "median_seconds = 0", "median_seconds: Give a whole number from 1 to 3600."),
        ("median_seconds = 10", 'median_seconds = "ten"', "median_seconds: Give a whole number from 1 to 3600."),
        ("min = 2", "min = 8", "redundancy.max: Give a number that is not below “min”."),
        ("max = 7", "", "redundancy.max: This key is missing. Write it."),
        ("confidence = 0.95", "confidence = 95", "redundancy.confidence: Give a number above 0.5 and below 1."),
        (
            "confidence = 0.95",
            "confidence = 0.95\nprecision = 0.5",
            "redundancy.precision: Only a rate template has this key. Take it out.",
        ),
        (
            'method = "auto"',
            'method = "mean"',
            "consensus.method: Choose one of: auto, majority, dawid-skene, wawa, one-coin, mace, shrunk-dawid-skene.",
        ),
        ('colour = "Its', 'name = "Its', "item.shows.name: This column is needed already. Name it once."),
        ('colour = "Its colour"', 'colour = ""', "item.shows.colour: Write 1 to 200 characters."),
        ('options = ["Yes", "No"]', 'options = ["Yes"]', "answer.options: Give 2 to 100 options: there are 1."),
        (
            'options = ["Yes", "No"]',
            "scale = { min = 1, max = 5 }",
            "answer.scale: There is no such key. Check its spelling, or take it out.",
        ),
    ],
)
def test_a_fault_is_told_by_file_and_key(tmp_path, old, new, line):
    assert f"fruit/manifest.toml: {line}" in lines_of(tmp_path, changed(old, new))


def test_a_rate_template_says_how_exact_the_mean_must_be(tmp_path):
    manifest = changed('kind = "review"', 'kind = "rate"').replace(
        'options = ["Yes", "No"]', "scale = { min = 1, max = 5 }"
    )
    assert lines_of(tmp_path, manifest) == [
        "fruit/manifest.toml: redundancy.precision: This key is missing. Write it: 0.5 is half a point of the scale."
    ]


def test_all_faults_are_told_at_once(tmp_path):
    manifest = changed("max = 7", "max = 1").replace('help = "Think of it as a cook does"', "")
    manifest = manifest.replace('["Yes", "No"]', '["Yes", "Yes"]').replace('"auto"', '"guess"')
    keys = [line.split(": ")[1] for line in lines_of(tmp_path, manifest)]
    assert sorted(keys) == ["answer.options", "consensus.method", "help", "redundancy.max"]


def test_a_slip_of_the_pen_in_toml_is_told_with_its_line(tmp_path):
    [line] = lines_of(tmp_path, changed("max = 7", "max ="))
    assert line.startswith("fruit/manifest.toml: It is not TOML: ")
    assert f"line {MANIFEST.splitlines().index('max = 7') + 1}" in line


def test_a_manifest_that_is_not_there_is_told(tmp_path):
    _, [fault] = read_manifest(tmp_path / "manifest.toml")
    assert "It cannot be read" in fault.sentence
