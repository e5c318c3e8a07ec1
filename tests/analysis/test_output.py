import pytest

from microtask.analysis.output import check_place, replacing
from microtask.errors import Invalid


def test_a_file_is_there_when_all_is_written(tmp_path):
    path = tmp_path / "results.csv"
    with replacing(path) as out:
        out.write(b"new")
        assert not path.exists()
    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


def test_what_was_there_stays_where_writing_fails(tmp_path):
    path = tmp_path / "results.csv"
    path.write_text("older")
    with pytest.raises(TypeError), replacing(path) as out:
        out.writelines([b"new", None])
    assert path.read_text() == "older"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("act", [check_place, lambda path: replacing(path).__enter__()])
def test_a_place_that_cannot_be_written_is_named(tmp_path, act):
    path = tmp_path / "no such folder" / "results.csv"
    with pytest.raises(Invalid) as raised:
        act(path)
    assert str(raised.value) == f"{path}: The file cannot be written (No such file or directory)."


def test_a_folder_is_no_place_for_a_file(tmp_path):
    folder = tmp_path / "results.csv"
    folder.mkdir()
    with pytest.raises(Invalid, match="This is a folder"):
        check_place(folder)


def test_looking_at_a_place_leaves_nothing_there(tmp_path):
    check_place(tmp_path / "results.csv")
    assert list(tmp_path.iterdir()) == []
