"""Votes in, verdicts out: the mathematics of consensus, on numpy and scipy alone, with no word of the platform.

A method reads all votes once and returns a model; the model judges any votes: those that it was fitted on (a full
pass), or the votes of a few tasks (a live step). So the two cannot disagree, and a verdict is a function of the votes
and of a model that can be stored (`models.dump`). `methods.fit` is the door; `stopping` says whether a task needs
one more answer; `agreement` measures how far the crowd agrees.
"""
