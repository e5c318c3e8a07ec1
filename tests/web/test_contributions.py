import pytest

from tests.web.visitor import errors, heading, links, text

IDEA = {"title": "Ring people back", "change": "Offer to ring people back when the queue is long."}
SENT = {"part-1": IDEA["title"], "part-3": IDEA["change"]}


@pytest.fixture
def owner(scene):
    return scene.person("home", "owner")


@pytest.fixture
def opened(scene, owner):
    opened = scene.challenge(
        items=2, owner=owner, template="idea-usefulness", kind="rate", options=[], scale={
            "min": 1, "max": 5, "labels": {}}, precision=0.75)  # fmt: skip
    scene.rows("UPDATE challenges SET takes_contributions = true RETURNING id")
    payload = '{"title": "Ring people", "change": "Offer people to ring back when the queue is too long."}'
    scene.rows("UPDATE items SET payload = CAST(:it AS json) WHERE key = 'item-1' RETURNING id", it=payload)
    return opened


@pytest.fixture
def send(visit, scene, opened):
    def send(credit="nobody", person=None):
        volunteer = visit(person or scene.person())
        return volunteer, volunteer.send(f"/challenges/{opened.id}/contributions", **SENT, credit=credit)

    return send


def test_an_idea_has_prompts_and_a_needed_one_that_is_empty_is_named(visit, scene, opened):
    volunteer = visit(scene.person())
    page = volunteer.get(f"/challenges/{opened.id}/contributions/new")
    assert "The idea" in text(page)
    assert "The problem (optional)" in text(page)
    page = volunteer.send(f"/challenges/{opened.id}/contributions/check", **{"part-1": "Ring", "part-3": " "})
    assert page.status_code == 422
    assert errors(page) == ["Write something under “The change”"]
    page = volunteer.send(f"/challenges/{opened.id}/contributions/check", **SENT | {"part-1": "x" * 1001})
    assert errors(page) == ["Keep “The idea” to 1,000 characters"]


def test_before_it_is_sent_what_is_like_it_is_shown(visit, scene, opened):
    page = visit(scene.person()).send(f"/challenges/{opened.id}/contributions/check", **SENT)
    assert "This looks similar. Is yours different?" in text(page)
    assert "Offer people to ring back when the queue is too long." in text(page)
    assert "Text 2" not in text(page)
    assert "You wrote this at work: Home and others" in text(page)
    assert scene.value("SELECT count(*) FROM contributions") == 0


def test_an_idea_can_be_changed_before_it_is_sent(visit, scene, opened):
    page = visit(scene.person()).send(f"/challenges/{opened.id}/contributions/check", **SENT, change="yes")
    assert heading(page) == "Send an idea"
    assert IDEA["change"] in page.text


def test_who_may_be_named_must_be_said(visit, scene, opened):
    page = visit(scene.person()).send(f"/challenges/{opened.id}/contributions", **SENT)
    assert page.status_code == 422
    assert errors(page) == ["Select who may be named with your idea"]


def test_what_is_asked_is_called_the_same_and_in_the_same_order_before_it_is_sent(visit, scene, opened):
    labels = ("The idea", "The problem", "The change", "Who benefits")
    volunteer = visit(scene.person())
    asked = text(volunteer.get(f"/challenges/{opened.id}/contributions/new"))
    full = {f"part-{place}": "A text of one’s own." for place in range(1, 5)}  # noqa: RUF001
    checked = text(volunteer.send(f"/challenges/{opened.id}/contributions/check", **full))
    for page in (asked, checked):
        places = [page.index(label) for label in labels]
        assert places == sorted(places)


def test_private_data_in_it_is_pointed_out(visit, scene, opened):
    private = SENT | {"part-3": "Ask Ada on 07700 900 123 or AB123456C."}
    page = visit(scene.person()).send(f"/challenges/{opened.id}/contributions/check", **private)
    assert "This may hold personal details: National Insurance number." in text(page)


def test_a_sent_idea_waits_and_its_sender_sees_where_it_stands(send):
    volunteer, sent = send()
    page = volunteer.follow(sent)
    assert "We have sent your idea." in text(page)
    assert "Waiting for the owner" in text(page)


def test_the_owner_sees_what_waits_and_only_who_wished_to_be_named(visit, scene, opened, owner, send):
    named, unnamed = scene.person(), scene.person()
    send("name", named), send("nobody", unnamed)
    page = visit(owner).get(f"/challenges/{opened.id}/contributions")
    assert "2 wait for you. The oldest has waited 0 days." in text(page)
    assert f"Written by a colleague ({named.name})" in text(page)
    assert unnamed.name not in text(page)


def test_an_accepted_idea_is_asked_about_but_not_of_its_sender(visit, scene, opened, owner, send):
    from microtask.tasks import actions as tasks

    sender = scene.person()
    volunteer, _ = send(person=sender)
    address = f"/challenges/{opened.id}/contributions"
    number = scene.value("SELECT id FROM contributions")
    assert visit(owner).send(f"{address}/{number}", decision="accept", reply="Good point.").location == address
    while scene.do(tasks.split, opened.stage):
        pass
    assert {row.key for row in scene.tray(scene.sit(sender))} == {"item-1", "item-2"}
    assert f"idea-{number}" in {row.key for row in scene.tray(scene.sit(scene.person()))}
    page = text(volunteer.get("/me/contributions"))
    assert "Colleagues are answering" in page
    assert "Good point." in page
    assert "Taken up" in text(visit(owner).get(address))


def test_a_declined_idea_keeps_its_reply_and_is_asked_of_nobody(visit, scene, opened, owner, send):
    volunteer, _ = send()
    number = scene.value("SELECT id FROM contributions")
    visit(owner).send(f"/challenges/{opened.id}/contributions/{number}", decision="decline", reply="We tried it.")
    assert scene.value("SELECT count(*) FROM items") == 2
    assert "Not taken up" in text(volunteer.get("/me/contributions"))
    assert "We tried it." in text(volunteer.get("/me/contributions"))


def test_a_reply_needs_words_and_a_decision(visit, scene, opened, owner, send):
    send()
    page = visit(owner).send(f"/challenges/{opened.id}/contributions/{scene.value('SELECT id FROM contributions')}")
    assert page.status_code == 422
    assert errors(page) == [
        "Select whether colleagues are asked about this idea",
        "Write a reply. The person who wrote this will see it.",
    ]


def test_one_of_several_is_replied_to_at_a_time(visit, scene, opened, owner, send):
    send(), send()
    first, second = [row.id for row in scene.rows("SELECT id FROM contributions ORDER BY id")]
    address = f"/challenges/{opened.id}/contributions"
    page = visit(owner).get(address)
    assert f"{address}/{first}" in links(page)
    assert f"{address}?idea={second}" in links(page)
    assert f"{address}/{second}" in links(visit(owner).get(f"{address}?idea={second}"))


def test_where_no_ideas_are_taken_none_can_be_sent(visit, scene, opened):
    scene.rows("UPDATE challenges SET takes_contributions = false RETURNING id")
    volunteer = visit(scene.person())
    assert volunteer.get(f"/challenges/{opened.id}/contributions/new").status_code == 409
    assert volunteer.send(f"/challenges/{opened.id}/contributions", **SENT, credit="nobody").status_code == 409


def test_the_owner_decides_whether_ideas_are_taken(visit, scene, opened, owner):
    volunteer, address = visit(scene.person()), f"/challenges/{opened.id}/contributions"
    page = visit(owner).follow(visit(owner).send(f"{address}/invite", invite="no"))
    assert "Colleagues cannot send ideas in." in text(page)
    assert volunteer.get(f"{address}/new").status_code == 409
    assert "Take no more ideas" in text(visit(owner).follow(visit(owner).send(f"{address}/invite", invite="yes")))
    assert volunteer.get(f"{address}/new").status_code == 200
