import time
from dataclasses import replace

import numpy as np
import pytest

from microtask.consensus import medoid
from microtask.consensus.edit_distance import distance, words
from microtask.consensus.medoid import TextVotes
from microtask.consensus.votes import NOBODY
from tests.consensus.crowds import real_texts


def text_votes(*rows, n_tasks=None):
    """The votes in rows of task, volunteer and text."""
    tasks, volunteers, texts = zip(*rows, strict=True) if rows else ((), (), ())
    return TextVotes(
        tasks=np.array(tasks, dtype=np.int64),
        volunteers=np.array(volunteers, dtype=np.int64),
        n_tasks=n_tasks if n_tasks is not None else max(tasks, default=-1) + 1,
        texts=texts,
    )


def chosen_texts(votes):
    return [votes.texts[vote] for vote in medoid.choose(votes).chosen]


def transcripts(seed=0, *, n_tasks=60, answers=5, volunteers=12):
    """Sentences in which careful volunteers get one word in 20 wrong, and careless ones every other."""
    generator = np.random.default_rng(seed)
    error = np.where(np.arange(volunteers) < volunteers // 2, 0.05, 0.5)
    truth, rows = [], []
    for task in range(n_tasks):
        sentence = generator.integers(500, size=12)
        truth.append(" ".join(f"w{word}" for word in sentence))
        for who in generator.choice(volunteers, size=answers, replace=False):
            said = np.where(generator.random(12) < error[who], generator.integers(500, size=12), sentence)
            rows.append((task, int(who), " ".join(f"w{word}" for word in said)))
    return text_votes(*rows), truth


def errors(given, truth):
    return sum(distance(words(a), words(b)) for a, b in zip(given, truth, strict=True)) / sum(
        map(len, map(words, truth))
    )


def test_the_text_nearest_to_the_others_wins():
    votes = text_votes((0, 0, "the cat sat"), (0, 1, "the cat sat down"), (0, 2, "a cat sat down"), (0, 3, "dogs"))
    assert chosen_texts(votes) == ["the cat sat down"]


def test_unanimous_texts_win_however_they_are_written():
    votes = text_votes((0, 0, "Good day."), (0, 1, "good day"), (0, 2, "Good day."))
    verdicts = medoid.choose(votes)
    assert chosen_texts(votes) == ["Good day."]
    assert (verdicts.agreement.tolist(), verdicts.tie.tolist()) == ([1], [False])


def test_careful_volunteers_count_for_more():
    votes, truth = transcripts()
    assert errors(chosen_texts(votes), truth) < 0.08 < errors([votes.texts[place] for place in range(0, 300, 5)], truth)


def test_the_order_of_votes_and_the_names_of_volunteers_do_not_matter():
    votes, _ = transcripts()
    order = np.random.default_rng(1).permutation(len(votes.tasks))
    names = np.random.default_rng(2).integers(-(2**62), 2**62, size=12)
    moved = replace(
        votes,
        tasks=votes.tasks[order],
        volunteers=names[votes.volunteers[order]],
        texts=[votes.texts[place] for place in order],
    )
    assert chosen_texts(moved) == chosen_texts(votes)
    assert medoid.choose(moved).confidence == pytest.approx(medoid.choose(votes).confidence, abs=2e-6)


def test_one_text_is_an_answer_of_which_little_is_known():
    votes = text_votes((0, 0, "alone"))
    verdicts = medoid.choose(votes)
    assert chosen_texts(votes) == ["alone"]
    assert verdicts.confidence.tolist() == [0.5]


def test_two_texts_with_nothing_in_common_are_a_tie_that_the_alphabet_decides():
    votes = text_votes((0, 0, "pear"), (0, 1, "fig"))
    verdicts = medoid.choose(votes)
    assert chosen_texts(votes) == ["fig"]
    assert verdicts.tie.tolist() == [True]


def test_a_task_without_texts_has_no_answer():
    verdicts = medoid.choose(text_votes((1, 0, "word"), n_tasks=3))
    assert verdicts.chosen.tolist() == [NOBODY, 0, NOBODY]
    assert verdicts.confidence.tolist() == [0, 0.5, 0]


def test_no_texts_are_no_verdicts():
    assert len(medoid.choose(text_votes()).chosen) == 0


def test_empty_texts_agree_with_one_another():
    votes = text_votes((0, 0, ""), (0, 1, ""), (0, 2, "noise"))
    assert chosen_texts(votes) == [""]


def test_every_vote_has_a_text():
    with pytest.raises(ValueError, match="one text"):
        TextVotes(tasks=np.array([0]), volunteers=np.array([0]), n_tasks=1, texts=[])


def test_real_transcriptions_have_a_third_of_the_errors_of_one_answer():
    crowd = real_texts("speech_dev_clean")
    started = time.process_time()
    given = chosen_texts(crowd.votes)
    assert time.process_time() - started < 10
    alone = [crowd.votes.texts[vote] for vote in np.unique(crowd.votes.tasks, return_index=True)[1]]
    assert errors(given, crowd.truth) < 0.4 * errors(alone, crowd.truth)
