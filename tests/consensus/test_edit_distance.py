import random
import time

import pytest

from microtask.consensus.edit_distance import distance, words


def by_the_book(first, second):
    """Levenshtein's distance by the table of Wagner and Fischer, 1974."""
    row = list(range(len(second) + 1))
    for i, word in enumerate(first, 1):
        diagonal, row[0] = row[0], i
        for j, other in enumerate(second, 1):
            diagonal, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, diagonal + (word != other))
    return row[-1]


@pytest.mark.parametrize(
    ("first", "second", "edits"),
    [("kitten", "sitting", 3), ("", "abc", 3), ("abc", "", 3), ("", "", 0), ("same", "same", 0), ("ab", "ba", 2)],
)
def test_known_distances(first, second, edits):
    assert distance(first, second) == edits


def test_it_is_the_distance_of_the_table():
    chance = random.Random(0)
    for _ in range(2000):
        first, second = ([chance.randrange(4) for _ in range(chance.randrange(80))] for _ in range(2))
        assert distance(first, second) == by_the_book(first, second)


def test_long_texts_take_no_time():
    chance = random.Random(0)
    first, second = ([chance.randrange(900) for _ in range(2000)] for _ in range(2))
    started = time.process_time()
    distance(first, second)
    assert time.process_time() - started < 0.5


def test_words_have_no_capitals_and_no_punctuation():
    assert words("  The cat\N{RIGHT SINGLE QUOTATION MARK}s, THE end-game: No. 5! ") == (
        "the",
        "cat's",
        "the",
        "end",
        "game",
        "no",
        "5",
    )


def test_a_text_without_words_is_what_stands_between_blanks():
    assert words(" ?! … ") == ("?!", "...")
    assert words("  ") == ()
