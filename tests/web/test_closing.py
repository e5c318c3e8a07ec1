from tests.house.world import finish
from tests.web.visitor import heading, links, text
from workers.decide import decide


def test_the_counts_of_a_release_are_seen_before_closing_and_before_releasing(visit, scene):
    home = scene.person("home", "owner")
    challenge = scene.challenge(owner=home, items=3, min_answers=1)
    person = scene.person()
    sitting = scene.sit(person)
    for task in scene.tray(sitting)[:2]:
        scene.say(task.id, "yes", person)
    decide(scene.units, challenge.stage)
    owner, path = visit(home), f"/challenges/{challenge.id}"
    scene.rows("UPDATE results SET state = 'settled' RETURNING item_id")
    page = owner.get(f"{path}/closing")
    assert heading(page) == "Close and publish the results"
    said = (
        "Release 1 will have 3 rows: 2 agreed, 0 decided by owners, 0 decided by experts, 0 not enough agreement,"
        " 1 not enough answers."
    )
    assert said in text(page)
    owner.send(f"{path}/close")
    assert "The last answers are being counted." in text(owner.get(f"{path}/closing"))
    finish(scene, challenge.id)
    page = owner.get(f"{path}/closing")
    assert f"{path}/releases" in links(page)
    assert "Make release 1" in text(page)
    owner.send(f"{path}/releases")
    assert "Make release 2" in text(owner.get(f"{path}/closing"))


def test_a_question_that_nobody_was_asked_is_told_in_words(visit, scene):
    home = scene.person("home", "owner")
    challenge = scene.challenge_of([{"effect": {"pass": ["yes"]}}, {}], owner=home, items=3)
    owner, path = visit(home), f"/challenges/{challenge.id}"
    said = text(owner.get(f"{path}/closing"))
    assert "Nobody has been asked this question yet. If you close now, nobody will be." in said
    assert "0 rows" not in said
    owner.send(f"{path}/close")
    assert "Nobody was asked this question." in text(owner.get(f"{path}/closing"))


def test_a_draft_has_nothing_to_close(visit, scene):
    home = scene.person("home", "owner")
    challenge = scene.challenge(owner=home, state="draft")
    assert visit(home).get(f"/challenges/{challenge.id}/closing").status_code == 409


def test_an_analyst_sees_no_button_that_closes(visit, scene):
    challenge = scene.challenge(owner=scene.person("home", "owner"))
    assert visit(scene.person("home", "analyst")).get(f"/challenges/{challenge.id}/closing").status_code == 403
