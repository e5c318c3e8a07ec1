"""Answers: what volunteers said, in the service or on paper."""
