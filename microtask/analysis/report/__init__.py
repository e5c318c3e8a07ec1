"""The report of `microtask aggregate`: one HTML page that fetches nothing, per question and per task.

`study` is what it tells of; `agreement`, `sureness`, `said` and `differences` are its sections, `comparing` those of
comparisons, `page` the whole. Nothing in it is about a person: no section is given who answered.
"""
