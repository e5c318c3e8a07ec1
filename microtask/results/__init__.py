"""Results: what the answers amount to, how sure that is, and the releases that freeze it."""
