import pytest

from microtask.catalogue import Column
from microtask.challenges import actions
from microtask.errors import Conflict, Invalid, NotAllowed, NotFound
from microtask.tasks import actions as tasks

PROMPTS = (Column("idea", "Your idea", True), Column("who", "Who benefits", False))
IDEA = {"idea": "Ring people back.\r\nAt once.", "who": " "}


@pytest.fixture
def owner(scene):
    return scene.person("home", "owner")


@pytest.fixture
def opened(scene, owner):
    opened = scene.challenge(items=1, owner=owner)
    scene.rows("UPDATE challenges SET takes_contributions = true RETURNING id")
    return opened


def send(scene, opened, by=None, texts=IDEA, credit="nobody"):
    return scene.do(
        actions.contribute, opened.id, texts, prompts=PROMPTS, credit=credit, by=by or scene.person()
    ).id  # fmt: skip


def reply(scene, opened, number, owner, accept=True, words="Thank you."):
    scene.do(actions.reply, opened.id, number, accept=accept, words=words, by=owner)


def stands(scene, number):
    return scene.value("SELECT state FROM contributions WHERE id = :id", id=number)


def test_an_idea_waits_under_a_random_name_and_says_only_what_was_written(scene, opened):
    person = scene.person()
    number = send(scene, opened, person)
    row = scene.rows("SELECT k.payload, k.state, p.person_id FROM contributions k"
                     " JOIN participants p ON p.id = k.participant_id WHERE k.id = :id", id=number)[0]  # fmt: skip
    assert tuple(row) == ({"idea": "Ring people back.\nAt once."}, "waiting", person.person_id)
    assert scene.value("SELECT count(*) FROM items") == 1


@pytest.mark.parametrize(("texts", "credit", "field"), [
    ({"idea": " "}, "nobody", "idea"), ({"idea": "x" * 1001}, "nobody", "idea"),
    ({"idea": "Ring.", "who": "x" * 1001}, "nobody", "who"), ({"idea": "Ring."}, "", "credit"),
])  # fmt: skip
def test_what_is_missing_or_too_long_is_named(scene, opened, texts, credit, field):
    with pytest.raises(Invalid) as refused:
        send(scene, opened, texts=texts, credit=credit)
    assert list(refused.value.fields) == [field]


def test_a_few_ideas_of_one_person_wait_at_a_time(scene, opened, owner):
    person = scene.person()
    numbers = [send(scene, opened, person) for _ in range(10)]
    with pytest.raises(Conflict):
        send(scene, opened, person)
    send(scene, opened)
    reply(scene, opened, numbers[0], owner)
    send(scene, opened, person)


def test_ideas_come_from_those_who_are_asked_while_they_are_asked_and_where_they_are_wanted(scene, opened, owner):
    closed = scene.challenge(state="paused")
    elsewhere = scene.challenge(department_ids=[scene.department("parks")])
    unwanted = scene.challenge()
    for challenge, fault in ((closed, Conflict), (elsewhere, NotFound), (unwanted, Conflict)):
        with pytest.raises(fault):
            send(scene, challenge)
    own = scene.challenge(owner=owner, exclude_own=True)
    with pytest.raises(NotAllowed):
        send(scene, own, owner)


def test_an_accepted_idea_becomes_an_item_with_a_task(scene, opened, owner):
    scene.rows("UPDATE stages SET split_item_id = 10, split_at = now() RETURNING id")
    number = send(scene, opened)
    reply(scene, opened, number, owner)
    assert stands(scene, number) == "accepted"
    while scene.do(tasks.split, opened.stage):
        pass
    row = scene.rows("SELECT i.key, i.origin, i.created_by FROM tasks t JOIN items i ON i.id = t.item_id"
                     " WHERE i.origin = 'contributed'")[0]  # fmt: skip
    assert tuple(row) == (f"idea-{number}", "contributed", None)


def test_a_key_of_the_file_is_never_taken(scene, opened, owner):
    number = send(scene, opened)
    scene.rows("UPDATE items SET key = :key RETURNING id", key=f"idea-{number}")
    reply(scene, opened, number, owner)
    assert scene.value("SELECT count(DISTINCT key) FROM items") == 2


def test_a_declined_idea_becomes_nothing(scene, opened, owner):
    number = send(scene, opened)
    reply(scene, opened, number, owner, accept=False)
    assert stands(scene, number) == "declined"
    assert scene.value("SELECT count(*) FROM items") == 1


def test_an_idea_is_replied_to_once_and_by_its_owner(scene, opened, owner):
    number = send(scene, opened)
    with pytest.raises(NotAllowed):
        reply(scene, opened, number, scene.person())
    reply(scene, opened, number, owner)
    with pytest.raises(Conflict):
        reply(scene, opened, number, owner, accept=False)
    with pytest.raises(NotFound):
        reply(scene, scene.challenge(owner=owner), number, owner)


def test_nothing_is_accepted_after_closing(scene, opened, owner):
    number = send(scene, opened)
    scene.rows("UPDATE challenges SET state = 'closed' RETURNING id")
    with pytest.raises(Conflict):
        reply(scene, opened, number, owner)
    reply(scene, opened, number, owner, accept=False)


def test_what_waits_can_be_taken_back_and_its_text_is_gone(scene, opened, owner):
    person = scene.person()
    waiting, decided, other = send(scene, opened, person), send(scene, opened, person), send(scene, opened)
    reply(scene, opened, decided, owner)
    assert scene.do(actions.take_back, challenge_id=opened.id, by=person) == 1
    assert [stands(scene, number) for number in (waiting, decided, other)] == ["withdrawn", "accepted", "waiting"]
    assert scene.value("SELECT payload FROM contributions WHERE id = :id", id=waiting) == {}


def test_whoever_sent_an_idea_in_is_never_asked_about_it(scene, opened, owner):
    person = scene.person()
    number = send(scene, opened, person)
    reply(scene, opened, number, owner)
    while scene.do(tasks.split, opened.stage):
        pass
    sitting = scene.sit(person)
    while task := scene.next(sitting, person):
        assert task.key != f"idea-{number}"
        scene.say(task.id, "yes", person)
