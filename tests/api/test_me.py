from tests.api.calls import Calls
from tests.scene import Scene


def test_me_tells_who_the_token_is(client, caller):
    response = client.get("/api/v1/me", headers=caller("owner", "analyst"))
    assert response.status_code == 200
    assert response.json == {
        "id": 1,
        "email": "ada@tax.example",
        "name": "Ada Reed",
        "department": {"slug": "tax", "name": "Tax"},
        "roles": ["volunteer", "owner", "analyst"],
    }


def test_what_is_held_about_me_is_given_to_me(calls: Calls, scene: Scene):
    opened, person = scene.challenge(items=2), scene.person()
    [task, *_] = scene.tray(scene.sit(person))
    scene.say(task.id, "yes", person)
    held = calls.get("/me/data", person).json
    assert held["account"]["email"] == person.email
    assert held["given"] == [{"challenge": opened.id, "title": "Letters", "answers": 1, "settled": 0, "withdrawn": 0}]
    assert calls.get("/me/data", scene.person()).json["answers"] == []


def test_answers_can_be_taken_back_and_that_twice_is_the_same(calls: Calls, scene: Scene):
    one, two, person = scene.challenge(items=1), scene.challenge(items=1), scene.person()
    for opened in (one, two):
        [task] = scene.tray(scene.sit(person, challenge=opened.id))
        scene.say(task.id, "yes", person)
    assert calls.post("/me/withdraw", person, json={"challenge": one.id}).json == {"answers": 1}
    assert calls.post("/me/withdraw", person, json={}).json == {"answers": 1}
    assert calls.post("/me/withdraw", person, json={}).json == {"answers": 0}
    assert scene.value("SELECT count(*) FROM answers WHERE value IS NOT NULL") == 0


def test_what_was_never_given_cannot_be_taken_back(calls: Calls, scene: Scene):
    opened = scene.challenge()
    assert calls.post("/me/withdraw", scene.person(), json={"challenge": opened.id}).status_code == 404
    assert calls.post("/me/withdraw", scene.person(), json={"challenge": "x"}).status_code == 422
