"""Challenges: what a department asks. A challenge is an ordered list of stages, put to its items."""
