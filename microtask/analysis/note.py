"""The method note: how answers are combined, in plain words. It goes with every release."""

from pathlib import Path


def method_note() -> str:
    """The note, in Markdown that reads well as it stands."""
    return Path(__file__).with_name("method_note.md").read_text("utf-8")
