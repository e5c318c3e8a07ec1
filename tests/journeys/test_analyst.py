"""An analyst defends a figure, by links and forms alone: no script runs here."""

import csv
import io
import json
import re
import zipfile
from hashlib import sha256

from microtask.results import actions
from tests.web.analyst import answered, finish
from tests.web.visitor import Visitor, heading, links, text
from workers.release import release

ITEMS = [["yes"] * 6] * 3 + [["no"] * 6] * 2 + [["yes", "yes", "yes", "no", "no", None]]


def follow(visitor, page, ending):
    """The page that a link of this one leads to, by the end of its address."""
    [url] = {link for link in links(page) if re.search(rf"{ending}$", link)}
    found = visitor.get(url)
    assert found.status_code == 200, url
    return found


def test_an_analyst_finds_a_result_sees_how_sure_it_is_explains_an_item_and_downloads_what_the_page_says(app, scene):
    owner, analyst = scene.person("home", "owner"), scene.person("home", "analyst")
    opened = answered(scene, owner, ITEMS, max_answers=6, departments=["tax"] * 3 + ["parks"] * 3)
    finish(scene, opened)
    scene.do(actions.release, opened.id, by=owner)
    release(scene.units, scene.value("SELECT id FROM releases"))
    visitor = Visitor(app, scene, analyst)

    listed = follow(visitor, visitor.get("/"), "/results")
    assert "Letters" in text(listed)
    results = follow(visitor, listed, f"/challenges/{opened.id}/results")
    assert "83% of items had at least 4 in 5 people agree." in text(results)

    worked = follow(visitor, results, r"/workings/6\?stage=1")
    assert "yes 3 " in text(worked)
    assert "1 person was not sure" in text(worked)
    method = follow(visitor, worked, r"/method\?stage=1")
    assert heading(method) == "How this was worked out"

    released = follow(visitor, results, "/releases/1")
    _check_files(visitor, released, f"/challenges/{opened.id}/releases/1")


def _check_files(visitor, page, path):
    """Every row count and digest of the page, of datapackage.json and of what is downloaded agree."""
    names = re.findall(rf'href="{path}/([^"]+)"', page.text)
    archive = visitor.send(path, files=names, reason="To defend a figure.")
    shown = text(page)
    with zipfile.ZipFile(io.BytesIO(archive.data)) as files:
        package = {each["path"]: each for each in json.loads(files.read("datapackage.json"))["resources"]}
        assert set(files.namelist()) == set(names) == {*package, "datapackage.json"}
        for name in names:
            data = files.read(name)
            digest = sha256(data).hexdigest()
            rows = ""
            if name.endswith(".csv"):
                rows = f"{len(list(csv.reader(io.StringIO(data.decode(), newline='')))) - 1:,} "
            assert f"{name} {rows}{len(data):,} {digest}" in shown
            assert name == "datapackage.json" or package[name]["hash"] == f"sha256:{digest}"
