"""Task templates written to disk: a whole one, and the same with one thing changed."""

import json
from pathlib import Path
from typing import Any

MANIFEST = """
title = "Is it a fruit?"
kind = "review"
question = "Is this a fruit?"
help = "Think of it as a cook does"
median_seconds = 10
expires_after_minutes = 20

[item.needs]
name = "What it is called"

[item.shows]
colour = "Its colour"

[answer]
options = ["Yes", "No"]

[redundancy]
min = 2
max = 7
confidence = 0.95

[consensus]
method = "auto"
"""
EXAMPLE: dict[str, Any] = {"item": {"name": "Rhubarb"}, "valid": "No", "invalid": "Maybe", "votes": {"No": 1}}
FRAGMENT = """{% from "components/item.html" import panel, field %}
{{ panel(_("The name"), item["name"]) }}
{{ field(_("Colour"), item.get("colour")) }}
"""


def write_template(
    folder: Path, *, manifest: str = MANIFEST, example: dict[str, Any] | str = EXAMPLE, fragment: str = FRAGMENT
) -> Path:
    """The folder of a template, made and filled."""
    folder.mkdir(parents=True)
    (folder / "manifest.toml").write_text(manifest, encoding="utf-8")
    text = example if isinstance(example, str) else json.dumps(example)
    (folder / "example.json").write_text(text, encoding="utf-8")
    (folder / "task.html").write_text(fragment, encoding="utf-8")
    return folder


def changed(old: str, new: str) -> str:
    """The whole manifest with one piece of it replaced."""
    assert MANIFEST.count(old) == 1
    return MANIFEST.replace(old, new)
