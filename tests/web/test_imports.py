import io

import pytest

from microtask.web.imports import SHOWN
from tests.web.visitor import errors, heading, links, text, title


def upload(visitor, challenge_id, data=b"key,text\nA,First\n", filename="letters.csv", **fields):
    return visitor.send(f"/challenges/{challenge_id}/imports", file=(io.BytesIO(data), filename), **fields)


def import_of(response):
    return int(response.location.rpartition("/")[2])


def test_the_form_says_what_the_file_needs(owner, desk):
    page = owner.get(f"/challenges/{desk.draft(template='next-step-letter')}/imports/new")
    assert heading(page) == "Add items"
    assert "These columns are needed: letter." in text(page)
    assert ".csv, .jsonl, .xlsx, .parquet, up to 1,024 MB" in text(page)


def test_a_file_is_kept_and_its_page_tells_what_became_of_it(owner, desk):
    challenge_id = desk.draft()
    response = upload(owner, challenge_id, b"key,text\nA,First\n,Nameless\nA,Again\nB,Second\n")
    page = owner.follow(response)
    assert heading(page) == "Your file is being read"
    assert "letters.csv" in text(page)
    desk.read(import_of(response))
    page = owner.get(response.location)
    assert heading(page) == "Your file has been read"
    assert "Rows read 4 Items taken 2 Rows left out 2" in text(page)
    assert "3 The column “key” is empty" in text(page)
    assert "4 The key “A” is used more than once in this file." in text(page)
    assert f"/challenges/{challenge_id}/items" in links(page)
    assert "letters.csv" in text(owner.get(f"/challenges/{challenge_id}/items"))
    assert "2 items, 2 rows left out" in text(owner.get(f"/challenges/{challenge_id}/items"))


def test_a_wrong_file_is_taken_out_of_a_draft_with_its_items(owner, desk):
    challenge_id = desk.draft()
    wrong = upload(owner, challenge_id, b"key,text\nA,First\nB,Second\n", filename="wrong.csv")
    desk.read(import_of(wrong))
    assert "Remove this file and its items" in text(owner.get(wrong.location))
    page = owner.follow(owner.send(f"{wrong.location}/remove"))
    assert heading(page) == "The things to look at"
    assert "wrong.csv" not in text(page)
    assert desk.keys(challenge_id) == []
    assert owner.get(wrong.location).status_code == 404


def test_out_of_a_challenge_that_others_see_no_file_is_taken(owner, desk):
    challenge_id = desk.opened()
    path = f"/challenges/{challenge_id}/imports/{desk.scene.value('SELECT id FROM imports')}"
    assert "Remove this file" not in text(owner.get(path))
    assert owner.send(f"{path}/remove").status_code == 409


def test_what_may_be_private_is_told_and_decided_on_with_one_click(owner, desk):
    challenge_id = desk.draft()
    response = upload(owner, challenge_id, b"key,text\nA,First\nB,Ring 07911 123456\n,Nameless\n")
    desk.read(import_of(response), scan=False)
    assert "Its items are being scanned for private data." in text(owner.get(response.location))
    desk.read(import_of(response))
    page = owner.get(response.location)
    assert "3 rows read. 1 could not be taken (line 4). 1 may contain a phone number." in text(page)
    assert "07*** ****56" in text(page)
    assert "07911 123456" not in text(page)
    assert "B phone number" in text(page)
    assert f"/challenges/{challenge_id}/publish" not in links(page)
    assert "1 item may contain private data" in text(owner.get(f"/challenges/{challenge_id}"))
    assert owner.send(f"/challenges/{challenge_id}/publish").status_code == 409
    assert owner.send(f"{response.location}/findings").status_code == 422
    page = owner.follow(owner.send(f"{response.location}/findings", decision="leave_out"))
    assert f"1 item was left out, as {desk.owner.name} decided on" in text(page)
    assert "Items taken 1 Rows left out 1 Left out as private 1" in text(page)
    assert desk.keys(challenge_id) == ["A"]
    assert f"/challenges/{challenge_id}/items" in links(page)
    told = "letters.csv : 1 item, 1 left out as private, 1 row left out"
    assert told in text(owner.get(f"/challenges/{challenge_id}/items"))


def test_what_was_checked_is_kept(owner, desk):
    challenge_id = desk.draft()
    response = upload(owner, challenge_id, b"key,text\nB,Ring 07911 123456\n")
    desk.read(import_of(response))
    page = owner.follow(owner.send(f"{response.location}/findings", decision="keep"))
    assert f"1 item was kept: {desk.owner.name} checked it on" in text(page)
    assert desk.keys(challenge_id) == ["B"]


def test_the_column_of_the_keys_may_be_named(owner, desk):
    challenge_id = desk.draft()
    desk.read(import_of(upload(owner, challenge_id, b"text,id\nFirst,A\n", key=" id ")))
    assert desk.keys(challenge_id) == ["A"]


def test_a_file_that_could_not_be_read_says_why(owner, desk):
    challenge_id = desk.draft()
    response = upload(owner, challenge_id, b"text,id\nFirst,A\n", key="name")
    desk.read(import_of(response))
    page = owner.get(response.location)
    assert heading(page) == "Your file could not be read"
    assert "The file has no column “name” for the keys." in text(page)
    assert "stopped" in text(owner.get(f"/challenges/{challenge_id}/items"))


@pytest.mark.parametrize(
    ("data", "filename", "sentence"),
    [
        (b"", "", "Select a file"),
        (b"%PDF-1.7", "letters.pdf", "This is not a table."),
        (b"key,text\n", "letters.xlsx", "The file is named as Excel spreadsheet (XLSX), but it is not one."),
    ],
)
def test_what_is_no_table_is_said_at_the_form(owner, desk, data, filename, sentence):
    challenge_id = desk.draft()
    page = upload(owner, challenge_id, data, filename)
    assert page.status_code == 422
    assert errors(page)[0].startswith(sentence)
    assert title(page).startswith("Error: ")
    assert heading(page) == "Add items"


def test_a_long_list_of_rows_is_turned_page_by_page(owner, desk):
    challenge_id = desk.draft()
    rows = "".join(f",Row {number}\n" for number in range(SHOWN + 1))
    response = upload(owner, challenge_id, f"key,text\n{rows}".encode())
    desk.read(import_of(response))
    first = owner.get(response.location)
    [on] = [link for link in links(first) if "?page=" in link]
    second = owner.get(on)
    assert [link for link in links(second) if "?page=" in link] == [f"{response.location}?page=1"]
    assert text(first).count("is empty, and holds the key") == SHOWN
    assert text(second).count("is empty, and holds the key") == 1


def test_a_challenge_that_has_closed_takes_no_file(owner, desk, scene):
    challenge_id = desk.draft()
    scene.do(lambda unit: unit.connection.exec_driver_sql("UPDATE challenges SET state = 'closed'"))
    page = upload(owner, challenge_id)
    assert page.status_code == 409
    assert "no items can be added to it" in text(page)


def test_only_its_owner_uploads_to_a_challenge_and_sees_its_files(visit, desk, scene):
    challenge_id = desk.draft()
    import_id = desk.send(challenge_id, b"key,text\nA,First\n")
    for department, role, status in (("tax", "volunteer", 403), ("tax", "owner", 404), ("home", "admin", 403)):
        visitor = visit(scene.person(department, role))
        assert visitor.get(f"/challenges/{challenge_id}/imports/new").status_code == status
        assert visitor.get(f"/challenges/{challenge_id}/imports/{import_id}").status_code == status
        assert upload(visitor, challenge_id).status_code == status
    assert scene.value("SELECT count(*) FROM imports") == 1


def test_an_import_of_another_challenge_is_not_found(owner, desk):
    import_id = desk.send(desk.draft(), b"key,text\nA,First\n")
    assert owner.get(f"/challenges/{desk.draft()}/imports/{import_id}").status_code == 404
