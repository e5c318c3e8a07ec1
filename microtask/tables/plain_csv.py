"""Plain CSV, read a block at a time as columns: for the millions of rows that programs write.

A block is some whole lines. Its separators are found in one sweep over its bytes, and a cell becomes the 64-bit
words of its UTF-8 text, so that cells are compared and numbered without a Python object for each.

Nothing is decided here that `csv_reading` decides otherwise: whatever is not plainly a table (a quotation mark or a
separator inside quotation marks, a NUL, a byte that is not UTF-8, a line that ends with CR alone, a row with a cell
too many, a cell that may be guarded) raises `NotPlain`, and the caller reads the file anew, row by row, to get its
rows or what is wrong with them.
"""

import io
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from microtask.tables.csv_reading import open_header
from microtask.tables.rows import Limits, Readable, Unreadable

BLOCK_BYTES = 1 << 20
LONGEST_CELL = 512  # bytes, of a column that is asked for: all rows of a block get as many words as the longest
LONGEST_LINE = 50_000  # bytes: below the limits of a row and of a cell

WORD = 8  # bytes
_LF, _CR, _QUOTE, _GUARD = ord("\n"), ord("\r"), ord('"'), ord("'")
# What to keep of a word of which so many bytes belong to the cell.
_MASKS = np.array([(1 << 8 * kept) - 1 for kept in range(WORD + 1)], dtype=np.uint64)

Words = NDArray[np.uint64]
_Places = NDArray[np.integer[Any]]


class NotPlain(Exception):  # noqa: N818
    """The file has something that only `csv_reading` knows how to read, or to refuse."""


class PlainCsv:
    """An open CSV file with a header, of any number of rows. `blocks` can be asked for once.

    Raises `NotPlain` here or from `blocks`.
    """

    def __init__(self, stream: Readable):
        self._stream = stream
        header, end, self._rest = _begin(stream).partition(b"\n")
        try:
            self.columns, delimiter = open_header(io.BytesIO(header + end), Limits())
        except Unreadable:
            raise NotPlain from None
        if not end or len(self.columns) < 2:
            raise NotPlain
        self._delimiter = ord(delimiter)

    def blocks(self, columns: Sequence[str]) -> Iterator[list[Words]]:
        """The cells of the rows after the header, by column, in blocks: for each of `columns` its (words, rows)."""
        wanted = [self.columns.index(column) for column in columns]
        for block in self._blocks():
            starts, ends = self._cells(block)
            yield [_words(block, starts[place], ends[place]) for place in wanted]

    def _blocks(self) -> Iterator[bytes]:
        """The rest of the file in pieces that end with a line end, without the empty lines at its end."""
        rest = self._rest
        while data := self._stream.read(BLOCK_BYTES):
            rest += data
            # The line ends that come last may be those of empty lines at the end of the file: they wait.
            cut = rest.rfind(b"\n", 0, len(rest.rstrip(b"\r\n"))) + 1
            if len(rest) - cut > LONGEST_LINE:
                raise NotPlain
            if cut:
                yield rest[:cut]
                rest = rest[cut:]
        if rest := rest.rstrip(b"\r\n"):
            yield rest + b"\n"

    def _cells(self, block: bytes) -> tuple[_Places, _Places]:
        """Where the cells of a block begin and end, (columns, rows)."""
        if b"\0" in block or not _is_text(block):
            raise NotPlain
        codes = np.frombuffer(block, dtype=np.uint8)
        separators = np.flatnonzero((codes == self._delimiter) | (codes == _LF))
        width = len(self.columns)
        if len(separators) % width:
            raise NotPlain
        ends: _Places = separators.reshape(-1, width).T.copy()
        is_end = codes[ends] == _LF
        if is_end[:-1].any() or not is_end[-1].all():
            raise NotPlain
        starts = np.empty_like(ends)
        starts[1:] = ends[:-1] + 1
        starts[0, 0] = 0
        starts[0, 1:] = ends[-1, :-1] + 1
        _leave_out_returns(block, codes, ends)
        _leave_out_quotes(block, codes, starts, ends)
        is_guarded = b"'" in block and (codes[starts] == _GUARD).any()
        # A row whose cells are all empty is an empty line.
        if is_guarded or (ends[-1] - starts[0]).max() > LONGEST_LINE or not (ends - starts).any(axis=0).all():
            raise NotPlain
        return starts, ends


def _leave_out_returns(block: bytes, codes: NDArray[np.uint8], ends: _Places) -> None:
    """Move `ends` (columns, rows) so that the CR of a CR LF belongs to no cell; raises where a CR stands elsewhere."""
    returns = block.count(b"\r")
    if returns:
        ends[-1] -= codes[ends[-1] - 1] == _CR
        if returns != (codes[ends[-1]] == _CR).sum():
            raise NotPlain


def _leave_out_quotes(block: bytes, codes: NDArray[np.uint8], starts: _Places, ends: _Places) -> None:
    """Move `starts` and `ends` so that the quotation marks around a cell do not belong to it.

    Where every mark stands at the beginning or the end of a cell that has both, no separator is inside of two marks.
    """
    marks = block.count(b'"')
    if marks:
        opens, closes = codes[starts] == _QUOTE, codes[ends - 1] == _QUOTE
        if marks != 2 * opens.sum() or (opens != closes).any() or (ends - starts)[opens].min() < 2:
            raise NotPlain
        starts += opens
        ends -= opens


def texts_of(words: Words) -> list[str]:
    """The texts of cells, from their (words, rows)."""
    texts = words.T.astype("<u8", order="C").view(f"S{len(words) * WORD}")
    return [text.decode() for text in texts.ravel().tolist()]


def _begin(stream: Readable) -> bytes:
    """The first bytes: a whole line at least, or all there is."""
    begun = b""
    while b"\n" not in begun and len(begun) <= LONGEST_LINE and (data := stream.read(BLOCK_BYTES)):
        begun += data
    return begun


def _is_text(block: bytes) -> bool:
    try:
        return block.isascii() or bool(block.decode())
    except UnicodeDecodeError:
        return False


def _words(block: bytes, starts: _Places, ends: _Places) -> Words:
    """The bytes of cells as (words, rows), one word at least, filled up with noughts."""
    sizes = ends - starts
    longest = int(sizes.max())
    if longest > LONGEST_CELL:
        raise NotPlain
    count = max(-(-longest // WORD), 1)
    padded = block + bytes(WORD * count + WORD)
    # The word that begins at each byte of the block: no copy, it is the same bytes, one further each time.
    begun_at = np.ndarray((len(padded) - WORD + 1,), dtype="<u8", buffer=padded, strides=(1,))
    words = np.empty((count, len(starts)), dtype=np.uint64)
    for place in range(count):
        kept = _MASKS[np.clip(sizes - place * WORD, 0, WORD)]
        np.bitwise_and(begun_at[starts + place * WORD], kept, out=words[place])
    return words
