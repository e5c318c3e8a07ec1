"""From stored answers to verdicts, and `microtask aggregate`: answers in a file to results in a file.

`judging` is the one road that the service's results and the command share, so that a download recomputes to what
was shown. `answer_files` and `result_files` are the command's ends of it; `method_note.md` says it in plain words.
"""
