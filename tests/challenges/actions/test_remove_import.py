import pytest

from microtask.challenges import actions
from microtask.errors import Conflict, NotAllowed, NotFound
from microtask.tables.reading import Limits
from tests.desk import THREE_ITEMS, Desk

OTHER = b"key,text\nX,Another\n"


@pytest.fixture
def draft(desk: Desk) -> int:
    return desk.draft()


def remove(desk: Desk, challenge_id: int, import_id: int, by=None) -> None:
    desk.scene.do(actions.remove_import, challenge_id, import_id, by=by or desk.owner)


def test_the_items_of_that_file_go_and_those_of_others_stay(desk: Desk, draft):
    wrong, right = desk.load(draft, THREE_ITEMS), desk.load(draft, OTHER)
    remove(desk, draft, wrong.id)
    assert desk.keys(draft) == ["X"]
    assert desk.scene.rows("SELECT id FROM imports") == [(right.id,)]


def test_its_keys_are_free_again(desk: Desk, draft):
    remove(desk, draft, desk.load(draft, THREE_ITEMS).id)
    assert desk.load(draft, THREE_ITEMS).accepted == 3


def test_a_file_that_is_still_being_read_is_given_up(desk: Desk, draft):
    import_id = desk.send(draft, THREE_ITEMS)
    remove(desk, draft, import_id)
    with actions.Importing(import_id, limits=Limits()) as importing:
        assert not desk.scene.do(importing.step)
    assert not desk.scene.do(actions.scan, import_id)
    assert desk.keys(draft) == []
    assert desk.scene.value("SELECT count(*) FROM blobs") == 0


def test_who_removed_how_much_is_on_record(desk: Desk, draft):
    import_id = desk.load(draft, THREE_ITEMS).id
    remove(desk, draft, import_id)
    [row] = desk.scene.rows("SELECT actor_id, detail FROM audit_entries WHERE action = 'items.removed'")
    assert tuple(row) == (desk.owner.person_id, {"import": import_id, "accepted": 3})


def test_what_others_have_seen_stays(desk: Desk):
    challenge_id = desk.opened()
    import_id = desk.scene.value("SELECT id FROM imports")
    with pytest.raises(Conflict, match=r"This challenge is open\. A file can be removed from a draft alone\."):
        remove(desk, challenge_id, import_id)
    assert desk.keys(challenge_id)


def test_only_an_owner_removes_and_only_what_is_in_the_challenge(desk: Desk, draft):
    import_id = desk.load(draft, THREE_ITEMS).id
    with pytest.raises((NotFound, NotAllowed)):
        remove(desk, draft, import_id, by=desk.scene.person("tax", "owner"))
    with pytest.raises(NotFound):
        remove(desk, desk.draft(), import_id)
    assert len(desk.keys(draft)) == 3
