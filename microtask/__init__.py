"""Microtask: a department asks one clear question about many things; colleagues answer in spare minutes."""

__version__ = "0.1.0"
