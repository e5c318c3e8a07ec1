"""Assignments: who was asked, until when; and the sitting, a volunteer's few minutes and the tray dealt for it."""
