#!/bin/sh
# Puts the configuration that render.sh makes in the place of a file of nginx, if nginx accepts all
# of its configuration with it, and has nginx read it; else leaves everything as it was.
#
#   install.sh /etc/nginx/conf.d/mppgeo.conf [mppgeo.conf]
#
# The second argument is that of render.sh. Settings: those of render.sh, from /etc/mppgeo/settings
# where there is such a file.
set -eu
here=$(cd "$(dirname "$(readlink -f "$0")")" && pwd)
. "$here/../settings.sh"
[ ! -r "$settings_file" ] || read_settings
place=${1:?the file to write}
main=${NGINX_MAIN:-/etc/nginx/nginx.conf}
fresh=$place.new
before=$place.before
trial=$(mktemp -d)
trap 'rm -rf "$fresh" "$trial"' EXIT

refuse() {
    echo "nginx does not accept the new $place; it is as it was" >&2
    exit 1
}

sh "$here/render.sh" "${2:-mppgeo.conf}" > "$fresh"
if [ -f "$place" ] && cmp -s "$fresh" "$place"; then
    echo "$place is up to date"
    exit
fi
# With the folder of the file as it would be.
folder=$(dirname "$place")
for file in "$folder"/*.conf; do [ ! -f "$file" ] || cp -p "$file" "$trial/"; done
cp "$fresh" "$trial/$(basename "$place")"
sed "s,$folder/\*,$trial/*," "$main" > "$trial/main"
nginx -t -q -c "$trial/main" || refuse

rm -f "$before"
[ ! -f "$place" ] || cp -p "$place" "$before"
mv "$fresh" "$place"
# Files that others include by name are only now seen; nginx goes on with what it has read.
if ! nginx -t -q -c "$main"; then
    if [ -f "$before" ]; then mv "$before" "$place"; else rm "$place"; fi
    refuse
fi
nginx -s reload
echo "$place is in use"
