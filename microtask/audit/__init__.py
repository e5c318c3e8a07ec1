"""Audit: who did what to what, when and why. Entries are only added; a month that is over is sealed into a chain."""
