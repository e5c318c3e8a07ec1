import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from microtask.tables import numbering
from microtask.tables.numbering import Numbering
from microtask.tables.plain_csv import WORD, texts_of

TEXT = st.text(st.sampled_from("ab"), max_size=3) | st.text(st.sampled_from("aé"), min_size=7, max_size=20)


def words_of(texts):
    cells = [text.encode() for text in texts]
    count = max(-(-max(map(len, cells)) // WORD), 1)
    padded = b"".join(cell.ljust(count * WORD, b"\0") for cell in cells)
    return np.frombuffer(padded, dtype="<u8").reshape(len(cells), count).T.astype(np.uint64)


@given(st.lists(st.lists(TEXT, min_size=1)))
def test_texts_are_numbered_in_order_of_first_appearance(blocks):
    found, expected = Numbering(), {}
    for block in blocks:
        numbers = [expected.setdefault(text, len(expected)) for text in block]
        assert found.number(words_of(block)).tolist() == numbers
    assert found.size == len(expected)
    assert texts_of(found.words) == list(expected)


def test_texts_with_the_same_hash_have_numbers_of_their_own(monkeypatch):
    monkeypatch.setattr(numbering, "_hashes", lambda words: np.full(words.shape[1], 2**64 - 1, dtype=np.uint64))
    found = Numbering()
    assert found.number(words_of(["b", "a", "b", "c", "a"])).tolist() == [0, 1, 0, 2, 1]
    assert found.number(words_of(["c", "d", "a"])).tolist() == [2, 3, 1]


def test_numbers_stay_when_room_is_made_for_many_more():
    found = Numbering()
    few, many = [f"few {place}" for place in range(100)], [f"many {place}" for place in range(20_000)]
    found.number(words_of(few))
    assert found.number(words_of(many)).tolist() == list(range(100, 20_100))
    assert found.number(words_of(few)).tolist() == list(range(100))
    assert found.number(words_of(["a text that is longer than all of those before it"])).tolist() == [20_100]
    assert texts_of(found.words)[:100] == few
