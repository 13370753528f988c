#!/bin/sh
# Brings an installation without containers to the version that lies here, as root:
#
#   sh deploy/upgrade.sh                  packages, backup, tables, nginx, restart
#   sh deploy/upgrade.sh --merge own      and take over what the version ships; own or shipped:
#                                         which holds where both were changed
#   sh deploy/upgrade.sh --dry-run        only say what would be done to records and tables
#
# Settings come from /etc/mppgeo/settings: those of the app, PROXY_... of proxy/render.sh, and
#   BACKUPS      folder for the backups; /var/backups/mppgeo
#   NGINX_CONF   nginx's file of this site; /etc/nginx/conf.d/mppgeo.conf
# It stops at the first step that fails. What nginx uses is replaced only by what nginx accepts,
# and the replicas are restarted last: until then visitors notice nothing.
set -eu
here=$(cd "$(dirname "$(readlink -f "$0")")" && pwd)
project=$(dirname "$here")
. "$here/settings.sh"
read_settings
merge= trial=
while [ $# -gt 0 ]; do
    case $1 in
    --merge) merge=${2:?--merge own, or --merge shipped}; shift ;;
    --dry-run) trial=1 ;;
    *) sed -n 's/^# \{0,1\}//; 2,/^$/p' "$0" >&2; exit 2 ;;
    esac
    shift
done
mppgeo() { "$here/mppgeo" "$@"; }
backups=${BACKUPS:-/var/backups/mppgeo}
backup=$backups/before-$(date +%F-%H%M%S)

say() { printf '\n== %s\n' "$*"; }

if [ -z "$trial" ]; then
    say "packages"
    "$project/.venv/bin/python" -m pip install --quiet --disable-pip-version-check -r "$project/requirements.txt"
fi

if [ -n "${MPPGEO_DATABASE_URL:-}" ]; then
    say "tables of the database"
    if [ -n "$trial" ]; then
        mppgeo db upgrade --dry-run
    else
        install -d -m 0700 -o "${SERVICE_USER:-mppgeo}" "$backups"
        # Whole or not at all, and nothing where there is nothing to do.
        mppgeo db upgrade --backup "$backup"
    fi
elif [ -d "${MPPGEO_INSTANCE:-$project/instance}" ] && [ -z "$trial" ]; then
    say "backup of the records in files"
    install -d -m 0700 "$backups"
    (umask 077 && cp -a "${MPPGEO_INSTANCE:-$project/instance}" "$backup")
    echo "$backup"
fi

say "records that this version ships"
if [ -n "$merge" ]; then
    mppgeo records merge --prefer "$merge" --who upgrade.sh ${trial:+--dry-run}
else
    # Exits with 1 where something is to be decided, which is no failure of the upgrade.
    mppgeo records diff || true
    echo "To take them over: $0 --merge own, or mppgeo records merge (docs/editing.md)"
fi
[ -z "$trial" ] || exit 0

conf=${NGINX_CONF:-/etc/nginx/conf.d/mppgeo.conf}
if [ -f "$conf" ] && [ -n "${PROXY_REPLICAS:-}" ]; then
    say "nginx"
    sh "$here/proxy/install.sh" "$conf"
fi

say "restart"
unit=/etc/systemd/system/mppgeo@.service
if [ -f "$unit" ] && ! cmp -s "$here/mppgeo@.service" "$unit"; then
    # What an office has of its own belongs into files below mppgeo@.service.d.
    cp -p "$unit" "$unit.before"
    cp "$here/mppgeo@.service" "$unit"
    systemctl daemon-reload
    echo "$unit is that of this version; the one before: $unit.before"
fi
sh "$here/restart.sh"
