"""Items: a file of them is sent as it is, and read by a worker."""

from collections.abc import Iterator
from typing import Any

from werkzeug.exceptions import ClientDisconnected

from microtask.api.endpoint import Call, Endpoints
from microtask.challenges import actions
from microtask.challenges.import_schemas import ItemsQuery, Received
from microtask.tables.formats import MEDIA_TYPES
from microtask.tables.rows import BrokenOff

items = Endpoints("items", "The rows of a challenge's material.")

READ_BYTES = 1 << 16


@items.post(
    "/challenges/<id:challenge_id>/items",
    query=ItemsQuery,
    takes=(*MEDIA_TYPES, "application/octet-stream"),
    answer=Received,
    status=202,
)
def create(call: Call, challenge_id: int) -> dict[str, Any]:
    """Send a file of items.

    CSV with a header, JSON lines, XLSX or Parquet; all columns become the item's payload. The answer names the import,
    which tells what became of each row. Items sent to an open challenge become tasks; a key that is there already is
    rejected with its row.
    """
    settings = call.house.settings
    import_id = actions.receive(
        call.house.units,
        challenge_id,
        _parts(call.stream),
        by=call.person,
        most_bytes=settings.upload_megabytes * 1_000_000,
        content_type=call.media_type,
        key_column=call.query["key"],
    )
    return {"id": import_id}


def _parts(stream: Any) -> Iterator[bytes]:
    try:
        while part := stream.read(READ_BYTES):
            yield part
    except (ClientDisconnected, OSError):
        raise BrokenOff from None
