"""What a task may be. Dealing takes only open ones."""

STATES = ("open", "settled", "undecided", "adjudicated", "withdrawn")
