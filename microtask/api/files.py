"""Answer with a table: as JSON, page by page, or as a file in the format that was asked for."""

from microtask.api.endpoint import Call, Download
from microtask.api.paging import Page
from microtask.results.actions import Shown
from microtask.results.schemas import JSON
from microtask.tables.formats import Format

MEDIA_TYPES = tuple(each.media_type for each in Format)


def page_or_file(call: Call, shown: Shown) -> Page | Download:
    """What `?format=` asks for; a file has all rows, whatever `limit` and `cursor` say."""
    if call.query["format"] == JSON:
        after = call.place.after[0] if call.place.after else 0
        rows = shown.list_page(call.unit.session, shown.stage.id, after=after, limit=call.place.fetch)
        page = call.place.page(rows, lambda row: (row[-1],))
        return Page([shown.sheet.record(row) for row in page.items], page.next)
    file_format = Format(call.query["format"])
    return Download(
        shown.filename(file_format), file_format.media_type, lambda unit: shown.write(unit.session, file_format)
    )
