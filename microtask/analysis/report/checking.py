"""How often verdicts on tasks with known answers are right, each known answer being kept back while it is checked."""

from collections.abc import Mapping

import numpy as np

from microtask.analysis import judging
from microtask.analysis.judging import Decision
from microtask.analysis.report.study import Checked
from microtask.analysis.texts import TextVerdicts
from microtask.consensus.edit_distance import distance, words
from microtask.consensus.votes import IntArray, LabelVerdicts, NumberVerdicts, TagVerdicts
from microtask.kinds.kind import Material, Question

FOLDS = 2


def check(question: Question, material: Material, *, method: str, gold: Mapping[int, str]) -> Checked | None:
    """Judge half of the tasks in `gold` with the other half's known answers, and the other way round.

    None where no answer is known. Costs two full passes.
    """
    if not gold:
        return None
    tasks = sorted(gold)
    folds = [tasks[fold::FOLDS] for fold in range(FOLDS)]
    parts = []
    for held_back in folds:
        known = {task: gold[task] for task in tasks if task not in set(held_back)}
        decision = judging.fit(question, material, method=method, gold=known)
        parts.append(_compare(decision, {task: gold[task] for task in held_back}))
    return Checked(
        said=np.concatenate([part.said for part in parts]),
        right=np.concatenate([part.right for part in parts]),
        apart=np.concatenate([part.apart for part in parts]),
    )


def _compare(decision: Decision, truth: Mapping[int, str]) -> Checked:
    """The verdicts beside the true answers; a task that nobody answered with a value is passed over."""
    answered = decision.verdicts.answers > 0
    tasks = np.array([task for task in truth if answered[task]], dtype=np.int64)
    texts = [truth[task] for task in tasks.tolist()]
    match decision.verdicts:
        case LabelVerdicts() as verdicts:
            places = {label: place for place, label in enumerate(decision.question.options)}
            true = np.array([places[text] for text in texts], dtype=np.int64)
            return Checked(verdicts.confidence[tasks], verdicts.answer[tasks] == true)
        case TagVerdicts() as verdicts:
            return _compare_tags(verdicts, tasks, texts, decision.question)
        case NumberVerdicts() as verdicts:
            true_numbers = np.array([float(text) for text in texts])
            inside = (verdicts.low[tasks] <= true_numbers) & (true_numbers <= verdicts.high[tasks])
            return Checked(verdicts.confidence[tasks], inside, np.abs(verdicts.answer[tasks] - true_numbers))
        case TextVerdicts() as verdicts:
            return _compare_texts(verdicts, tasks, texts)
    raise TypeError(f"There is no check of {type(decision.verdicts).__name__}.")


def _compare_tags(verdicts: TagVerdicts, tasks: IntArray, texts: list[str], question: Question) -> Checked:
    """Each tag of each task is a verdict of its own."""
    sets = [set(text.split("|")) for text in texts]
    true = np.array([[option in tags for option in question.options] for tags in sets], dtype=bool)
    true = true.reshape(len(tasks), len(question.options))
    probability = verdicts.probability[tasks]
    return Checked(np.maximum(probability, 1 - probability).ravel(), (verdicts.applies[tasks] == true).ravel())


def _compare_texts(verdicts: TextVerdicts, tasks: IntArray, texts: list[str]) -> Checked:
    """Right is a text with the same words; otherwise it is so many words apart, for each word of the known text."""
    pairs = [(words(verdicts.answer[task]), words(text)) for task, text in zip(tasks.tolist(), texts, strict=True)]
    apart = [distance(given, true) / max(len(true), 1) for given, true in pairs]
    right = np.array([given == true for given, true in pairs], dtype=bool)
    return Checked(verdicts.confidence[tasks], right, np.array(apart, dtype=np.float64))
