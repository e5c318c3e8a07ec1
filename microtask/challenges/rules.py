"""The life of a challenge: its states and their legal moves, and who may do what. One table to audit with a finger."""

STATES = ("draft", "awaiting_approval", "splitting", "open", "paused", "closing", "closed")
MARKINGS = ("OFFICIAL", "OFFICIAL-SENSITIVE")
LICENCES = ("internal", "OGL-UK-3.0")
IMPORT_STATES = ("receiving", "queued", "running", "done", "failed")
ITEM_STATES = ("live", "hidden", "withdrawn")
