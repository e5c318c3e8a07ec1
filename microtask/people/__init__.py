"""People: departments, the people in them, what they may do, and how they show who they are."""
