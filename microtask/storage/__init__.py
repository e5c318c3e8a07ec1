"""Storage: files kept in PostgreSQL as chunks, so that any worker on any host can read them."""
