"""What is looked at on every page that a browser shows, whoever made it."""

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

DESK = {"width": 1280, "height": 900}
# 320 by 256 pixels is also what is left of a screen of 1280 by 1024 at a zoom of 400 %.
NARROWEST = {"width": 320, "height": 256}

STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Rules of axe that are no standard, and why we do otherwise.
EXCEPTIONS: dict[str, str] = {}
OPTIONS = {
    "runOnly": {"type": "tag", "values": STANDARDS},
    "rules": {rule: {"enabled": False} for rule in EXCEPTIONS},
    "resultTypes": ["violations"],
}

# What somebody who cannot see the page, or cannot point, would not know what to do with. Names are worked out here as
# the standard has it, not by axe, so that two have to agree.
_NAMELESS = """() => {
  const words = (node) => (node ? node.textContent.trim() : "");
  const named = (node) =>
    (node.getAttribute("aria-labelledby") || "").split(" ").some((id) => id && words(document.getElementById(id))) ||
    (node.getAttribute("aria-label") || "").trim() ||
    [...(node.labels || [])].some(words) ||
    (["A", "BUTTON", "SUMMARY"].includes(node.tagName) && words(node));
  const shown = (node) => node.outerHTML.slice(0, 160);
  const controls = "a[href], button, summary, select, textarea, input:not([type=hidden])";
  const faults = [...document.querySelectorAll(controls)].filter((node) => !named(node)).map(shown);
  const groups = new Map();
  for (const each of document.querySelectorAll("input[type=radio], input[type=checkbox]"))
    groups.set(each.name, [...(groups.get(each.name) || []), each]);
  for (const date of document.querySelectorAll(".govuk-date-input input")) groups.set(date.name, [date, date]);
  for (const [name, members] of groups) {
    const sets = new Set(members.map((member) => member.closest("fieldset")));
    if (members.length > 1 && (sets.size > 1 || sets.has(null) || !words([...sets][0].querySelector("legend"))))
      faults.push(`the group “${name}” has no legend`);
  }
  return faults;
}"""

# What does not fit: the page itself, or anything in it but a frame that is made to scroll and can be reached by key.
_CUT_OFF = """() => {
  const faults = [];
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth > width) faults.push(`the page is ${document.documentElement.scrollWidth}`);
  for (const node of document.body.querySelectorAll("*")) {
    if (node.closest(".govuk-visually-hidden, .govuk-skip-link, svg, .app-scroll[tabindex='0'] *")) continue;
    const box = node.getBoundingClientRect();
    if (!box.width || !box.height || box.height === 1) continue;
    const style = getComputedStyle(node);
    const clips = style.overflowX === "hidden" || style.overflowY === "hidden";
    const clipped = clips && (node.scrollWidth > node.clientWidth + 1 || node.scrollHeight > node.clientHeight + 1);
    if (box.left < -1 || box.right > width + 1 || clipped) faults.push(node.outerHTML.slice(0, 160));
  }
  return faults;
}"""

_VIOLATIONS = """async (options) => {
  const { violations } = await axe.run(options);
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 200)}`));
}"""

_STUCK = """() => [...document.body.querySelectorAll("*")]
  .filter((node) => ["fixed", "sticky"].includes(getComputedStyle(node).position))
  .map((node) => node.outerHTML.slice(0, 160))"""

_CONTROLS = """() => [...document.querySelectorAll("a[href], button, summary, select, textarea, input")]
  .filter((node) => node.type !== "hidden")
  .filter((node) => node.checkVisibility())
  .map((node) => `${node.tagName} ${node.name || ""} ${node.value || node.textContent.trim()}`)"""


def faults(page: Page) -> list[str]:
    """What is wrong with the page that is open, each fault as a line; the page is left as wide as a desk."""
    page.set_viewport_size(NARROWEST)
    found = [f"cut off at 320 px: {each}" for each in page.evaluate(_CUT_OFF)]
    page.set_viewport_size(DESK)
    found += [f"cut off: {each}" for each in page.evaluate(_CUT_OFF)]
    found += [f"without a name: {each}" for each in page.evaluate(_NAMELESS)]
    found += [f"sticks to the window: {each}" for each in page.evaluate(_STUCK)]
    return found


def equip(page: Page) -> Page:
    """Bring axe into every page that this one will show: much quicker than to send it each time."""
    page.add_init_script(AXE_SCRIPT)
    return page


def violations(page: Page) -> list[str]:
    """What axe finds on a page that is equipped: WCAG 2.0 to 2.2, A and AA, and its best practices."""
    found: list[str] = page.evaluate(_VIOLATIONS, OPTIONS)
    return found


def controls(page: Page) -> list[str]:
    """Everything visible that can be followed, pressed or filled in, in its order."""
    found: list[str] = page.evaluate(_CONTROLS)
    return found
