"""The background face: RQ runs one step a file, each of a few lines, and one clock sends what was lost."""
