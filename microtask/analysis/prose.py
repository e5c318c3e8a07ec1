"""The method note's Markdown as HTML: headings, paragraphs, lists, **strong** and `code`, and no more.

The classes are those of the service's pages.
"""

import re

from markupsafe import Markup, escape

_STRONG = re.compile(r"\*\*(.+?)\*\*")
_CODE = re.compile(r"`([^`]+)`")
_HEADING = re.compile(r"(#{1,3}) (.+)")
_SIZES = {1: "l", 2: "m", 3: "s"}


def to_html(markdown: str, *, top: int = 1) -> Markup:
    """The note as HTML, its first heading being one of level `top`.

    Raises ValueError for a block that begins like one of Markdown's but is none of these.
    """
    return Markup("\n").join(_block(block, top) for block in re.split(r"\n{2,}", markdown.strip()))


def _block(block: str, top: int) -> Markup:
    lines = block.split("\n")
    heading = _HEADING.fullmatch(block)
    if heading:
        level = len(heading[1]) + top - 1
        return Markup('<h{0} class="govuk-heading-{1}">{2}</h{0}>').format(level, _SIZES[level], _inline(heading[2]))
    if block.startswith("- "):
        items = Markup("\n").join(Markup("<li>{}</li>").format(_inline(item.removeprefix("- "))) for item in lines)
        return Markup('<ul class="govuk-list govuk-list--bullet">\n{}\n</ul>').format(items)
    if re.match(r"[#>*+|]|\d+\.|```|    ", block):
        raise ValueError(f"This block is in none of the forms that a note may have: {block[:60]!r}")
    return Markup('<p class="govuk-body">{}</p>').format(_inline(" ".join(lines)))


def _inline(text: str) -> Markup:
    """The text escaped, with its strong and code parts. Neither may stand in the other."""
    strong = _STRONG.sub(r"<strong>\1</strong>", str(escape(text)))
    return Markup(_CODE.sub(r"<code>\1</code>", strong))  # noqa: S704 (escaped above)
