"""`make screenshots`: the most important pages of the demo, on a desk and on a phone, as small PNG files.

It runs a service of its own with the demo in it, or photographs the one whose address it is given.
"""

import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from microtask.demo.content import DemoChallenge, DemoContent, read_content
from tests.browser.conftest import FLAGS, find_chromium
from tests.journeys.service import ROOT, Service

FOLDER = ROOT / "docs/screenshots"
DESK, PHONE = {"width": 1000, "height": 1100}, {"width": 375, "height": 800}
LARGEST = 200_000  # bytes
DEMO_SECONDS = 240

Steps = Callable[[Page], None]


def main() -> None:
    """Take them all, one after the other, and say how large each is."""
    content = read_content()
    FOLDER.mkdir(parents=True, exist_ok=True)
    with _address() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
        for size, name in ((DESK, "desktop"), (PHONE, "phone")):
            for page in _photographed(browser, address, size, content):
                path = FOLDER / f"{page[0]}-{name}.png"
                path.write_bytes(page[1])
                print(f"{len(page[1]):>7,}  {path.relative_to(ROOT)}")  # noqa: T201 (a command says what it did)
        browser.close()
    large = [path.name for path in FOLDER.glob("*.png") if path.stat().st_size > LARGEST]
    if large:
        sys.exit(f"Larger than {LARGEST:,} bytes: {', '.join(large)}")


@contextmanager
def _address() -> Iterator[str]:
    if len(sys.argv) > 1:
        yield sys.argv[1].rstrip("/")
        return
    with tempfile.TemporaryDirectory(prefix="microtask-screenshots-") as directory:
        Path(directory).chmod(0o711)
        service = Service(Path(directory) / "data", "--demo")
        try:
            _wait_for_demo(service)
            yield service.url
        finally:
            service.stop()


def _wait_for_demo(service: Service) -> None:
    until = time.monotonic() + DEMO_SECONDS
    while not any("The demo is complete" in line for line in service.said):
        if time.monotonic() > until:
            sys.exit("\n".join(service.said))
        time.sleep(0.5)


def _photographed(
    browser: Browser, address: str, size: dict[str, int], content: DemoContent
) -> Iterator[tuple[str, bytes]]:
    """The name and the PNG of each page, in the order in which people come to them."""
    for who, pages in _walks(content).items():
        context = browser.new_context(base_url=address, viewport=size, reduced_motion="reduce")
        context.set_default_timeout(15_000)
        page = context.new_page()
        if who:
            _sign_in(page, who, content.password)
        for name, steps in pages.items():
            steps(page)
            yield name, page.screenshot(type="png")
        context.close()


def _sign_in(page: Page, email: str, password: str) -> None:
    page.goto("/sign-in")
    page.get_by_label("Work email address").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def _walks(content: DemoContent) -> dict[str, dict[str, Steps]]:
    """Who goes where: the challenges have the numbers 1, 2, 3 … in the order of the demo's content."""
    numbered = list(enumerate(content.challenges, 1))
    running, owned = next((number, each) for number, each in numbered if each.answered < 1)
    finished, done = next((number, each) for number, each in numbered if each.outcome)
    return {
        "": {"start": _to("/"), "help": _to("/help")},
        _volunteer(content, owned): {
            "welcome": _to("/welcome"),
            "home": _home,
            "practice": _to("/practice"),
            "choose": _to("/sittings/new"),
            "task": _task,
            "task-refused": _refuse,
            "sitting": _stop,
        },
        owned.owner: {
            "challenges": _to("/challenges"),
            "challenge": _to(f"/challenges/{running}"),
            "paper": _to(f"/challenges/{running}/paper/pack"),
        },
        done.owner: {
            "result": _to(f"/challenges/{finished}/results"),
            "method": _to(f"/challenges/{finished}/method"),
            "release": _to(f"/challenges/{finished}/releases/1"),
        },
    }


def _volunteer(content: DemoContent, challenge: DemoChallenge) -> str:
    """Somebody of another department than the one that asks."""
    others = [each for each in content.departments if each.slug != challenge.department]
    return next(person.email for person in others[0].people if set(person.roles) <= {"volunteer"})


def _to(path: str) -> Steps:
    def go(page: Page) -> None:
        response = page.goto(path)
        assert response is not None
        assert response.ok, path

    return go


def _home(page: Page) -> None:
    """Past the welcome, where it is still to be read."""
    page.goto("/welcome")
    skip = page.get_by_role("button", name="Skip practice")
    if skip.count():
        skip.click()
    page.goto("/")


def _task(page: Page) -> None:
    page.goto("/sittings/new")
    page.get_by_label("5 minutes", exact=True).check()
    page.get_by_label("Anything that needs answers").check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Stop for now").wait_for()


def _refuse(page: Page) -> None:
    page.get_by_role("button", name="Continue").click()
    page.locator(".govuk-error-summary").wait_for()


def _stop(page: Page) -> None:
    """One answer, and the end."""
    page.get_by_label("I’m not sure").check()  # noqa: RUF001 (the typographic apostrophe is meant)
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Stop for now").click()
    page.get_by_role("heading", level=1).wait_for()


if __name__ == "__main__":
    main()
