"""Alembic's entry: migrations run on the connection that `runner` hands over."""

from alembic import context

from microtask.migrations.tables import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, compare_server_default=True)
with context.begin_transaction():
    context.run_migrations()
