"""Lint: what may make two colleagues read a question differently. Advice to its owner, never a fault. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import permutations
from typing import Any, NamedTuple

from microtask.kinds.options import labels_of

MOST_WORDS = 20  # of a question
LONGEST_LABEL = 40  # characters
OLDEST_READER = 14  # years
FEWEST_WORDS = 30  # below which a reading age says nothing

_WORD = re.compile(r"[A-Za-z\u2019'-]+")
_ABBREVIATION = re.compile(r"\b[A-Z][A-Z0-9]+s?\b")
_KNOWN = {"UK", "OK", "PDF", "CSV", "ID", "TV", "OFFICIAL"}
_TWO_QUESTIONS = re.compile(
    r"\?.*\?|\b(and|or)\s+(is|are|was|were|do|does|did|has|have|can|could|would|should|how|what|which|who|why)\b",
    re.IGNORECASE | re.DOTALL,
)
_TWO_QUALITIES = re.compile(r"^(?:is|are|was|were)\b.*\b([a-z]+) and ([a-z]+)\s*\?$", re.IGNORECASE | re.DOTALL)
_TURNED = re.compile(r"\b(not|isn['\u2019]t|doesn['\u2019]t|aren['\u2019]t|never)\b", re.IGNORECASE)
# What is one of these is so to or for something; two colleagues will think of two things.
_RELATIVE = {
    "relevant": ("to", "to what"),
    "appropriate": ("for|to", "for what"),
    "suitable": ("for", "for what"),
    "adequate": ("for", "for what"),
    "significant": ("for|to", "for whom"),
    "important": ("for|to", "to whom"),
}
# A label with one of these more is another answer, not part of the first one.
_APART = {"not", "no", "very", "quite", "partly", "mostly", "somewhat", "fairly", "less", "more", "neither", "un"}


class Advice(NamedTuple):
    """One piece of advice, and the field of the question's form that it is about."""

    field: str
    sentence: str


def lint(
    question: str, options: Sequence[Any] = (), guidance: str = "", glossary: Sequence[Mapping[str, str]] = ()
) -> list[Advice]:
    """What to think about again, in the order of the form; nothing where all is plain.

    `options` as a stage has them, of a scale none. `glossary` is a list of {"term", "meaning"}.
    """
    found = [Advice("question", sentence) for sentence in _read_question(question)]
    found += [Advice("options", sentence) for sentence in _read_options(options)]
    found += [Advice("guidance", sentence) for sentence in _read_guidance(guidance)]
    explained = {each["term"].casefold() for each in glossary}
    texts = " ".join([question, guidance, *labels_of(list(options))])
    unknown = [each for each in dict.fromkeys(_ABBREVIATION.findall(texts)) if each.casefold() not in explained]
    found += [
        Advice("glossary", f"Not everybody knows “{each}”. Write it out, or explain it in the glossary.")
        for each in unknown
        if each not in _KNOWN
    ]
    return found


def reading_age(text: str) -> float | None:
    """The age at which most people can read the text: Flesch and Kincaid's grade, and the five years before it.

    None for a text too short to say. Kincaid, Fishburne, Rogers and Chissom (1975).
    """
    words = _WORD.findall(text)
    if len(words) < FEWEST_WORDS:
        return None
    sentences = max(1, len(re.findall(r"[.!?]+(?:\s|$)", text)))
    syllables = sum(max(1, len(re.findall(r"[aeiouy]+", word.lower().removesuffix("e")))) for word in words)
    return 0.39 * len(words) / sentences + 11.8 * syllables / len(words) - 15.59 + 5


def _read_question(question: str) -> Iterator[str]:
    count = len(question.split())
    if count > MOST_WORDS:
        yield f"The question has {count} words. Most people take in {MOST_WORDS} at once."
    pair = _TWO_QUALITIES.search(question)
    if _TWO_QUESTIONS.search(question):
        yield "These seem to be two questions. Ask the one that you can act on, or make two challenges."
    elif pair:
        yield f"Something may be {pair[1]} and not {pair[2]}. Ask about one of them."
    if _TURNED.search(question):
        yield "The question says “not”, which people read past. Ask it the other way round."
    for word, (link, what) in _RELATIVE.items():
        if re.search(rf"\b{word}\b(?!\s+(?:{link})\b)", question, re.IGNORECASE):
            yield f"Two colleagues may read “{word}” differently. Say {word} {what}."
    if question and "?" not in question:
        yield "This is not a question yet. Ask something, and end it with a question mark."


def _read_options(options: Sequence[Any]) -> Iterator[str]:
    labels = labels_of(list(options))
    words = {label: frozenset(_WORD.findall(label.lower())) for label in labels}
    for one, other in permutations(labels, 2):
        more = words[other] - words[one]
        if words[one] and words[one] < words[other] and not more & _APART:
            yield f"“{one}” and “{other}” overlap. Say which one to choose where both fit."
    for label in labels:
        if len(label) > LONGEST_LABEL:
            yield f"“{label[:LONGEST_LABEL]}…” is long for an answer. Shorten it, and put the rest into its meaning."
    starts = {label[0].isupper() for label in labels if label[:1].isalpha()}
    if len(starts) > 1:
        yield "Some answers begin with a capital and some do not. Write them all in the same way."
    if labels and not any(isinstance(option, dict) and option.get("example") for option in options):
        yield "No answer has an example. One example settles more than a definition does."


def _read_guidance(guidance: str) -> Iterator[str]:
    age = reading_age(guidance)
    if age is not None and age > OLDEST_READER:
        yield "The guidance is hard to read. Use shorter sentences and everyday words."
