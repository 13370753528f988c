#!/bin/sh
# In the container: writes the configuration from the settings and becomes nginx.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
folder=${PROXY_FOLDER:-/var/cache/mppgeo-proxy}
for name in mppgeo.conf nginx.conf; do
    sh "$here/render.sh" "$name" >"$folder/$name"
done
# A socket left by a container that was killed.
rm -f "$folder/packer.sock"
exec nginx -e stderr -c "$folder/nginx.conf" -g "daemon off;"
