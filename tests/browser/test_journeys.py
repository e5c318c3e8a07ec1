"""The three journeys from end to end, with scripts and without: real pages, a real queue, real steps of the workers."""

import threading
from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect
from rq import Queue, SimpleWorker
from werkzeug.serving import make_server

from config.settings import Settings
from microtask.people import actions as people
from microtask.people.rules import Identity
from microtask.queue import QUEUE_NAME, connect
from microtask.web.forms import SELECT_ANY, SELECT_ONE
from tests.browser.walk import Walk
from tests.scene import Scene
from workers import job
from workers.run import StepJob

PASSWORD = "a long and simple sentence"
LETTER = {
    "template": "next-step-letter",
    "kind": "review",
    "question": "Does this letter say what to do next?",
    "options": ["Yes", {"label": "Partly", "definition": "How, where or by when is left out"}, "No"],
}
THEMES = {
    "template": "tag",
    "kind": "tag",
    "question": "Which themes does this response raise?",
    "options": ["Cost", "Time", "Staff"],
}
IDEAS = {
    "template": "rate",
    "kind": "rate",
    "question": "How useful would this idea be?",
    "options": [],
    "scale": {"min": 1, "max": 3, "labels": {"1": "Not useful", "2": "Quite useful", "3": "Very useful"}},
    "precision": 0.5,
}
FILE = (
    "key,letter,subject\n"
    "L1,Send us the form by 31 March.,Your claim\n"
    ",Nobody knows which letter this is.,Lost\n"
    "L2,Thank you for writing to us.,Your letter\n"
    "L3,We will write again.,Your appeal\n"
)


@pytest.fixture(scope="module")
def address(process_app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, process_app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def walk(request: pytest.FixtureRequest, chromium: Browser, address: str, app: Flask) -> Iterator[Walk]:
    one = Walk(chromium, address, scripts=request.param)
    yield one
    one.close()


@pytest.fixture
def work(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], None]]:
    """Does all the work that waits in the queue, as a worker would."""
    for name in ("DATABASE_URL", "REDIS_URL", "SECRET_KEY"):
        monkeypatch.setenv(name, str(getattr(settings, name.lower())))
    job.settings.cache_clear()
    job.units.cache_clear()
    connection = connect(settings.redis_url, timeout=None)

    def work() -> None:
        queue = Queue(QUEUE_NAME, connection=connection, serializer="json", job_class=StepJob)
        SimpleWorker([queue], connection=connection, serializer="json", job_class=StepJob).work(
            burst=True, logging_level="WARNING"
        )
        assert queue.failed_job_registry.get_job_count() == 0

    yield work
    connection.close()
    job.settings.cache_clear()
    job.units.cache_clear()


@pytest.fixture
def account(app: Flask, scene: Scene) -> Callable[..., Identity]:
    """A person who can sign in with `PASSWORD`."""
    passwords = app.extensions["microtask"].passwords

    def account(department: str, *roles: str) -> Identity:
        person = scene.person(department, *roles)
        scene.do(people.set_password, person.person_id, PASSWORD, passwords=passwords)
        return person

    return account


def test_an_owner_takes_a_challenge_from_its_file_to_its_release(walk: Walk, work, account, scene: Scene):
    walk.sign_in(account("home", "owner").email, PASSWORD)
    walk.follow("Challenges", "Challenges")
    _begin(walk)
    _describe(walk)
    walk.follow("The things to look at", "The things to look at")
    walk.press("Add items", "Add items")
    walk.press("Upload", "Add items")
    walk.is_told("Select a file")
    walk.page.get_by_label("File").set_input_files(
        {"name": "letters.csv", "mimeType": "text/csv", "buffer": FILE.encode()}
    )
    walk.press("Upload", "Your file is being read")
    work()
    walk.follow("Check again", "Your file has been read")
    walk.sees("The column “key” is empty, and holds the key.")
    expect(walk.page.get_by_role("row").filter(has_text="is empty").get_by_role("rowheader")).to_have_text("3")

    walk.follow("Back to the challenge", "Plain letters")
    walk.follow("The things to look at", "The things to look at")
    walk.sees("Send us the form by 31 March.")
    walk.follow("Back to the list of sections", "Plain letters")
    walk.sees("You have completed 7 of 7 sections")
    _try_it(walk)
    walk.follow("Check your answers", "Check your answers")
    walk.press("Publish", "Published")
    work()
    walk.follow("Go to the challenge", "Plain letters")
    walk.sees("Colleagues: they answer the tasks")
    _answer_all(scene, "Yes", colleagues=4)
    work()
    walk.follow("Check again", "Plain letters")
    expect(walk.page.locator(".app-figures")).to_contain_text("Settled3")
    walk.sees("What colleagues say")

    walk.follow("Close and publish the results", "Close and publish the results")
    walk.sees("Release 1 will have 3 rows: 3 agreed, 0 decided by owners, 0 decided by experts, 0 not enough agreement")
    walk.press("Close for good", "Plain letters")
    work()
    walk.follow("Check again", "Plain letters")
    walk.sees("You: make a release and say what happened")
    walk.press("Make a release", "Publish the results")
    walk.press("Make release 1", "Release 1")
    walk.sees("The files are being written.")
    work()
    walk.follow("Check again", "Release 1")
    walk.sees("results.csv")
    walk.follow("Back to the results", "Results")
    walk.follow("Back to the challenge", "Plain letters")
    walk.press("Say what happened", "Say what happened")
    walk.fill("What you did, what you did not do, and why", "We have rewritten one letter.")
    walk.press("Save", "Plain letters")
    walk.sees("We have rewritten one letter.")


def test_a_volunteer_spends_some_minutes(walk: Walk, account, scene: Scene):
    for stage in (LETTER, THEMES, IDEAS):
        scene.challenge(items=3, **stage)
    _write_items(scene)
    walk.open("/", "Help colleagues in other departments, a minute at a time")
    walk.sign_in(account("tax").email, PASSWORD)
    walk.follow("Choose how long, or what about", "Do some tasks")
    walk.press("Continue", "Do some tasks")
    walk.is_told("Select how many minutes you have")
    walk.choose("5 minutes", "Anything that needs answers")
    walk.press("Continue", LETTER["question"])

    walk.press("Continue", LETTER["question"])
    walk.is_told(SELECT_ONE)
    walk.choose("Partly")
    walk.press("Continue", LETTER["question"])
    walk.sees("1 done in this sitting")
    walk.follow("Change my last answer", LETTER["question"])
    expect(walk.page.get_by_label("Partly")).to_be_checked()
    walk.choose("No")
    walk.press("Continue", LETTER["question"])
    walk.sees("We have changed your answer.")
    walk.press("Skip this one", LETTER["question"])
    walk.follow("Report a problem", "What is the problem with this item?")
    walk.choose("It contains personal details")
    walk.press("Report this item", THEMES["question"])
    walk.sees("We have hidden this from everyone while someone checks it.")

    walk.press("Continue", THEMES["question"])
    walk.is_told(SELECT_ANY)
    walk.choose("Cost", "Staff")
    walk.press("Continue", THEMES["question"])
    walk.choose("None of these")
    walk.press("Continue", THEMES["question"])
    walk.choose("I’m not sure")  # noqa: RUF001 (a typographic apostrophe)
    walk.press("Continue", IDEAS["question"])
    walk.choose("Very useful")
    walk.press("Continue", IDEAS["question"])
    walk.press("Stop for now", "Thank you")
    walk.sees("You answered 5.")
    said = [row.value for row in scene.rows("SELECT value FROM answers ORDER BY id")]
    assert said == ["No", "Cost|Staff", "", None, "3"]

    walk.follow("Home", "Home")
    walk.press("Do the next task", IDEAS["question"])
    for heading in (IDEAS["question"], "You have answered everything here that is open to you"):
        walk.choose("Not useful")
        walk.press("Continue", heading)
    walk.page.go_back()
    walk.look(IDEAS["question"])
    walk.press("Sign out", "Help colleagues in other departments, a minute at a time")


def test_an_analyst_reads_and_downloads_what_came_out(walk: Walk, work, account, scene: Scene):
    opened = scene.challenge(items=3, min_answers=4, **LETTER)
    _write_items(scene)
    _answer_all(scene, "Partly", colleagues=4)
    work()
    walk.sign_in(account("home", "analyst").email, PASSWORD)
    walk.page.get_by_role("link", name="Results").click()
    walk.look("Results")
    walk.follow("Letters", "Results")
    walk.sees("100% of items had at least 4 in 5 people agree.")
    with walk.downloads() as files:
        walk.page.get_by_role("link", name="CSV", exact=True).click()
    assert files[0].startswith(b"key,answer,confidence,")
    walk.follow("The answers themselves, under random names", "Download the answers")
    walk.press("Download", "Download the answers")
    walk.is_told("Select a format")
    walk.choose("CSV")
    with walk.downloads() as files:
        walk.page.get_by_role("button", name="Download").click()
    assert files[0].count(b"Partly") == 12

    _release(scene, opened.id)
    work()
    walk.open(f"/challenges/{opened.id}/releases", "Releases")
    walk.follow("Release 1", "Release 1")
    with walk.downloads() as files:
        walk.page.get_by_role("link", name="answers.csv").click()
    expect(walk.page.get_by_role("row").filter(has_text="answers.csv")).to_contain_text(sha256(files[0]).hexdigest())


def _begin(walk: Walk) -> None:
    walk.press("Start a challenge", "Check that this is the right service")
    walk.press("Start a draft", "Check that this is the right service")
    walk.is_told("Give the challenge a name")
    walk.fill("Name of the challenge", "Plain letters")
    walk.press("Start a draft", "Plain letters")
    walk.sees("You have completed 0 of 7 sections")


def _describe(walk: Walk) -> None:
    """Six of the seven sections, begun from the end, with a break in the middle."""
    walk.follow("Sharing and marking", "Sharing and marking")
    walk.choose("OFFICIAL", "No, or it has been taken out", "No", "Yes, our department", "Public-sector staff only")
    walk.page.get_by_role("group", name="Could it harm anybody").get_by_label("No").check()
    walk.fill("Who said that these departments may see the items?", "The head of letters")
    walk.press("Save and continue", "Plain letters")
    walk.follow("What you will do with the answers", "What you will do with the answers")
    walk.fill("What will you do?", "We will rewrite those that do not say what to do.")
    for part, number in (("Day", "30"), ("Month", "6"), ("Year", "2031")):
        walk.fill(part, number)
    walk.fill("How many of the items can you act on?", "3")
    walk.press("Save and continue", "Plain letters")
    walk.follow("When it is settled", "When it is settled")
    walk.press("Save and continue", "When it is settled")
    walk.is_told("Select how careful the answers must be")
    walk.choose("Balanced")
    walk.press("Save and continue", "Plain letters")
    walk.follow("Challenges", "Challenges")
    walk.follow("Plain letters", "Plain letters")
    walk.sees("You have completed 3 of 7 sections")
    walk.follow("Who to ask", "Who to ask")
    walk.choose("Everyone who uses this service")
    walk.press("Save and continue", "Plain letters")
    walk.follow("The question", "What do you want colleagues to do?")
    walk.choose("Does this letter say what to do next?")
    walk.press("Continue", "The question")
    walk.press("Save and continue", "The question")
    walk.sees("No answer has an example.")
    walk.follow("Go on as it is", "Plain letters")
    walk.follow("The problem", "The problem")
    for label, words in (
        ("What it is", "Letters that people ring us about."),
        ("Why it matters", "Half of those who get them ring us."),
        ("Who benefits", "People who get them."),
        ("Whom colleagues may ask", "letters@home.example"),
    ):
        walk.fill(label, words)
    walk.press("Save and continue", "Plain letters")
    walk.sees("You have completed 6 of 7 sections")


def _try_it(walk: Walk) -> None:
    walk.follow("Try it yourself", "Try it yourself")
    walk.press("Start", LETTER["question"])
    walk.press("Continue", LETTER["question"])
    walk.is_told(SELECT_ONE)
    for heading in (LETTER["question"], LETTER["question"], "Try it yourself"):
        walk.choose("Partly")
        walk.press("Continue", heading)
    walk.sees("of colleagues’ time")  # noqa: RUF001 (a typographic apostrophe)
    walk.follow("Back to the list of sections", "Plain letters")


def _write_items(scene: Scene) -> None:
    text = '{"letter": "Thank you for your claim.\\n\\nPlease send us your tenancy agreement.", "idea": "Later hours"}'
    scene.do(lambda unit: unit.connection.exec_driver_sql("UPDATE items SET payload = %s", (text,)))


def _answer_all(scene: Scene, value: Any, *, colleagues: int) -> None:
    for _ in range(colleagues):
        person = scene.person("parks")
        sitting = scene.sit(person, minutes=60)
        for task in scene.tray(sitting):
            scene.say(task.id, value, person)
        scene.stop(sitting, person)


def _release(scene: Scene, challenge_id: int) -> None:
    from microtask.results import actions

    owner = scene.value("SELECT person_id FROM challenge_owners WHERE challenge_id = :id", id=challenge_id)
    scene.do(lambda unit: unit.connection.exec_driver_sql("UPDATE challenges SET state = 'closed'"))
    with scene.units.begin() as unit:
        from microtask.people.queries import get_identity

        actions.release(unit, challenge_id, by=get_identity(unit.session, owner))
