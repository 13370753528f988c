#!/bin/sh
# Restarts the replicas one after the other; each is ready before the next one goes, so that
# visitors always find one.
#
#   restart.sh compose          the containers of compose.yaml, with the image of now
#   restart.sh                  the services mppgeo@PORT of systemd that PROXY_REPLICAS names
#   restart.sh 8501 8502 ...    these of them
#
# The base path and the replicas are read from /etc/mppgeo/settings, where there is such a file.
set -eu
here=$(cd "$(dirname "$(readlink -f "$0")")" && pwd)
. "$here/settings.sh"
[ ! -r "$settings_file" ] || read_settings
base=${STREAMLIT_SERVER_BASE_URL_PATH:-}
base=${base#/}
base=${base%/}

wait_for() { # port
    tries=0
    until curl -fs -o /dev/null "http://127.0.0.1:$1/${base:+$base/}readyz"; do
        tries=$((tries + 1))
        [ $tries -lt 90 ] || { echo "port $1 is not ready; the others go on as they are" >&2; exit 1; }
        sleep 1
    done
}

if [ "${1:-}" = compose ]; then
    cd "$here"
    for replica in $(docker compose config --services | grep '^app'); do
        # Waits until the container is healthy.
        docker compose up -d --no-deps --force-recreate --wait "$replica"
    done
    exit
fi
[ $# -gt 0 ] || set -- $(list_ports)
[ $# -gt 0 ] || { echo "restart.sh compose | PORT ..., or PROXY_REPLICAS in $settings_file" >&2; exit 2; }
for port; do
    systemctl restart "mppgeo@$port"
    wait_for "$port"
    echo "port $port is ready"
done
