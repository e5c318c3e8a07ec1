"""Texts numbered in order of first appearance, many at a time and without a Python object for each.

A hash table with open addressing, of which every step is done for all rows of a block at once. Texts are compared
whole, so that two of them never share a number, whatever their hashes.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from microtask.tables.plain_csv import Words

Numbers = NDArray[np.int32]
_Places = NDArray[np.integer[Any]]

_FREE = -1
_ROOM = 4  # slots for each text, at least: so that most are found in the first place
# Odd constants with bits all over (the fractional parts of the golden ratio and of the square root of 2).
_MULTIPLY, _STIR = np.uint64(0x9E3779B97F4A7C15), np.uint64(0x6A09E667F3BCC909)


class Numbering:
    """The texts numbered so far: `words` (words, `size`) in order of their numbers."""

    def __init__(self) -> None:
        self.size = 0
        self._kept = np.zeros((1, 1024), dtype=np.uint64)
        self._slots = np.full(1024, _FREE, dtype=np.int32)

    @property
    def words(self) -> Words:
        """The texts, in order of their numbers."""
        return self._kept[:, : self.size]

    def number(self, words: Words) -> Numbers:
        """The numbers of the texts in `words` (words, rows); those that are new get the next ones, in their order."""
        before, rows = self.size, words.shape[1]
        self._make_room(len(words), before + rows)
        # For now every row has the number that it would get if all were new: so it is compared like the rest.
        self._kept[: len(words), before : before + rows] = words
        self._kept[len(words) :, before : before + rows] = 0
        numbers, places = self._settle(before, before + rows)
        fresh = np.flatnonzero(numbers == np.arange(before, before + rows))
        self.size = before + len(fresh)
        final = np.empty(rows, dtype=np.int32)
        final[fresh] = np.arange(before, self.size)
        self._slots[places[fresh]] = final[fresh]
        self._kept[:, before : self.size] = self._kept[:, before + fresh]
        is_new = numbers >= before
        numbers[is_new] = final[numbers[is_new] - before]
        return numbers

    def _settle(self, start: int, stop: int) -> tuple[Numbers, _Places]:
        """For each number from `start` to before `stop`, the first that has its text, and the slot where that is."""
        kept, slots = self._kept, self._slots
        numbers = np.arange(start, stop, dtype=np.int32)
        slot = (_hashes(kept[:, start:stop]) >> np.uint64(65 - len(slots).bit_length())).astype(np.int64)
        waiting = np.arange(stop - start)
        while len(waiting):
            mine, wanted = waiting + start, slot[waiting]
            is_free = slots[wanted] == _FREE
            # Of those that want the same slot the first gets it: the last that is written stays.
            slots[wanted[is_free][::-1]] = mine[is_free][::-1]
            there = slots[wanted]
            is_same = np.ones(len(waiting), dtype=bool)
            for word in kept:
                is_same &= word[there] == word[mine]
            numbers[waiting[is_same]] = there[is_same]
            waiting = waiting[~is_same]
            slot[waiting] = (slot[waiting] + 1) & (len(slots) - 1)
        return numbers, slot

    def _make_room(self, length: int, size: int) -> None:
        """Room for `size` texts of `length` words."""
        if length > len(self._kept) or size > self._kept.shape[1]:
            shape = max(length, len(self._kept)), max(size * 5 // 4, self._kept.shape[1])
            kept = np.zeros(shape, dtype=np.uint64)
            kept[: len(self._kept), : self.size] = self.words
            self._kept = kept
        if size * _ROOM > len(self._slots):
            self._slots = np.full(1 << (size * _ROOM).bit_length(), _FREE, dtype=np.int32)
            self._settle(0, self.size)


def _hashes(words: Words) -> Words:
    """A hash for each text of `words`. Words of nought at the end change nothing."""
    hashes: Words = np.zeros(words.shape[1], dtype=np.uint64)
    power = _MULTIPLY
    with np.errstate(over="ignore"):
        for word in words:
            hashes += (word ^ (word >> np.uint64(29))) * power
            power = power * _STIR
        hashes ^= hashes >> np.uint64(32)
        hashes *= _MULTIPLY
    return hashes
