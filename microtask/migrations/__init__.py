"""Migrations: numbered, one head, up and down. `runner` applies them; the tables are in each storey's models."""
