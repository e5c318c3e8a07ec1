"""How many words must be inserted, left out or replaced to make one text of another: Levenshtein's distance in words.

V. I. Levenshtein, "Binary codes capable of correcting deletions, insertions and reversals", Soviet Physics Doklady 10
(1966). Computed by whole columns as bits of one integer: G. Myers, "A fast bit-vector algorithm for approximate string
matching based on dynamic programming", Journal of the ACM 46 (1999), as H. Hyyrö (2003) has it for whole texts. An
integer of Python's has as many bits as a text has words, so a distance costs a few operations a word.
"""

import re
import unicodedata
from collections.abc import Hashable, Sequence

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_CURLY = "\N{RIGHT SINGLE QUOTATION MARK}"


def words(text: str) -> tuple[str, ...]:
    """The words of a text, without capitals and punctuation; what stands between blanks, where it has none."""
    plain = unicodedata.normalize("NFKC", text).casefold().replace(_CURLY, "'")
    return tuple(_WORD.findall(plain)) or tuple(plain.split())


def distance(first: Sequence[Hashable], second: Sequence[Hashable]) -> int:
    """The fewest insertions, deletions and replacements that make `second` of `first`."""
    if not first or not second:
        return max(len(first), len(second))
    places: dict[Hashable, int] = {}
    for place, word in enumerate(first):
        places[word] = places.get(word, 0) | 1 << place
    every = (1 << len(first)) - 1
    last = 1 << len(first) - 1
    # Bit i of `rises` (of `falls`): from row i to i + 1 of the column, the distance rises (falls) by one.
    rises, falls, score = every, 0, len(first)
    for word in second:
        same = places.get(word, 0)
        diagonal = (((same & rises) + rises) ^ rises) | same | falls
        across_up = falls | ~(diagonal | rises) & every
        across_down = rises & diagonal
        score += bool(across_up & last) - bool(across_down & last)
        across_up = (across_up << 1 | 1) & every
        across_down = across_down << 1 & every
        rises = across_down | ~(diagonal | across_up) & every
        falls = across_up & diagonal
    return score
