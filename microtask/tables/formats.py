"""The four file formats: their names, and how to tell which of them an uploaded file is."""

from enum import StrEnum

from microtask.tables import arrow
from microtask.tables.rows import Unreadable

_TYPES = {
    "csv": "text/csv",
    "jsonl": "application/x-ndjson",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
}
_LABELS = {"csv": "CSV", "jsonl": "JSON lines", "xlsx": "Excel spreadsheet (XLSX)", "parquet": "Parquet"}


class Format(StrEnum):
    """A file format. The value is what `?format=` takes, and the ending of a file's name without its dot."""

    CSV = "csv"
    JSONL = "jsonl"
    XLSX = "xlsx"
    PARQUET = "parquet"

    @property
    def media_type(self) -> str:
        """Its media type, without parameters."""
        return _TYPES[self]

    @property
    def content_type(self) -> str:
        """The media type to send a file with; a text format also says its encoding."""
        return f"{_TYPES[self]}; charset=utf-8" if self is Format.CSV else _TYPES[self]

    @property
    def ending(self) -> str:
        """The ending of a file's name, with its dot."""
        return f".{self.value}"

    @property
    def label(self) -> str:
        """What a person reads on a button or in a list."""
        return _LABELS[self]

    @property
    def is_available(self) -> bool:
        """Whether this installation can read and write it: Parquet needs the extra `analytics`."""
        return self is not Format.PARQUET or arrow.is_installed()


def available() -> list[Format]:
    """The formats that this installation can read and write, in the order in which to offer them."""
    return [each for each in Format if each.is_available]


_ENDINGS = {
    "csv": Format.CSV,
    "tsv": Format.CSV,
    "txt": Format.CSV,
    "jsonl": Format.JSONL,
    "ndjson": Format.JSONL,
    "json": Format.JSONL,
    "xlsx": Format.XLSX,
    "xlsm": Format.XLSX,
    "parquet": Format.PARQUET,
    "pq": Format.PARQUET,
}
MEDIA_TYPES = {
    "text/csv": Format.CSV,
    "application/csv": Format.CSV,
    "text/tab-separated-values": Format.CSV,
    "application/x-ndjson": Format.JSONL,
    "application/ndjson": Format.JSONL,
    "application/jsonl": Format.JSONL,
    "application/x-jsonlines": Format.JSONL,
    _TYPES["xlsx"]: Format.XLSX,
    _TYPES["parquet"]: Format.PARQUET,
    "application/x-parquet": Format.PARQUET,
}
_SAVE_AS = "Save it as CSV UTF-8 or as an Excel workbook (.xlsx), and use that file."
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def detect_format(content_type: str | None, filename: str | None, head: bytes) -> Format:
    """Which format a file is, from its first bytes (`head`, 8 KB are plenty), else its media type, else its name.

    The first bytes are believed before anything that was said about the file, since browsers and scripts often
    say something else. Raises `Unreadable` for a file that is plainly none of the four.
    """
    found = _by_magic(head)
    if found is not None:
        return found
    media_type = (content_type or "").partition(";")[0].strip().lower()
    ending = (filename or "").rpartition(".")[2].lower()
    said = MEDIA_TYPES.get(media_type) or _ENDINGS.get(ending)
    if said in (Format.XLSX, Format.PARQUET):
        raise Unreadable(f"The file is named as {said.label}, but it is not one. {_SAVE_AS}")
    if said is not None:
        return said
    return Format.JSONL if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") else Format.CSV


def _by_magic(head: bytes) -> Format | None:
    """The format that the first bytes prove, None where they could be text; raises for other kinds of file."""
    if head.startswith(b"PAR1"):
        return Format.PARQUET
    if head.startswith(b"PK\x03\x04"):
        if b"mimetypeapplication/vnd.oasis.opendocument" in head[:200]:
            raise Unreadable(f"This is an OpenDocument file, which cannot be read here. {_SAVE_AS}")
        return Format.XLSX
    if head.startswith(_OLD_OFFICE):
        raise Unreadable(f"This is a file of an older Excel (.xls), or one that is protected by a password. {_SAVE_AS}")
    if head.startswith((b"%PDF", b"\x1f\x8b", b"\x89PNG", b"\xff\xd8\xff")):
        raise Unreadable(f"This is not a table. {_SAVE_AS}")
    return None
