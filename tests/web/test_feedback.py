from microtask.feedback import actions
from tests.web.conftest import csrf_token
from tests.web.visitor import errors, heading, text


def test_somebody_who_is_not_signed_in_can_write_and_the_team_reads_it(app, visit, scene):
    stranger = app.test_client()
    page = stranger.get("/feedback?from=/cookies")
    sent = {"csrf_token": csrf_token(page.text), "page": "/cookies", "text": "A word is missing.", "reply_to": ""}
    assert 'name="page" value="/cookies"' in page.text
    assert stranger.post("/feedback", data=sent).location == "/feedback/sent"
    team = visit(scene.person("home", "service-admin"))
    assert "/feedback/messages" in team.get("/feedback").text
    assert "/feedback/messages" not in page.text
    assert "A word is missing. Written from /cookies. Wants no reply." in text(team.get("/feedback/messages"))


def test_an_empty_message_comes_back_as_it_was(visit, scene):
    visitor = visit(scene.person())
    refused = visitor.send("/feedback", text=" ", reply_to="ada@tax.example", page="/help")
    assert refused.status_code == 422
    assert errors(refused) == ["Write what you want to tell us"]
    assert 'value="ada@tax.example"' in refused.text
    assert scene.value("SELECT count(*) FROM feedback") == 0


def test_thanks_say_what_happens(app, clean):
    assert heading(app.test_client().get("/feedback/sent")) == "Thank you for your feedback"


def test_older_messages_are_a_page_away(visit, scene):
    for number in range(51):
        scene.do(actions.tell, text=f"Message {number}", page="", reply_to="")
    team = visit(scene.person("home", "service-admin"))
    first = team.get("/feedback/messages")
    assert "Message 50" in first.text
    assert "Message 0<" not in first.text
    assert "Message 0<" in team.get(f"/feedback/messages?before={scene.value('SELECT min(id) + 1 FROM feedback')}").text
