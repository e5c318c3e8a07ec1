"""A stream in a temporary file: XLSX and Parquet have their table of contents at the end."""

import tempfile
from typing import IO

from microtask.tables.rows import BrokenOff, Limits, Readable, Unreadable

_CHUNK = 1 << 20


def spool(stream: Readable, limits: Limits) -> IO[bytes]:
    """The whole stream in a temporary file that is gone once closed. Raises `Unreadable` past `limits.packed`."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 its reader closes it
    try:
        _fill(file, stream, limits.packed)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file


def _fill(file: IO[bytes], stream: Readable, most: int) -> None:
    size = 0
    while True:
        try:
            data = stream.read(_CHUNK)
        except BrokenOff:
            raise Unreadable("The upload broke off, and this kind of file needs its end. Send it again.") from None
        if not data:
            break
        size += file.write(data)
        if size > most:
            raise Unreadable(
                f"The file has more than {most // 1_000_000:,} MB. Save it as CSV UTF-8, and use that, or split it."
            )
    if size == 0:
        raise Unreadable("The file is empty. Use one with a header and a row or more.")
