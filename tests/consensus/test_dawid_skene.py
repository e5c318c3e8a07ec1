import json
from pathlib import Path

import numpy as np
import pytest

from microtask.consensus import dawid_skene
from tests.consensus.crowds import label_votes

# Made with crowd-kit 1.4.2: DawidSkene(n_iter=100, tol=1e-5).fit_predict_proba on the votes in the file.
GOLDEN = json.loads((Path(__file__).parent / "golden" / "dawid_skene.json").read_text())


@pytest.mark.parametrize("name", GOLDEN)
def test_posteriors_are_those_of_crowd_kit(name):
    golden = GOLDEN[name]
    votes = label_votes(golden["votes"], n_labels=golden["labels"])
    verdicts = dawid_skene.fit(votes).judge(votes)
    assert np.abs(verdicts.posterior - np.array(golden["posterior"])).max() < 1.5e-6


def test_a_label_that_a_known_volunteer_never_gave_says_nothing():
    votes = label_votes([(0, 0, 0), (0, 1, 0), (1, 0, 1), (1, 1, 1), (2, 2, 0), (2, 1, 0)], n_labels=2)
    model = dawid_skene.fit(votes)
    strange = label_votes([(0, 2, 1)], n_labels=2)
    stranger = label_votes([(0, 9, 1)], n_labels=2)
    assert model.judge(strange).posterior.tolist() == model.judge(stranger).posterior.tolist()


def test_a_model_does_not_judge_a_question_with_other_labels():
    votes = label_votes([(0, 0, 0), (0, 1, 1)], n_labels=2)
    with pytest.raises(ValueError, match="2 labels, not 3"):
        dawid_skene.fit(votes).judge(label_votes([(0, 0, 0)], n_labels=3))
