import io
import zipfile

import pytest

from microtask.tables.formats import Format
from microtask.tables.reading import Unreadable, open_rows
from microtask.tables.xlsx_package import Strings, listen
from tests.tables.files import MAIN, RELATIONS, most_memory, read, relations, row, values, workbook

SHEET = row(1, "key") + row(2, "a")


def refusal(data: bytes, **limits: int) -> str:
    with pytest.raises(Unreadable) as fault:
        read(data, Format.XLSX, **limits)
    return fault.value.message


def sheets(*described: str) -> str:
    return f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>{"".join(described)}</sheets></workbook>'


def test_the_first_visible_sheet_with_cells_is_read():
    described = sheets(
        '<sheet name="Chart" sheetId="1" r:id="c1"/>',
        '<sheet name="Hidden" sheetId="2" state="hidden" r:id="s2"/>',
        '<sheet name="Shown" sheetId="3" r:id="s1"/>',
        '<sheet name="More" sheetId="4" r:id="s2"/>',
    )
    data = workbook(SHEET, **{"xl/workbook.xml": described, "xl/worksheets/sheet2.xml": "<nothing/>"})
    assert values(read(data, Format.XLSX)) == [("a",)]


def test_a_workbook_whose_sheets_are_all_hidden_is_told_so():
    data = workbook(SHEET, **{"xl/workbook.xml": sheets('<sheet name="H" sheetId="1" state="veryHidden" r:id="s1"/>')})
    assert "no visible sheet" in refusal(data)


def test_prefixes_strict_names_and_absolute_paths_are_understood():
    strict = "http://purl.oclc.org/ooxml/officeDocument/relationships"
    data = workbook(
        "",
        **{
            "_rels/.rels": relations(("w", "officeDocument", "/book/wb.xml")).replace(RELATIONS, strict),
            "book/wb.xml": sheets('<sheet name="S" sheetId="1" r:id="s1"/>')
            .replace("r:id", "other:id")
            .replace("xmlns:r", "xmlns:other"),
            "book/_rels/wb.xml.rels": relations(("s1", "worksheet", "../data/one.xml")).replace(RELATIONS, strict),
            "data/one.xml": '<x:worksheet xmlns:x="x"><x:sheetData><x:row><x:c><x:v>1</x:v></x:c></x:row>'
            '<x:row><x:c t="inlineStr"><x:is><x:t>b</x:t></x:is></x:c></x:row></x:sheetData></x:worksheet>',
        },
    )
    assert values(read(data, Format.XLSX)) == [("b",)]


def test_shared_texts_join_their_runs_without_their_readings():
    strings = (
        "<si><t>key</t></si>\n"
        "<si>\n <r><t>ri</t></r>\n <r><rPr/><t xml:space='preserve'>ch </t></r><rPh><t>no</t></rPh></si>"
        "<si><t>a_x000D_&#10;é</t></si><si><t></t></si>"
    )
    cells = "".join(f'<row r="{i + 1}"><c t="s"><v>{i}</v></c></row>' for i in range(4))
    assert values(read(workbook(cells, strings=strings), Format.XLSX)) == [("rich ",), ("a\r\né",)]


def test_a_text_that_a_small_file_repeats_takes_no_memory():
    cells = "".join(f'<row r="{i + 2}"><c t="s"><v>0</v></c></row>' for i in range(20_000))
    data = workbook(row(1, "key") + cells, strings=f"<si><t>{'x' * 30_000}</t></si>")
    with most_memory(12), open_rows(io.BytesIO(data), Format.XLSX) as rows:
        assert sum(len(entry.values["key"]) for entry in rows) == 20_000 * 30_000


def test_shared_texts_are_found_by_their_place_alone():
    strings = Strings(3)
    list(listen(io.BytesIO("<sst><si><t>é</t></si><si><t>abcdef</t></si></sst>".encode()), strings))
    strings.freeze()
    assert [strings[0], strings[1]] == ["é", "abcd"]
    for place in (2, -1):
        with pytest.raises(IndexError):
            strings[place]
    strings.close()


@pytest.mark.parametrize(
    "data",
    [
        b"PK\x03\x04 nothing more",
        workbook(SHEET)[:-100],
        workbook(SHEET, **{"_rels/.rels": None}),
        workbook(SHEET, **{"_rels/.rels": relations()}),
        workbook(SHEET, **{"xl/workbook.xml": None}),
        workbook(SHEET, **{"xl/workbook.xml": "<workbook"}),
        workbook(SHEET, **{"xl/worksheets/sheet1.xml": None}),
        workbook(SHEET, **{"xl/styles.xml": '<!DOCTYPE x [<!ENTITY a "b">]><styleSheet/>'}),
        workbook(SHEET, **{"xl/sharedStrings.xml": "<a>" * 100_000}),
        workbook(SHEET, **{"xl/sharedStrings.xml": f"<sst x='{'y' * 3_000_000}'/>"}),
        workbook(SHEET, **{"xl/styles.xml": f"<styleSheet>{' ' * 21_000_000}</styleSheet>"}),
        workbook(SHEET, **{f"part{i}": "" for i in range(10_001)}),
        workbook(SHEET, **{"xl/styles.xml": '<?xml version="1.0" encoding="none"?><styleSheet/>'}),
        workbook(SHEET)[:-6] + b"\xff\xff\xff\x7f\0\0",
        workbook(SHEET, styles='<cellXfs><xf numFmtId="x"/></cellXfs>'),
    ],
    ids=[
        "no zip",
        "cut short",
        "no relations",
        "no workbook named",
        "no workbook",
        "no XML",
        "no sheet",
        "a document type",
        "tags without end",
        "a tag too long",
        "a part too large",
        "too many parts",
        "an encoding that is none",
        "parts before the beginning",
        "a style that is none",
    ],
)
def test_a_damaged_or_hostile_file_is_refused_in_a_sentence(data):
    with most_memory(80):
        assert refusal(data).startswith("The spreadsheet is damaged.")


def test_a_part_with_a_password_is_refused():
    data = bytearray(workbook(SHEET))
    for record in (b"PK\x03\x04", b"PK\x01\x02"):
        start = -1
        while (start := data.find(record, start + 1)) >= 0:
            data[start + (6 if record == b"PK\x03\x04" else 8)] |= 1
    assert refusal(bytes(data)).startswith("The spreadsheet is damaged.")


def test_a_file_that_unpacks_to_too_much_is_refused_before_it_is_unpacked():
    data = workbook(SHEET + " " * 5_000_000)
    assert len(data) < 100_000
    assert "unpacks to more than 4 MB" in refusal(data, unpacked=4_000_000)


def test_a_file_that_lies_about_its_size_is_unpacked_no_further_than_it_said():
    honest = workbook(SHEET + row(3, "b" * 5000) * 2000)
    size = zipfile.ZipFile(io.BytesIO(honest)).getinfo("xl/worksheets/sheet1.xml").file_size
    lying = honest.replace(size.to_bytes(4, "little"), (400).to_bytes(4, "little"))
    assert lying.count((400).to_bytes(4, "little")) == 2
    assert refusal(lying, unpacked=1_000_000).startswith("The spreadsheet is damaged.")
