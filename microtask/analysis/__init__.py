"""From stored answers to verdicts, and `microtask aggregate`: answers in a file to results in a file.

`judging` is the one road that the service's results and the command share, and `ranking` that of comparisons, so that a
download recomputes to what was shown. `answer_files`, `comparison_files` and `result_files` are the command's ends of
it; `texts` is a kind that only the command has. `report` is its page. `method_note.md` says it all in plain words, with
one task worked through by `worked_example`, for that page, for releases and for the service's own.
"""
