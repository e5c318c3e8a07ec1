"""All recognisers at once, over a text or over the cells of a row."""

from collections.abc import Callable, Mapping

from microtask.privacy import bank, birth, card, email, name, national_insurance, nhs, phone, postcode, presidio
from microtask.privacy.finding import Finding, Kind, mask

# The surest first: what one has found is not taken for something else by those after it.
_OURS: tuple[Callable[[str], list[Finding]], ...] = (
    national_insurance.find,
    email.find,
    bank.find,
    card.find,
    nhs.find,
    phone.find,
    postcode.find,
    birth.find,
    name.find,
)
RECOGNISERS = (*_OURS, presidio.find) if presidio.is_installed() else _OURS


def recognise(text: str) -> list[Finding]:
    """What looks like private data, in the order of the text; no two findings overlap."""
    found: list[Finding] = []
    taken = bytearray(len(text))
    for find in RECOGNISERS:
        for finding in find(text):
            if 1 not in taken[finding.start : finding.end]:
                taken[finding.start : finding.end] = b"\x01" * (finding.end - finding.start)
                found.append(finding)
    return sorted(found, key=lambda finding: finding.start)


def recognise_row(cells: Mapping[str, object]) -> dict[Kind, str]:
    """The kinds of private data in a row, each with its first example, masked.

    A cell is read with its column's name before it, as on a form: the name is context.
    """
    text = "\n".join(f"{column}: {value}" for column, value in cells.items())
    examples: dict[Kind, str] = {}
    for finding in recognise(text):
        examples.setdefault(finding.kind, mask(finding, text))
    return examples
