from tests.web.visitor import errors, heading, text


def test_guidance_is_changed_while_colleagues_answer_and_each_version_is_kept(visit, desk, scene):
    challenge_id = desk.opened(guidance="Think twice.")
    owner, path = visit(desk.owner), f"/challenges/{challenge_id}/guidance"
    page = owner.get(path)
    assert heading(page) == "Guidance"
    assert "Save as version 2" in text(page)
    page = owner.follow(owner.send(path, guidance="If there is nothing to do, say yes."))
    assert "If there is nothing to do, say yes." in text(page)
    assert "Version 1, until " in text(owner.get(path))
    assert "Think twice." in text(owner.get(path))
    volunteer = visit(scene.person())
    page = volunteer.follow(volunteer.send("/sittings", minutes="5", challenge=str(challenge_id)))
    assert "If there is nothing to do, say yes." in text(page)
    assert "Think twice." not in text(page)


def test_saving_the_same_words_makes_no_version(visit, desk, scene):
    challenge_id = desk.opened(guidance="Think twice.")
    visit(desk.owner).send(f"/challenges/{challenge_id}/guidance", guidance="Think twice. ")
    assert scene.value("SELECT guidance_version FROM stages") == 1


def test_guidance_that_is_too_long_is_refused(visit, desk):
    challenge_id = desk.opened()
    page = visit(desk.owner).send(f"/challenges/{challenge_id}/guidance", guidance="x" * 10_001)
    assert (page.status_code, errors(page)) == (422, ["Keep this to 10,000 characters"])
