"""An XLSX file as its parts: a zip of XML, unpacked piece by piece, in memory that the file cannot choose.

Nothing is believed that the file says of its own size: no part is ever unpacked whole, a document type is refused
(so no entity can expand), and so are tags that are too long or nested too deeply.
"""

import mmap
import posixpath
import tempfile
import zipfile
import zlib
from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from errno import EINVAL
from typing import IO, Protocol
from xml.parsers import expat

from microtask.tables.rows import Limits, Unreadable
from microtask.tables.xlsx_values import BUILT_IN, Shape, shape_of, unescape

DAMAGED = "The spreadsheet is damaged. Open it in Excel, save it again as .xlsx, and use that file."

_CHUNK = 1 << 13  # small, since a few bytes of a sheet can stand for a long shared text
_LONGEST_TAG = 1 << 20
_DEEPEST = 64
_MOST_STYLES = 65_536
_MOST_PARTS = 10_000
_LARGEST_INDEX = 20_000_000  # bytes of a part that is read for its tags

Attributes = dict[str, str]


class Damaged(Exception):  # noqa: N818
    """The file is not the spreadsheet that it should be."""


@contextmanager
def damage() -> Iterator[None]:
    """Turns whatever a broken zip or XML raises into `Damaged`."""
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, expat.ExpatError, EOFError, LookupError, ValueError) as error:
        raise Damaged from error
    except OSError as error:
        if error.errno != EINVAL:  # which a zip that points to before its own beginning makes
            raise
        raise Damaged from error
    except RuntimeError as error:  # a part with a password, or packed in a way that is not known here
        raise Damaged from error


class Handler(Protocol):
    """What listens to the XML of a part. It counts in `depth` how many tags are open."""

    depth: int

    def start(self, name: str, attributes: Attributes, /) -> None:
        """A tag opens. The name comes with the prefix that the file gave it."""

    def end(self, name: str, /) -> None:
        """A tag closes."""

    def text(self, text: str, /) -> None:
        """A piece of text."""


def listen(part: IO[bytes], handler: Handler) -> Iterator[None]:
    """Feeds a part to a handler, and yields after each piece so that the caller can take what was found."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = handler.start
    parser.EndElementHandler = handler.end
    parser.CharacterDataHandler = handler.text
    parser.StartDoctypeDeclHandler = _refuse
    fed = 0
    while data := part.read(_CHUNK):
        try:
            parser.Parse(data)
        except Exception:
            yield  # what stood before the damage counts
            raise
        fed += len(data)
        if handler.depth > _DEEPEST or fed - parser.CurrentByteIndex > _LONGEST_TAG:
            raise Damaged
        yield
    parser.Parse(b"", True)
    yield


class Package:
    """The parts of a spreadsheet that hold its first visible sheet. Raises `Unreadable`."""

    def __init__(self, file: IO[bytes], limits: Limits):
        with damage():
            _count_parts(file)
            self._zip = zipfile.ZipFile(file)
        if sum(part.file_size for part in self._zip.infolist()) > limits.unpacked:
            raise Unreadable(
                f"The spreadsheet unpacks to more than {limits.unpacked // 1_000_000:,} MB. "
                "Save the sheet as CSV UTF-8, and use that file."
            )
        with damage():
            self._workbook = self._find_workbook()
            self.from_1904 = False
            self._sheet = self._find_sheet()

    def sheet(self) -> IO[bytes]:
        """The XML of the first visible sheet."""
        return self._zip.open(self._sheet)

    def shapes(self) -> list[Shape]:
        """What each cell style makes of a number, in the order of the styles."""
        path = self._related(self._workbook, "/styles")
        custom: dict[str, Shape] = {}
        shapes: list[Shape] = []
        section = ""
        for name, attributes in self._elements(path) if path else ():
            if name in ("cellStyleXfs", "cellXfs", "cellStyles", "dxfs"):
                section = name
            elif name == "numFmt" and len(custom) < _MOST_STYLES:
                custom[attributes["numFmtId"]] = shape_of(attributes["formatCode"])
            elif name == "xf" and section == "cellXfs" and len(shapes) < _MOST_STYLES:
                number = attributes.get("numFmtId", "0")
                shapes.append(custom.get(number) or BUILT_IN.get(int(number), Shape.NUMBER))
        return shapes

    def read_strings(self, strings: "Strings") -> None:
        """Fill `strings` with the texts that cells point to."""
        path = self._related(self._workbook, "/sharedStrings")
        if path and path in self._zip.NameToInfo:
            with self._zip.open(path) as part:
                for _ in listen(part, strings):
                    pass
        strings.freeze()

    def _find_workbook(self) -> str:
        path = self._related("", "/officeDocument")
        if path is None:
            raise Damaged
        return path

    def _find_sheet(self) -> str:
        sheets = {}
        for name, attributes in self._elements(self._workbook):
            if name == "workbookPr":
                self.from_1904 = attributes.get("date1904") in ("1", "true")
            elif name == "sheet" and attributes.get("state", "visible") == "visible":
                identity = next((value for key, value in attributes.items() if key.endswith(":id")), "")
                sheets[identity] = attributes["name"]
        related = {
            attributes["Id"]: _resolve(self._workbook, attributes["Target"])
            for attributes in self._relations(self._workbook)
            if attributes["Type"].endswith("/worksheet")
        }
        for identity in sheets:
            if identity in related:
                return related[identity]
        raise Unreadable("The spreadsheet has no visible sheet with cells. Show the sheet that holds the rows.")

    def _related(self, owner: str, kind: str) -> str | None:
        """The part that `owner` names as its `kind`, which is the end of the relation's type."""
        for attributes in self._relations(owner):
            if attributes["Type"].endswith(kind):
                return _resolve(owner, attributes["Target"])
        return None

    def _relations(self, owner: str) -> Iterator[Attributes]:
        folder, name = posixpath.split(owner)
        for element, attributes in self._elements(posixpath.join(folder, "_rels", f"{name}.rels")):
            if element == "Relationship":
                yield attributes

    def _elements(self, path: str) -> Iterator[tuple[str, Attributes]]:
        if self._zip.getinfo(path).file_size > _LARGEST_INDEX:
            raise Damaged
        with self._zip.open(path) as part:
            tags = _Tags()
            for _ in listen(part, tags):
                yield from tags.found
                tags.found.clear()


class _Tags:
    """Keeps the opening tags of a part, without their prefixes."""

    def __init__(self) -> None:
        self.depth = 0
        self.found: list[tuple[str, Attributes]] = []

    def start(self, name: str, attributes: Attributes) -> None:
        self.depth += 1
        self.found.append((local(name), attributes))

    def end(self, _: str) -> None:
        self.depth -= 1

    def text(self, _: str) -> None:
        pass  # the parts that are read for their tags say everything in attributes


class Strings:
    """The shared texts of a spreadsheet, kept in a temporary file: only their places are in memory.

    A text is cut to `longest` + 1 characters, which is enough to see that it is too long.
    """

    def __init__(self, longest: int):
        self.depth = 0
        self._longest = longest
        self._pieces: list[str] = []
        self._length = 0
        self._listening = False
        self._phonetic = False
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 closed by `close`
        self._file.write(b"\n")  # a map of an empty file cannot be made
        self._ends = array("Q", [1])
        self._map: mmap.mmap | None = None

    def __getitem__(self, index: int) -> str:
        if index < 0 or self._map is None:
            raise IndexError(index)
        return self._map[self._ends[index] : self._ends[index + 1]].decode()

    def start(self, name: str, _: Attributes) -> None:
        self.depth += 1
        name = local(name)
        if name == "t":
            self._listening = not self._phonetic
        elif name == "rPh":
            self._phonetic = True

    def text(self, text: str) -> None:
        if self._listening and self._length <= self._longest:
            self._pieces.append(text)
            self._length += len(text)

    def end(self, name: str) -> None:
        self.depth -= 1
        name = local(name)
        if name == "t":
            self._listening = False
        elif name == "rPh":
            self._phonetic = False
        elif name == "si":
            written = self._file.write(unescape("".join(self._pieces))[: self._longest + 1].encode())
            self._ends.append(self._ends[-1] + written)
            self._pieces.clear()
            self._length = 0

    def freeze(self) -> None:
        """All texts are in: from now on they can be read."""
        self._file.flush()
        self._map = mmap.mmap(self._file.fileno(), 0, access=mmap.ACCESS_READ)

    def close(self) -> None:
        """Let go of the temporary file."""
        if self._map is not None:
            self._map.close()
        self._file.close()


def _count_parts(file: IO[bytes]) -> None:
    """Raises where the zip lists more parts than any spreadsheet has, before a list of them is made in memory."""
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        parts, at = 0, -1
        while (at := data.find(b"PK\x01\x02", at + 1)) >= 0:
            parts += 1
            if parts > _MOST_PARTS:
                raise Damaged


def local(name: str) -> str:
    """The name of a tag without its prefix."""
    return name.rpartition(":")[2]


def _resolve(owner: str, target: str) -> str:
    """The path of a part in the zip, from a target that is relative to its owner, or absolute."""
    return posixpath.normpath(posixpath.join("/", posixpath.dirname(owner), target)).lstrip("/")


def _refuse(*_: object) -> None:
    raise Damaged
