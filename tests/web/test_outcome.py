import pytest

from tests.web.visitor import errors, heading, links, text


@pytest.fixture
def closed(scene):
    owner = scene.person("home", "owner")
    return scene.challenge(owner=owner, state="closed"), owner


def test_an_owner_says_what_happened_and_everyone_reads_it(visit, scene, closed):
    challenge, owner = closed
    visitor, path = visit(owner), f"/challenges/{challenge.id}/outcome"
    assert path in links(visitor.get(f"/challenges/{challenge.id}"))
    assert heading(visitor.get(path)) == "Say what happened"
    visitor.follow(visitor.send(path, outcome=" We have rewritten 20 letters. "))
    seen = visit(scene.person()).get(f"/challenges/{challenge.id}")
    assert "What came of it We have rewritten 20 letters." in text(seen)
    assert ">\nWe have rewritten 20 letters.</textarea>" in visitor.get(path).text


def test_an_empty_outcome_is_refused(visit, closed):
    challenge, owner = closed
    page = visit(owner).send(f"/challenges/{challenge.id}/outcome", outcome="  ")
    assert (page.status_code, errors(page)) == (422, ["Say what was done, what was not, and why"])


def test_there_is_no_outcome_before_the_challenge_has_closed(visit, scene):
    owner = scene.person("home", "owner")
    challenge = scene.challenge(owner=owner)
    visitor = visit(owner)
    assert f"/challenges/{challenge.id}/outcome" not in links(visitor.get(f"/challenges/{challenge.id}"))
    early = visitor.get(f"/challenges/{challenge.id}/outcome")
    assert early.status_code == 409
    assert f"/challenges/{challenge.id}" in links(early)
    refused = visitor.send(f"/challenges/{challenge.id}/outcome", outcome="Done as said")
    assert (refused.status_code, errors(refused)) == (409, ["Say what came of the challenge once it has closed"])
    assert ">\nDone as said</textarea>" in refused.text


def test_only_its_owner_says_it(visit, scene, closed):
    challenge, _ = closed
    for person in (scene.person(), scene.person("tax", "owner"), scene.person("home", "analyst")):
        visitor = visit(person)
        assert visitor.get(f"/challenges/{challenge.id}/outcome").status_code == 403
        assert visitor.send(f"/challenges/{challenge.id}/outcome", outcome="Done").status_code == 403
