"""What Alembic runs the migrations with: the connection that it was given."""

from alembic import context

context.configure(**context.config.attributes["options"])
context.run_migrations()
