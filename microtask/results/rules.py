"""What a result may be, how it was reached, when a stage is worth fitting afresh, and what files are called."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

STATES = ("open", "settled", "undecided", "adjudicated", "withdrawn")
ROUTES = ("crowd", "expert", "gold")
DECIDERS = ("owner", "expert")  # as what somebody decided, where the route is that of an expert
# Why an item is undecided: by the word that stands in its result, what people read.
UNDECIDED_BECAUSE: Mapping[str, str] = MappingProxyType(
    {
        "max": "No more people may be asked, and it is still not sure enough.",
        "spent": "People differ, and more answers would hardly change that.",
        "spread": "No more people may be asked, and too few departments have answered.",
        "closed": "The challenge closed before it was sure enough.",
        "flipped": "Later answers gave another result than the one that had been acted on.",
        "owner": "Its owner found that it cannot be decided.",
        "expert": "An expert found that it cannot be decided.",
    }
)
LEVEL = "Two answers are level."
ASKED_ANEW = ("max", "spent", "spread")  # where the rule changes, or answers are taken back
GIVEN_UP = (*ASKED_ANEW, "closed")  # what is settled after all where a last full pass is sure
# From the share in each row on, up to that of the row above it.
AGREEMENT_BANDS = (
    (1.0, "Everyone"),
    (0.8, "4 in 5 or more"),
    (0.6, "3 in 5 or more"),
    (0.5, "Half or more"),
    (0.0, "Fewer than half"),
)
RELEASE_STATES = ("making", "ready", "failed")

REFIT_GROWTH = 1.25
SMALL_STAGE = 2000
LIVE_TASKS = 20_000
# How long a stage must be quiet before it is fitted afresh. A full pass over many answers takes its time (a million:
# most of a minute), and must not be paid for every pause between two of them.
QUIET_SECONDS = 4
QUIET_ANSWERS_A_SECOND = 2000
CLOSING_MINUTES = 30
FEWEST_TOLD = 3  # answers
DEMONSTRATION = "DEMONSTRATION"  # what a release is marked with where simulated people answered


def is_worth_a_full_pass(answers: int, fitted_answers: int) -> bool:
    """Whether enough answers have come in since the last full pass: a quarter more, so that refits stay cheap.

    The work of all full passes together is then a fixed multiple of the last one. A small stage costs so little that
    every pass is a full one.
    """
    return answers <= SMALL_STAGE or answers >= REFIT_GROWTH * fitted_answers


def say_why_undecided(reason: str | None, *, tie: bool) -> str | None:
    """Why an item is undecided, as people read it, from the word in its result; None where nothing is said."""
    sentences = [UNDECIDED_BECAUSE.get(reason or ""), LEVEL if tie else None]
    return " ".join(filter(None, sentences)) or None


def choose_survivors(
    answers: Mapping[int, str],
    *,
    effect: Mapping[str, Any] | None,
    kind: str,
    passed_before: int = 0,
    scores: Mapping[int, float] = MappingProxyType({}),
) -> set[int]:
    """The items that a stage's effect passes on; `answers` has each item's answer in the kind's canonical text.

    Without an effect every settled item goes on. `{"pass": {"top": n}}` takes the n highest ratings or the n first
    places of a ranking (within a place the highest of `scores`), and of equals those that came first; `passed_before`
    of the n places are taken.
    """
    if effect is None:
        return set(answers)
    if "drop" in effect:
        return {item for item, answer in answers.items() if not _says_one_of(answer, effect["drop"], kind)}
    wanted = effect["pass"]
    if isinstance(wanted, Mapping):
        best_first = sorted(answers, key=lambda item: (_order(answers[item], kind), -scores.get(item, 0.0), item))
        return set(best_first[: max(0, wanted["top"] - passed_before)])
    return {item for item, answer in answers.items() if _says_one_of(answer, wanted, kind)}


def may_tell_apart(answers: int) -> bool:
    """Whether an item has so many answers that what they come to together tells of nobody who gave one."""
    return answers >= FEWEST_TOLD


def needs_reason(marking: str, *, asked: bool = False) -> bool:
    """Whether answers with this marking are given only for a reason; `asked`: the deployment wants one in any case."""
    return asked or marking == "OFFICIAL-SENSITIVE"


def holds_answers(name: str) -> bool:
    """Whether the file of a release with this name says who said what, under random names, or what they wrote."""
    return name.removeprefix(f"{DEMONSTRATION}-").startswith(("answers", "notes"))


def name_stage_file(what: str, ending: str, position: int, *, of_several: bool) -> str:
    """What a release calls a file of one stage: where there are several, by the place of the stage."""
    return f"{what}-stage-{position}{ending}" if of_several else f"{what}{ending}"


def name_file(challenge_id: int, what: str, *, marking: str, ending: str) -> str:
    """What a downloaded file is called: whoever finds it later sees what it belongs to, and its marking."""
    return f"challenge-{challenge_id}-{what}-{marking}{ending}"


def _order(answer: str, kind: str) -> float:
    """What is lowest for the best: a place in a ranking, or a rating below nought."""
    return float(answer) if kind == "compare" else -float(answer)


def _says_one_of(answer: str, labels: Sequence[str], kind: str) -> bool:
    said = answer.split("|") if kind == "tag" else [answer]
    return any(label in labels for label in said)
