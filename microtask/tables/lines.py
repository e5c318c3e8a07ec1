"""Text files as physical lines: encodings, line ends and damaged bytes, in memory that does not grow.

UTF-8 with or without a byte order mark, and UTF-16 with one. Lines end with LF, CR LF or CR, also mixed.
"""

import codecs
import io
import re
from collections.abc import Iterator

from microtask.tables.rows import BrokenOff, Readable, Unreadable

CHUNK_BYTES = 1 << 17
SAVE_AS_UTF8 = "In Excel, choose Save As, “CSV UTF-8 (Comma delimited)”, and use that file."
BROKE_OFF = "The file breaks off here: the rest never arrived. Send it again from this row on."

EMPTY = "The file is empty. Use one with a header and a row or more."
LOST = "The upload broke off before its first row was there. Send the file again."

_MARKS = [(codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")]


class Lines:
    """Iterates over the lines of a text file, each with its line end. Raises `Unreadable` where it is not text.

    Of a line longer than `longest` characters the middle is left out, and what is given is still longer than that.
    `suspect` becomes true with the first NUL or byte that is not text: from then on ask `fault` of every line.
    `broken` becomes true where the stream broke off; the line in which it did is not given.
    """

    def __init__(self, stream: Readable, *, longest: int):
        self.suspect = False
        self.broken = False
        self._longest = longest
        self._stream = stream
        head = self._read_head()
        mark, self._encoding = next((pair for pair in _MARKS if head.startswith(pair[0])), (b"", "utf-8"))
        self._head = head.removeprefix(mark)
        if not self._head.strip():
            raise Unreadable(LOST if self.broken else EMPTY)
        if self._encoding == "utf-8":
            _refuse_other_encodings(self._head)
        self._decoder = codecs.getincrementaldecoder(self._encoding)()
        self._damage = re.compile("[\0\ud800-\udfff]" if self._encoding == "utf-8" else "[\0\ufffd\ud800-\udfff]")

    def __iter__(self) -> Iterator[str]:
        tail = ""
        for text in self._texts():
            lines = io.StringIO(tail + text, newline="").readlines()
            # A line is whole once something follows it: a CR may be the first half of CR LF.
            tail = lines.pop() if lines and not lines[-1].endswith("\n") else ""
            yield from lines
            if len(tail) > self._longest:
                tail = tail[: self._longest] + tail[-1]
        if tail and not self.broken:
            yield tail

    def fault(self, text: str, number: int) -> str | None:
        """What is wrong with the characters of a row that begins on line `number`; None where nothing is."""
        found = self._damage.search(text)
        if found is None:
            return None
        before = text[: found.start()]
        line = number + len(re.findall("\r\n|\r|\n", before))
        if found[0] == "\0":
            return f"Line {line} holds a NUL character, which no text has. Remove it, and try the row again."
        if self._encoding != "utf-8":
            return f"A character of line {line} is damaged. {SAVE_AS_UTF8}"
        return _not_utf8(line, re.split("[\r\n]", before)[-1].encode("utf-8", "surrogateescape"), ord(found[0]) & 0xFF)

    def _texts(self) -> Iterator[str]:
        yield self._decode(self._head)
        self._head = b""
        while data := self._read():
            yield self._decode(data)
        if rest := self._decode(b"", final=True):
            yield rest

    def _decode(self, data: bytes, *, final: bool = False) -> str:
        try:
            text = self._decoder.decode(data, final)
        except UnicodeDecodeError:
            self.suspect = True
            self._decoder.errors = "surrogateescape" if self._encoding == "utf-8" else "replace"
            text = self._decoder.decode(data, final)
        if "\0" in text:
            self.suspect = True
        return text

    def _read_head(self) -> bytes:
        head = b""
        while len(head) < CHUNK_BYTES and (data := self._read()):
            head += data
        return head

    def _read(self) -> bytes:
        """The next bytes; none at the end, and none where the stream broke off."""
        if self.broken:
            return b""
        try:
            return self._stream.read(CHUNK_BYTES)
        except BrokenOff:
            self.broken = True
            return b""


def _refuse_other_encodings(head: bytes) -> None:
    """Raises where the file is plainly in another encoding: one damaged line alone is a matter of that row.

    Plainly means: two lines or more, and one in ten, have bytes that are not UTF-8, and not one line has a
    character beyond ASCII that is.
    """
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        pass
    else:
        return
    lines = re.split(b"\r\n|\r|\n", head)
    whole = lines[:-1] or lines
    damaged = []
    for number, line in enumerate(whole, start=1):
        if line.isascii():
            continue
        try:
            line.decode()
        except UnicodeDecodeError as error:
            damaged.append((number, line[: error.start], line[error.start]))
        else:
            return
    if len(damaged) >= 2 and len(damaged) * 10 >= len(whole):
        raise Unreadable(_not_utf8(*damaged[0]))


def _not_utf8(line: int, before: bytes, byte: int) -> str:
    return f"Byte {len(before) + 1} of line {line} (0x{byte:02X}) is not UTF-8. {SAVE_AS_UTF8}"
