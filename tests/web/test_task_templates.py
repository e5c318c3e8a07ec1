from microtask.catalogue import FOLDER, load_catalogue
from tests.web.visitor import text


def test_every_template_is_listed(visit, scene):
    page = text(visit(scene.person("service", "service-admin")).get("/task-templates"))
    assert [each.title for each in load_catalogue(FOLDER) if each.title not in page] == []
    assert visit(scene.person("tax", "admin")).get("/task-templates").status_code == 403
