"""The door to Presidio, which comes with the extra `pii` and is used wherever it is installed.

Its recognisers look for what ours do not know: driving licences, vehicle registrations, and, where a language model for
spaCy is installed as well, names of people that no title or label announces. See https://microsoft.github.io/presidio/.
"""

from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from microtask.privacy.finding import Finding, Kind

KINDS = {
    "UK_DRIVING_LICENCE": Kind.DRIVING_LICENCE,
    "UK_VEHICLE_REGISTRATION": Kind.VEHICLE,
    "PERSON": Kind.NAME,
}
# A shape without a check digit scores less than this; a licence scores 0.5, a person 0.85.
LEAST_SCORE = 0.5


def is_installed() -> bool:
    """Whether Presidio can be used here."""
    return find_spec("presidio_analyzer") is not None


def find(text: str) -> list[Finding]:
    """What Presidio is sure enough of. Raises `ImportError` where it is not installed."""
    found = _analyser().analyze(text, language="en", entities=list(KINDS), score_threshold=LEAST_SCORE)
    return [Finding(KINDS[each.entity_type], each.start, each.end) for each in found]


@cache
def _analyser() -> Any:
    """Presidio with these recognisers alone: its others know what ours know, and one of them asks the network."""
    presidio, spacy = import_module("presidio_analyzer"), import_module("spacy")
    models = sorted(name for name in spacy.util.get_installed_models() if name.startswith("en_"))
    engine = presidio.nlp_engine.SpacyNlpEngine()
    # Loaded here, since the engine would download a model that is not there.
    engine.nlp = {"en": spacy.load(models[0]) if models else spacy.blank("en")}
    known = presidio.predefined_recognizers
    registry = presidio.RecognizerRegistry(
        recognizers=[
            known.UkDrivingLicenceRecognizer(),
            known.UkVehicleRegistrationRecognizer(),
            known.SpacyRecognizer(supported_entities=["PERSON"]),
        ],
        supported_languages=["en"],
    )
    return presidio.AnalyzerEngine(registry=registry, nlp_engine=engine, supported_languages=["en"])
