"""What an answer may be, and which votes it casts: one file a kind, and one line in `registry`.

An answer has two forms: the value that an API or a form sends, and the canonical text that is stored and downloaded.
`parse` makes the text, `to_value` gives the value back, and `votes` is the only bridge to the engine.
"""
