import numpy as np
import pytest

from microtask.analysis import judging, worked_example
from microtask.analysis.note import method_note
from microtask.analysis.worked_example import CORRELATION, NO, PRIOR, VOLUNTEERS, YES
from microtask.consensus import methods
from microtask.consensus.know_or_guess import HARD_EASE, MOST_HARD, KnowOrGuessModel, fit
from microtask.consensus.records import BANDS, HIGHEST_BAND, PSEUDO_GUESSES
from microtask.consensus.votes import LabelVotes
from microtask.kinds.kind import Material, Question


def model():
    """The example as the engine's own counts. The second volunteer is unknown, and so has the record of the first band.

    Of the guesses of each volunteer as many are counted as their band has, so that their shares stay what they are.
    """
    known = [place for place, volunteer in enumerate(VOLUNTEERS) if sum(volunteer.of)]
    newcomer = VOLUNTEERS[1]
    cells, guessed, counts = [], [], []
    for row, place in enumerate(known):
        volunteer = VOLUNTEERS[place]
        for label in (YES, NO):
            said = volunteer.said if label == volunteer.says else np.subtract(volunteer.of, volunteer.said)
            cells.append(2 * row + label)
            guessed.append(volunteer.share if label == volunteer.says else 1 - volunteer.share)
            counts.append(said)
    guesses = 1e9  # so many that the band's own do not show
    return KnowOrGuessModel(
        n_labels=2,
        labels=np.array([YES, NO]),
        prior=np.array(PRIOR),
        tasks=100,
        tasks_shared=100,
        correlation=CORRELATION,
        temperature=1.0,
        band_knows=np.full(BANDS, newcomer.knows),
        band_guesses=np.tile([newcomer.share, 1 - newcomer.share], (BANDS, 1)),
        volunteers=np.array(known),
        bands=np.array([HIGHEST_BAND] * len(known)),
        knows=np.array([VOLUNTEERS[place].knows for place in known]),
        guesses=np.full(len(known), guesses),
        totals=np.array([VOLUNTEERS[place].of for place in known], dtype=float),
        cells=np.array(cells),
        guessed=guesses * np.array(guessed),
        counts=np.array(counts, dtype=float),
    )


def test_the_task_by_hand_ends_where_the_engine_does():
    question = Question("review", ("yes", "no"))
    answers = [question.options[volunteer.says] for volunteer in VOLUNTEERS]
    material = Material(np.zeros(3, dtype=np.int64), np.arange(3), answers, 1)
    (outcome,) = judging.outcomes(judging.judge(question, material, model()))
    assert outcome.answer == "yes"
    assert outcome.confidence == pytest.approx(worked_example.figures()["confidence"], abs=1e-6)


def test_the_method_by_hand_is_the_one_that_the_service_stands_by():
    assert methods.METHODS["auto"][LabelVotes] is fit
    assert PSEUDO_GUESSES == 3, "the note says how many guesses are mixed in"
    assert (HARD_EASE, MOST_HARD) == (1 / 5, 1 / 4), "the note says these in words"


def test_every_step_follows_from_the_figures_that_the_reader_sees():
    """Rounded as they are printed, they still lead to the next one, to the last digit but one."""
    shown = {
        name: np.round(value, 4 if name in ("yes", "no") else 3)
        for name, value in worked_example.figures().items()
        if name in ("if_yes", "if_no", "yes", "no", "odds", "judged", "power", "final", "confidence")
    }
    assert shown["yes"] == pytest.approx(np.prod(shown["if_yes"]), abs=6e-4)
    assert shown["no"] == pytest.approx(np.prod(shown["if_no"]), abs=6e-4)
    assert shown["odds"] == pytest.approx(shown["yes"] / shown["no"], rel=0.01)
    assert shown["judged"] == pytest.approx(shown["odds"] * 0.6 / 0.4, rel=0.01)
    assert shown["final"] == pytest.approx(shown["judged"] ** shown["power"], rel=0.01)
    assert shown["confidence"] == pytest.approx(shown["final"] / (shown["final"] + 1), abs=0.002)


def test_the_note_has_the_figures_and_no_place_for_one_is_left():
    note = method_note()
    assert f"**{worked_example.figures()['confidence']:.3f}**" in note
    assert "{" not in note
    assert "}" not in note
