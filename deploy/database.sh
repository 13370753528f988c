#!/bin/sh
# In the database's container, when its files are made: the application's user and database.
set -eu
psql -v ON_ERROR_STOP=1 -U postgres -v password="$(cat /run/secrets/database_password)" \
    -f /opt/database.sql
