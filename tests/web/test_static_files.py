import pytest
from flask import Flask

from microtask.web.static_files import FOLDER, set_up_static_files


@pytest.fixture
def app(tmp_path) -> Flask:
    (tmp_path / "app.css").write_text("a {}")
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "b.js").write_text("1")
    app = Flask("static", static_folder=None)
    set_up_static_files(app, tmp_path)
    return app


def test_a_url_with_the_hash_is_kept_for_ever(app):
    url = app.jinja_env.globals["static_url"]("app.css")
    response = app.test_client().get(url)
    assert url.startswith("/static/app.css?v=")
    assert response.get_data(as_text=True) == "a {}"
    assert response.headers["Content-Type"].startswith("text/css")
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize("query", ["", "?v=", "?v=0000000000000000"])
def test_any_other_url_is_asked_for_again(app, query):
    response = app.test_client().get(f"/static/app.css{query}")
    assert response.headers["Cache-Control"] == "no-cache"
    again = app.test_client().get(f"/static/app.css{query}", headers={"If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304


def test_another_content_has_another_url(app, tmp_path):
    before = app.jinja_env.globals["static_url"]("app.css")
    (tmp_path / "app.css").write_text("b {}")
    changed = Flask("changed", static_folder=None)
    set_up_static_files(changed, tmp_path)
    assert changed.jinja_env.globals["static_url"]("app.css") != before


def test_files_in_folders_are_served_and_those_outside_are_not(app):
    client = app.test_client()
    assert client.get(app.jinja_env.globals["static_url"]("deep/b.js")).status_code == 200
    assert client.get("/static/absent.css").status_code == 404
    assert client.get("/static/../conftest.py").status_code == 404
    assert client.get("/static/%2e%2e/conftest.py").status_code == 404


def test_a_template_that_names_an_absent_file_fails(app):
    with pytest.raises(KeyError):
        app.jinja_env.globals["static_url"]("absent.css")


def test_the_committed_assets_hold_no_brand_no_font_and_no_other_host():
    style = (FOLDER / "app.css").read_text()
    for forbidden in ("GDS Transport", "@font-face", "crest", "crown.", "@import", "url("):
        assert forbidden not in style
    assert (FOLDER / "app.js").stat().st_size < 10_000
