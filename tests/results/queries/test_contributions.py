import json

from microtask.catalogue import Column, load_catalogue
from microtask.challenges import actions
from microtask.results.queries import contributions

PROMPT = Column("text", "Your idea", True)


def read(scene, query, *args, **keywords):
    return scene.do(lambda unit: query(unit.session, *args, **keywords))


def offer(scene, opened, *texts):
    for number, text in enumerate(texts, 1):
        scene.rows("UPDATE items SET payload = CAST(:it AS json) WHERE challenge_id = :id AND key = :key RETURNING id",
                   id=opened.id, key=f"item-{number}", it=json.dumps({"text": text}))  # fmt: skip


def like(scene, opened, text):
    found = read(scene, contributions.list_similar, opened.id, json.dumps({"idea": text}))
    return [row.payload["text"] for row in found]


def test_what_shares_its_words_is_alike_whatever_their_endings(scene):
    opened = scene.challenge(items=3)
    offer(scene, opened, "Ring people back when queues are long", "Paint the door green", "Ringing back, long queue")
    found = like(scene, opened, "We should ring back when the queue is long")
    assert found == ["Ringing back, long queue", "Ring people back when queues are long"]
    assert like(scene, opened, "Buy more chairs") == []


def test_no_more_than_three_are_alike_and_none_of_another_challenge(scene):
    opened, other = scene.challenge(items=5), scene.challenge(items=1)
    offer(scene, opened, *["Ring people back"] * 5)
    offer(scene, other, "Ring people back")
    assert len(like(scene, opened, "Ring people back")) == 3
    assert len(like(scene, other, "Ring people back")) == 1


def test_what_is_hidden_or_empty_is_like_nothing(scene):
    opened = scene.challenge(items=1)
    offer(scene, opened, "Ring people back")
    scene.rows("UPDATE items SET state = 'hidden' RETURNING id")
    assert like(scene, opened, "Ring people back") == []
    assert like(scene, opened, "") == []


def test_prompts_are_the_templates_under_the_names_that_the_items_have(scene):
    opened = scene.challenge(template="idea-usefulness", kind="rate", columns={"title": "Name"})
    template = load_catalogue().get("idea-usefulness")
    prompts = read(scene, contributions.list_prompts, opened.id, template)
    assert [(each.name, each.needed) for each in prompts] == [
        ("Name", True), ("problem", False), ("change", True), ("who_benefits", False)]  # fmt: skip


def test_a_plain_template_is_asked_about_by_the_columns_of_the_items(scene):
    opened, empty = scene.challenge(), scene.challenge(items=0)
    plain = load_catalogue().get("review")
    assert read(scene, contributions.list_prompts, opened.id, plain) == [Column("text", "Text", True)]
    assert read(scene, contributions.list_prompts, empty.id, plain) == [PROMPT]


def test_an_owner_sees_the_oldest_first_and_names_only_as_wished(scene):
    owner = scene.person("home", "owner")
    opened = scene.challenge(owner=owner)
    scene.rows("UPDATE challenges SET takes_contributions = true RETURNING id")
    people = [scene.person(), scene.person(), scene.person("parks")]
    for person, credit in zip(people, ("name", "nobody", "department"), strict=True):
        scene.do(actions.contribute, opened.id, {"text": credit}, prompts=[PROMPT], credit=credit, by=person)
    waiting = read(scene, contributions.list_waiting, opened.id, limit=10)
    assert [(row.payload["text"], row.credited) for row in waiting] == [
        ("name", people[0].name), ("nobody", None), ("department", "Parks")]  # fmt: skip
    assert read(scene, contributions.count_waiting, opened.id) == 3
    scene.do(actions.reply, opened.id, waiting[0].id, accept=False, words="We tried.", by=owner)
    [replied] = read(scene, contributions.list_replied, opened.id, limit=10)
    assert (replied.id, replied.reply) == (waiting[0].id, "We tried.")
    [sent] = read(scene, contributions.list_sent, people[0].person_id)
    assert (sent.state, sent.reply, sent.settled) == ("declined", "We tried.", False)
    assert read(scene, contributions.list_sent, scene.person().person_id) == []
