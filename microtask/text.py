"""The catalogue of strings: English as it is written in templates and code, and what has been translated of it.

`locale/messages.pot` has every string (`make strings` writes it anew), and `locale/cy.po` those there are in Welsh.
A string in Python that a page shows is marked with `N_`, and looked up when it is shown.
"""

from collections.abc import Mapping, Sequence
from gettext import NullTranslations, c2py
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

SOURCE = "en"
LANGUAGES = {"en": "English", "cy": "Cymraeg"}
FOLDER = Path(__file__).parent / "locale"


def N_(text: str) -> str:  # noqa: N802 (the name that gettext's tools look for)
    """`text` itself: it is looked up later, where it is shown."""
    return text


def NN_(one: str, many: str) -> tuple[str, str]:  # noqa: N802
    """The same for a text with a number, as its two English forms."""
    return one, many


class Translations(NullTranslations):
    """What a catalogue says; what it does not say, in English."""

    def __init__(self, texts: Mapping[str, str], plurals: Mapping[str, Sequence[str]], plural_rule: str):
        super().__init__()
        self._texts = texts
        self._plurals = plurals
        self._form_for = c2py(plural_rule)

    def has(self, text: str) -> bool:
        """Whether there is a translation of `text`, in the singular where it has two numbers."""
        return text in self._texts or text in self._plurals

    def gettext(self, message: str) -> str:
        """The translation of `message`; `message` where there is none."""
        return self._texts.get(message, message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """The form of a text that goes with `n`: Welsh has six."""
        forms = self._plurals.get(msgid1)
        return forms[self._form_for(n)] if forms else super().ngettext(msgid1, msgid2, n)


def load(language: str) -> NullTranslations:
    """The translations into `language`: of English, none."""
    if language == SOURCE:
        return NullTranslations()
    catalogue = read_catalogue(FOLDER / f"{language}.po")
    texts: dict[str, str] = {}
    plurals: dict[str, Sequence[str]] = {}
    for message in catalogue:
        if not message.id or message.fuzzy:
            continue
        said = [message.string] if isinstance(message.string, str) else list(message.string or ())
        if not said or not all(said):
            continue
        if isinstance(message.id, str):
            texts[message.id] = said[0]
        else:
            plurals[message.id[0]] = said
    return Translations(texts, plurals, catalogue.plural_expr)


def read_catalogue(path: Path) -> Catalog:
    """A `.po` or `.pot` file."""
    with path.open("rb") as file:
        return read_po(file)
