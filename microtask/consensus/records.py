"""The record of each volunteer: how often they know, and what they say when they guess.

A record is counted from the volunteer's own answers with a few of other volunteers' added (shrinkage; B. Efron and
C. Morris, "Data analysis using Stein's estimator", Journal of the American Statistical Association 70, 1975). The
others are those who answered about as often, their band: one-off spammers are judged by one-off volunteers. Of those
who answered a few times, whoever gave one label alone is judged by others who did, since that is what people do who do
not read the task. Who answered often is known by their own answers.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from microtask.consensus.tally import Tally
from microtask.consensus.votes import FloatArray, IntArray

PSEUDO_ANSWERS = 4.0  # of the band, added to what a volunteer knows
PSEUDO_GUESSES = 3.0  # of the band, added to what a volunteer guesses
BAND_ANSWERS = 10.0  # of the crowd, added to a band
CROWD_ANSWERS = 10.0  # of a cautious guess, half known, half guessed, added to the crowd
HIGHEST_BAND = 4  # by answers: 1, 2 to 3, 4 to 7, 8 to 15, 16 or more
APART = 2  # of the second and third band, those who gave one label alone: by 8 answers people show what they are
BANDS = HIGHEST_BAND + 1 + APART
CERTAIN = 1 - 1e-6


@dataclass(frozen=True, eq=False)
class Records:
    """What is known of the volunteers of a tally. `knows` (volunteers,) is t_v, by `bands` its mean `band_knows`.

    `chances` (volunteers,) counts how often each could have known: an answer counts as its task is easy.

    `guessed` (cells,) and `guesses` (volunteers,) count the answers that were guesses; `band_guesses` (bands, labels
    in play) has the share of each label among a band's.
    """

    tally: Tally
    bands: IntArray
    knows: FloatArray
    chances: FloatArray
    guessed: FloatArray
    guesses: FloatArray
    band_knows: FloatArray
    band_guesses: FloatArray

    @classmethod
    def blank(cls, tally: Tally) -> "Records":
        """Before anything is known: every volunteer knows half the time, and guesses what they mostly say."""
        answers = tally.by_volunteer(tally.given)
        crowd = np.bincount(tally.cell_place, tally.given, tally.n_places) / max(len(tally.cells), 1)
        return cls(
            tally=tally,
            bands=_bands(tally, answers),
            knows=np.full(len(answers), 0.5),
            chances=answers,
            guessed=tally.given,
            guesses=answers,
            band_knows=np.full(BANDS, 0.5),
            band_guesses=np.tile(crowd, (BANDS, 1)),
        )

    @property
    def share(self) -> FloatArray:
        """g_v[l] for each cell (v, l): (cells,)."""
        who = self.tally.cell_volunteer
        return shares(self.guessed, self.guesses[who], self.band_guesses[self.bands[who], self.tally.cell_place])

    def shares_of(self, place: int) -> FloatArray:
        """g_v[l] for one label and every volunteer, those who never said it too: (volunteers,)."""
        cells = np.flatnonzero(self.tally.cell_place == place)
        guessed = np.zeros(len(self.knows))
        guessed[self.tally.cell_volunteer[cells]] = self.guessed[cells]
        return shares(guessed, self.guesses, self.band_guesses[self.bands, place])

    def scores(self, ease: float) -> FloatArray:
        """The log-likelihood of each label on each task, if it is so easy: (tasks, labels in play).

        How often a volunteer knows is `ease` times their t_v. Left out is what the same votes would have as guesses.
        """
        knows = ease * self.knows[self.tally.cell_volunteer]
        guessed_all = self.tally.over_tasks(np.log1p(-knows)[:, None])
        scores: FloatArray = self.tally.scores(np.log1p(knows / ((1.0 - knows) * self.share))) + guessed_all
        return scores

    def learn(self, hits: Sequence[FloatArray], eases: Sequence[float], chances: FloatArray) -> "Records":
        """One step of expectation and maximisation.

        `hits` has for each of `eases` how many of a cell's votes are right on tasks that are so easy, (cells,).
        """
        tally, bands, share = self.tally, self.bands, self.share
        known = np.zeros(len(share))
        for hit, ease in zip(hits, eases, strict=True):
            knows = ease * self.knows[tally.cell_volunteer]
            known += hit * knows / (knows + (1.0 - knows) * share)
        known_by = tally.by_volunteer(known)
        crowd = (known_by.sum() + CROWD_ANSWERS / 2) / (chances.sum() + CROWD_ANSWERS)
        band_knows = (np.bincount(bands, known_by, BANDS) + BAND_ANSWERS * crowd) / (
            np.bincount(bands, chances, BANDS) + BAND_ANSWERS
        )
        band_knows = np.minimum(band_knows, CERTAIN)  # on hard tasks more may be known than there were chances
        guessed = np.maximum(tally.given - known, 0.0)
        return replace(
            self,
            knows=np.minimum((known_by + PSEUDO_ANSWERS * band_knows[bands]) / (chances + PSEUDO_ANSWERS), CERTAIN),
            chances=chances,
            guessed=guessed,
            guesses=tally.by_volunteer(guessed),
            band_knows=band_knows,
            band_guesses=self._guesses_of_bands(guessed),
        )

    def mean_with(self, other: "Records") -> "Records":
        """Half of what is counted here and half of what is in `other`, which is of the same tally."""
        counted = ("knows", "chances", "guessed", "guesses", "band_knows", "band_guesses")
        return replace(self, **{name: (getattr(self, name) + getattr(other, name)) / 2 for name in counted})

    def without(self, cells: IntArray, hits: FloatArray) -> tuple[FloatArray, FloatArray]:
        """t_v and g_v[l] of each of `cells` (v, l), had one vote in it on an easy task not been given: (cells,) each.

        `hits` says if it was right. The averages of the bands stay as they are.
        """
        who = self.tally.cell_volunteer[cells]
        knows, share = self.knows[who], self.share[cells]
        known = hits * knows / (knows + (1.0 - knows) * share)
        others = np.maximum(self.chances[who] - 1.0, 0.0)
        knew = np.maximum(knows * (self.chances[who] + PSEUDO_ANSWERS) - known, 0.0)
        of_band = self.band_guesses[self.bands[who], self.tally.cell_place[cells]]
        guessed = np.maximum(self.guessed[cells] - (1.0 - known), 0.0)
        guesses = np.maximum(self.guesses[who] - (1.0 - known), 0.0)
        return np.minimum(knew / (others + PSEUDO_ANSWERS), CERTAIN), shares(guessed, guesses, of_band)

    def _guesses_of_bands(self, guessed: FloatArray) -> FloatArray:
        """The share of each label among the guesses of each band, shrunk to the crowd's: (bands, labels in play)."""
        size = self.tally.n_places
        boxes = self.bands[self.tally.cell_volunteer] * size + self.tally.cell_place
        by_band = np.bincount(boxes, guessed, BANDS * size).reshape(-1, size)
        crowd = (by_band.sum(axis=0) + 1.0 / size) / (by_band.sum() + 1.0)
        band_guesses: FloatArray = (by_band + BAND_ANSWERS * crowd) / (
            by_band.sum(axis=1, keepdims=True) + BAND_ANSWERS
        )
        return band_guesses


def _bands(tally: Tally, answers: FloatArray) -> IntArray:
    """The band of each volunteer of `tally`, who gave so many `answers`: (volunteers,)."""
    bands = np.minimum(np.log2(np.maximum(answers, 1.0)).astype(np.int64), HIGHEST_BAND)
    gave_one_label = np.bincount(tally.cell_volunteer, minlength=len(answers)) == 1
    is_apart = gave_one_label & (bands > 0) & (bands <= APART)
    apart: IntArray = np.where(is_apart, bands + HIGHEST_BAND, bands)
    return apart


def shares(guessed: FloatArray, guesses: FloatArray, band: FloatArray) -> FloatArray:
    """The shares of labels among guesses: `guessed` of `guesses` were so, and the share in the `band` is known."""
    return (guessed + PSEUDO_GUESSES * band) / (guesses + PSEUDO_GUESSES)
