"""A walk through the service in a real browser, by somebody who looks at every page they come to."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, Request, expect

from tests.browser.sight import DESK, equip, faults, violations

# What Chromium says in its console about a form that was refused with its errors: that is no fault of the page.
REFUSED = "the server responded with a status of 422"


class Walk:
    """One browser without a history, at `address`; `look` is called on each page."""

    def __init__(self, browser: Browser, address: str, *, scripts: bool):
        self._address = address
        self._scripts = scripts
        self._context = browser.new_context(
            base_url=address, java_script_enabled=scripts, viewport=DESK, reduced_motion="reduce"
        )
        self._context.set_default_timeout(10_000)
        self._examined: set[str] = set()
        self.complaints: list[str] = []
        self.page: Page = equip(self._context.new_page())
        self.page.on("console", lambda message: REFUSED in message.text or self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(error.message))
        self.page.on("request", self._note_outside)

    def close(self) -> None:
        self._context.close()

    def open(self, path: str, heading: str) -> None:
        """Type an address."""
        self.page.goto(path)
        self.look(heading)

    def press(self, name: str, heading: str) -> None:
        """Press the button, and look at the page that it leads to."""
        self.page.get_by_role("button", name=name, exact=True).click()
        self.look(heading)

    def follow(self, name: str, heading: str) -> None:
        """Follow the link, and look at the page that it leads to."""
        self.page.get_by_role("link", name=name).first.click()
        self.look(heading)

    def fill(self, label: str, text: str) -> None:
        self.page.get_by_label(label).fill(text)

    def choose(self, *labels: str) -> None:
        """Turn radios or checkboxes on, each by the beginning of its label."""
        for label in labels:
            self.page.get_by_label(label, exact=False).first.check()

    def sees(self, text: str) -> None:
        expect(self.page.get_by_role("main")).to_contain_text(text)

    def sign_in(self, email: str, password: str) -> None:
        self.open("/sign-in", "Sign in")
        self.fill("Work email address", email)
        self.page.get_by_label("Password").fill(password)
        self.press("Sign in", "Home")

    def look(self, heading: str) -> None:
        """This is the page with that heading, with nothing out of order; axe examines each kind of page once."""
        page = self.page
        expect(page.get_by_role("heading", level=1)).to_have_text(heading)
        assert faults(page) == [], heading
        if self._scripts and page.title() not in self._examined:
            self._examined.add(page.title())
            assert violations(page) == [], heading
        assert self.complaints == [], heading

    def is_told(self, *sentences: str) -> None:
        """The form was refused: the summary has these sentences and, with scripts, the focus."""
        summary = self.page.locator(".govuk-error-summary")
        expect(summary.get_by_role("listitem")).to_have_text(list(sentences))
        if self._scripts:
            expect(summary).to_be_focused()
        assert self.page.title().startswith("Error: ")

    @contextmanager
    def downloads(self) -> Iterator[list[bytes]]:
        """What is done inside brings a file; its bytes are in the list afterwards."""
        found: list[bytes] = []
        with self.page.expect_download() as download:
            yield found
        found.append(download.value.path().read_bytes())

    def _note_outside(self, request: Request) -> None:
        if not request.url.startswith(f"{self._address}/"):
            self.complaints.append(f"asked for {request.url}")
