import sys

import pytest

from microtask.api.files import MEDIA_TYPES
from microtask.tables.formats import Format


@pytest.fixture
def owner(scene):
    return scene.person("home", "owner")


@pytest.mark.parametrize("file_format", Format)
def test_a_file_has_all_rows_whatever_the_page_would_have(calls, owner, file_format):
    opened = calls.scene.challenge(items=3, owner=owner)
    path = f"/challenges/{opened.id}/results?format={file_format}"
    whole = calls.get(path, owner)
    assert whole.mimetype == file_format.media_type
    assert calls.get(f"{path}&limit=1", owner).data == whole.data


def test_the_documentation_names_every_media_type(calls, owner):
    assert set(MEDIA_TYPES) == {each.media_type for each in Format}
    told = calls.client.get("/api/v1/openapi.json").json
    for noun in ("results", "answers"):
        [path] = [path for path in told["paths"] if path.endswith(f"}}/{noun}")]
        sent = told["paths"][path]["get"]["responses"]["200"]["content"]
        assert {*MEDIA_TYPES, "application/json"} == set(sent)


def test_a_format_that_this_installation_lacks_is_refused_with_the_mend(calls, owner, monkeypatch):
    opened = calls.scene.challenge(items=1, owner=owner)
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    response = calls.get(f"/challenges/{opened.id}/results?format=parquet", owner)
    assert response.status_code == 422
    assert "analytics" in response.json["detail"]
