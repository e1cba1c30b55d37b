"""Alembic's entry point: migrations run on the connection that ``opentube.store.migrate`` hands over."""

from alembic import context

from opentube.store.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
