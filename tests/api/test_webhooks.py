"""Webhooks over the API: added, listed, taken away."""

from tests.api.conftest import Headers

PATH = "/api/v1/webhooks"


def test_one_is_added_listed_and_taken_away(client, caller):
    owner: Headers = caller("owner")
    made = client.post(PATH, json={"url": "https://receiver.example/hook", "events": ["release.made"]}, headers=owner)
    assert made.status_code == 201
    assert made.json["secret"].startswith("whsec_")
    assert (made.json["state"], made.json["failure"], made.json["events"]) == ("on", None, ["release.made"])
    [listed] = client.get(PATH, headers=owner).json["items"]
    assert listed == {name: value for name, value in made.json.items() if name != "secret"}
    path = f"{PATH}/{made.json['id']}"
    assert client.delete(path, headers=caller("owner", email="bo@tax.example")).status_code == 404
    assert client.delete(path, headers=owner).status_code == 204
    assert client.get(PATH, headers=owner).json == {"items": [], "next": None}


def test_without_events_it_is_called_about_everything(client, caller):
    made = client.post(PATH, json={"url": " https://receiver.example/hook "}, headers=caller("owner"))
    assert made.json["events"] == ["task.settled", "challenge.closed", "release.made"]
    assert made.json["url"] == "https://receiver.example/hook"


def test_what_cannot_be_called_is_refused_by_its_field(client, caller):
    owner: Headers = caller("owner")
    for sent, field in (
        ({}, "url"),
        ({"url": "http://receiver.example/"}, "url"),
        ({"url": "https://169.254.169.254/"}, "url"),
        ({"url": "https://receiver.example/", "events": []}, "events"),
        ({"url": "https://receiver.example/", "events": ["moon.risen"]}, "events.0"),
    ):
        told = client.post(PATH, json=sent, headers=owner)
        assert (told.status_code, list(told.json["errors"])) == (422, [field]), sent


def test_what_is_no_object_is_refused(client, caller):
    for sent in (True, 3, "https://receiver.example/", [], None):
        assert client.post(PATH, json=sent, headers=caller("owner")).status_code in (400, 422), sent


def test_a_long_list_is_paged(client, caller):
    owner: Headers = caller("owner")
    for number in range(3):
        client.post(PATH, json={"url": f"https://receiver.example/{number}"}, headers=owner)
    first = client.get(f"{PATH}?limit=2", headers=owner).json
    rest = client.get(f"{PATH}?limit=2&cursor={first['next']}", headers=owner).json
    assert [each["url"][-1] for each in first["items"] + rest["items"]] == ["0", "1", "2"]
