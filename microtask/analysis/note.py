"""The method note: how answers are combined, in plain words. The report, every release and a page show it."""

from functools import cache
from pathlib import Path

from markupsafe import Markup

from microtask.analysis import prose, worked_example


@cache
def method_note() -> str:
    """The note, in Markdown that reads well as it stands. Its figures are the engine's."""
    return Path(__file__).with_name("method_note.md").read_text("utf-8").format_map(worked_example.figures())


@cache
def method_page(*, top: int = 1) -> Markup:
    """The note as HTML, its title being a heading of level `top`."""
    return prose.to_html(method_note(), top=top)
