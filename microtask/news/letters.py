"""What letters say: plain text, one link to what they are about, and how to get no more. Pure.

The subject leads with the work. Of a challenge above OFFICIAL a letter gives neither title nor words: they stay behind
sign-in.
"""

from collections.abc import Sequence
from dataclasses import dataclass

LONGEST_TITLE = 120  # characters of a title in a subject


@dataclass(frozen=True, slots=True)
class About:
    """The challenge that a letter is about: `url` is its page, `title` and `department` are what it says there."""

    title: str
    department: str
    url: str
    is_open: bool  # whether its words may stand in a letter: not above OFFICIAL

    @property
    def name(self) -> str:
        """The title on one line, or what stands for it."""
        title = " ".join(self.title.split())
        title = title if len(title) <= LONGEST_TITLE else f"{title[: LONGEST_TITLE - 1]}…"
        return title if self.is_open else "A challenge of " + self.department


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail, before it has a recipient."""

    subject: str
    paragraphs: tuple[str, ...]

    @property
    def plain(self) -> str:
        """The text of one that nobody can choose not to get."""
        return "\n\n".join(self.paragraphs) + "\n"

    def body(self, *, why: str, stop: str, choose: str) -> str:
        """The text with its end: why it was sent, and where that can be changed."""
        ending = f"-- \n{why}\nStop these e-mails: {stop}\nChoose what we e-mail you: {choose}"
        return "\n\n".join([*self.paragraphs, ending]) + "\n"


WHY = {
    "outcomes": "You get this because you helped. We tell everybody who did, unless they ask us not to.",
    "challenges": "You get this because you own this challenge, or administer its department or the service.",
    "digest": "You get this because you asked for one e-mail a week.",
}


def outcome(about: About, words: str) -> Letter:
    """To whoever helped: what came of it."""
    said = (words,) if about.is_open else ("What came of it is on its page.",)
    return Letter(
        f"{about.name}: what happened",
        (
            "You helped. Here is what happened.",
            f"{about.department} asked colleagues for help with “{about.name}”. This is what came of it:",
            *said,
            f"Read it with the challenge: {about.url}",
            "Thank you for your time.",
        ),
    )


def sent(about: About, approvers: Sequence[str]) -> Letter:
    """To its owners: what they sent for approval, and what happens next."""
    names = " or ".join(approvers) or "an administrator of your department"
    return Letter(
        f"{about.name}: sent for approval",
        (
            f"“{about.name}” has been sent for approval. {names} can approve it.",
            "You do not need to do anything. Most are checked within 2 working days, and we will tell you.",
            f"See where it is: {about.url}",
        ),
    )


def waits(about: About) -> Letter:
    """To those who may approve it."""
    return Letter(
        f"{about.name}: waits for your approval",
        (
            f"{about.department} would like to ask colleagues about “{about.name}”. It waits for your approval.",
            "You see it as volunteers will. Approve it, or say by section what should change.",
            f"Look at it: {about.url}/approval",
        ),
    )


def asks_who(url: str, *, days: int) -> Letter:
    """To the other administrators: somebody asks who is behind a random name. Who asks, where and why is not said."""
    return Letter(
        "A request to find out who is behind a random name",
        (
            "An administrator asks to find out who is behind a random name. Nobody sees it until another one agrees.",
            f"Read why, and agree or refuse, in the next {days} days: {url}",
        ),
    )


def found_out(url: str) -> Letter:
    """To whoever was found out about. Which challenge it was, and why, is said behind sign-in."""
    return Letter(
        "Two administrators have found out which answers are yours",
        (
            "You answer under random names. Two administrators together have found out that one of them is yours.",
            f"In which challenge, when and why is on your home page: {url}",
            "It takes two of them, and each step is recorded. It must not be used to judge your work.",
        ),
    )


def approved(about: About) -> Letter:
    """To its owners: it goes ahead."""
    return Letter(
        f"{about.name}: approved",
        (
            f"“{about.name}” has been approved. We are preparing its tasks; it opens by itself.",
            f"See how it goes: {about.url}",
        ),
    )


def sent_back(about: About) -> Letter:
    """To its owners: something should change first."""
    return Letter(
        f"{about.name}: changes asked for",
        (
            f"“{about.name}” has not been approved yet. Comments by section say what should change.",
            f"Read them, change what needs it, and send it again: {about.url}",
        ),
    )


def due(about: About, *, days: int, is_overdue: bool) -> Letter:
    """To its owners: those who helped wait to hear what came of it."""
    late = (
        "Everybody who may see the challenge now reads “Outcome overdue” on it."
        if is_overdue
        else "After 30 days everybody who may see the challenge reads on it that this is overdue."
    )
    return Letter(
        f"{about.name}: say what happened",
        (
            f"“{about.name}” closed {days} days ago. Those who helped have not heard yet what came of it.",
            "Say what you did, what you did not do, and why. A few sentences are enough; “we could not” is one.",
            late,
            f"Write it: {about.url}/outcome",
        ),
    )


def digest(needed: Sequence[tuple[About, str | None]], *, url: str) -> Letter:
    """To whoever asked for one e-mail a week: what needs answers, each with about how long a task takes."""
    count = len(needed)
    what = needed[0][0].name if count == 1 else f"{count} challenges"
    lines = [f"* {about.name} ({about.department}){f': {time} each' if time else ''}" for about, time in needed]
    return Letter(
        f"{what}: could do with a few answers",
        (
            "These need answers from people like you:",
            "\n".join(lines),
            "Do as many or as few as you like, whenever it suits you.",
            f"Do some tasks: {url}",
        ),
    )
