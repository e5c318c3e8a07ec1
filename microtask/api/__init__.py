"""The JSON face: one door (`endpoint`), and one file a noun with a few lines for each call.

`errors` turns what went wrong into problem details, `reading` reads what was sent, `openapi` documents it.
"""
