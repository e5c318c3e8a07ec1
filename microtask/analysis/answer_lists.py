"""Answers that are lists: JSON lines and Parquet have them; a cell of CSV or of a spreadsheet can only look like one.

A list of labels answers a tag question. It becomes the text that such an answer has in every format: its labels joined
by `|`, nothing for the empty list. A cell that merely looks like a list is a label if `--options` has it, and is else
refused, since nobody means a label by it.
"""

import json
import re
from collections.abc import Sequence
from pathlib import Path

from microtask.analysis.files import fault_at
from microtask.kinds.kind import refuse
from microtask.kinds.options import SEPARATOR
from microtask.kinds.words import shown

TAKES_LISTS = (None, "tag")  # the kinds, None being one that is still to be found out

_LIKE_A_LIST = re.compile(r"""\[\s*(?:(['"]).*\1\s*)?\]""", re.DOTALL)


def joined(text: str, kind: str | None) -> str | None:
    """The labels of a JSON list, joined; None for a text that is no list.

    Raises `Invalid` for an object, for a list that holds anything but labels, and where the kind takes no list.
    """
    if not text.startswith(("[", "{")):
        return None
    try:
        value = json.loads(text, parse_int=str, parse_float=str)
    except ValueError:
        return None
    if isinstance(value, dict):
        refuse(f"The answer “{shown(text)}” is an object. Write a label, or a list of labels.")
    if kind not in TAKES_LISTS:
        refuse(f"The answer “{shown(text)}” is a list, which only a tag question takes. Write the answer alone.")
    if not all(isinstance(label, str) for label in value):
        refuse(f"The list “{shown(text)}” holds something that is no label. Write texts or numbers in it.")
    if any(SEPARATOR in label for label in value):
        refuse(f"A label of the list “{shown(text)}” has a {SEPARATOR}, which stands between labels. Rename it.")
    return SEPARATOR.join(value)


def refuse_what_looks_like_one(texts: Sequence[str], lines: Sequence[int], path: Path) -> None:
    """Raise `Invalid` for the first text that looks like a list, but stands in a file that has none."""
    for text, line in zip(texts, lines, strict=True):
        if _LIKE_A_LIST.fullmatch(text.strip()):
            sentence = f"“{shown(text)}” looks like a list. Write its labels with a {SEPARATOR} between two of them"
            raise fault_at(path, line, f"{sentence}, or name it in --options if it is one label.")
