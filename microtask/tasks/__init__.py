"""Tasks: one question about one item (for compare, about two)."""
