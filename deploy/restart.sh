#!/bin/sh
# Restarts the replicas one after the other; each is ready before the next one goes, so that
# visitors always find one.
#
#   restart.sh compose          the containers of compose.yaml, with the image of now
#   restart.sh 8501 8502 ...    the services mppgeo@PORT of systemd
set -eu
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

[ $# -gt 0 ] || { echo "restart.sh compose | PORT ..." >&2; exit 2; }
if [ "$1" = compose ]; then
    cd "$(dirname "$0")"
    for replica in $(docker compose config --services | grep '^app'); do
        # Waits until the container is healthy.
        docker compose up -d --no-deps --force-recreate --wait "$replica"
    done
    exit
fi
for port; do
    systemctl restart "mppgeo@$port"
    wait_for "$port"
    echo "port $port is ready"
done
