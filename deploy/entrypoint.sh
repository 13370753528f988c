#!/bin/sh
# The database's password is read from a file, so that it stands in no list of settings.
set -eu
if [ -r "${DATABASE_PASSWORD_FILE:-/run/secrets/database_password}" ]; then
    PGPASSWORD=$(cat "${DATABASE_PASSWORD_FILE:-/run/secrets/database_password}")
    export PGPASSWORD
fi
exec "$@"
