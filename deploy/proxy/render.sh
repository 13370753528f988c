#!/bin/sh
# Writes a configuration for nginx to standard output, from a template beside this script:
# mppgeo.conf, or what its argument names:
#
#   mppgeo.conf        all, for nginx's http block (a file in conf.d)
#   nginx.conf         the whole configuration of an nginx that serves this application alone
#   mppgeo-http.conf, mppgeo-path.conf
#                      the same in two parts, for a path of a site that nginx serves already: the
#                      first for the http block, the second for that site's server block
#
#   PROXY_REPLICAS     addresses of the replicas as IP:port, with blanks between them; nginx tells
#                      replicas apart by them, so names will not do
#   PROXY_LISTEN       where nginx listens: [IP:]port; 8080
#   PROXY_FOLDER       folder that nginx may write: cache and a socket; /var/cache/mppgeo-proxy
#   PROXY_SERVER_NAME  name of the site; any
#   PROXY_BASE_PATH    path below which the app lives; that of STREAMLIT_SERVER_BASE_URL_PATH
#   PROXY_CERTIFICATE  file with the TLS certificate and its chain; without it there is no TLS. For
#                      a path of a site: any text, where that site is reached by TLS
#   PROXY_KEY          file with its key
#   PROXY_TLS_LISTEN   where nginx listens for TLS; 8443. PROXY_LISTEN then leads there
#   PROXY_PUBLIC_PORT  port of the public address; 443
#   PROXY_ACCESS_LOG   file of the access log; /dev/stdout
set -eu
here=$(cd "$(dirname "$0")" && pwd)
folder=${PROXY_FOLDER:-/var/cache/mppgeo-proxy}
listen=${PROXY_LISTEN:-8080}
name=${PROXY_SERVER_NAME:-_}
base=$(printf %s "${PROXY_BASE_PATH:-${STREAMLIT_SERVER_BASE_URL_PATH:-}}" | sed 's,^/*,/,; s,/*$,,')

[ -n "${PROXY_REPLICAS:-}" ] || { echo "PROXY_REPLICAS is not set" >&2; exit 1; }
for address in $PROXY_REPLICAS; do
    printf %s "$address" | grep -Eq '^[0-9]{1,3}(\.[0-9]{1,3}){3}:[0-9]{1,5}$' ||
        { echo "PROXY_REPLICAS: not IP:port: $address" >&2; exit 1; }
done

write_servers() { # number of the replica that comes first; 0 = all alike
    at=0
    for address in $PROXY_REPLICAS; do
        at=$((at + 1))
        spare=
        [ "$1" = 0 ] || [ "$1" = $at ] || spare=" backup"
        echo "    server $address max_fails=2 fail_timeout=3s$spare;"
    done
}

write_upstreams() {
    printf 'upstream mppgeo_all {\n    zone mppgeo_all 128k;\n'
    write_servers 0
    echo "}"
    number=0
    for _ in $PROXY_REPLICAS; do
        number=$((number + 1))
        printf 'upstream mppgeo_%s {\n    zone mppgeo_%s 128k;\n' $number $number
        write_servers $number
        echo "}"
    done
}

write_pools() {
    number=0
    for _ in $PROXY_REPLICAS; do
        number=$((number + 1))
        echo "    $number mppgeo_$number;"
    done
}

write_answered() { # the last of the addresses that were tried is the one that answered
    number=0
    for address in $PROXY_REPLICAS; do
        number=$((number + 1))
        echo "    ~(^|[\\s,])$(printf %s "$address" | sed 's/\./\\./g')\$ $number;"
    done
}

tls=${PROXY_CERTIFICATE:-}
write_listen() {
    if [ -z "$tls" ]; then
        echo "    listen $listen;"
        return
    fi
    cat <<TLS
    listen ${PROXY_TLS_LISTEN:-8443} ssl http2;
    ssl_certificate $tls;
    ssl_certificate_key $PROXY_KEY;
    ssl_protocols TLSv1.2 TLSv1.3;
    ssl_ciphers ECDHE+AESGCM:ECDHE+CHACHA20;
    ssl_session_cache shared:mppgeo_tls:4m;
    ssl_session_timeout 1d;
    ssl_session_tickets off;
TLS
}

write_redirect() {
    [ -n "$tls" ] || return 0
    port=:${PROXY_PUBLIC_PORT:-443}
    [ "$port" != :443 ] || port=
    cat <<REDIRECT
server {
    listen $listen;
    server_name $name;
    server_tokens off;
    access_log off;
    return 301 https://\$host$port\$request_uri;
}
REDIRECT
}

# Of a path of another site, that site says it.
write_hsts() { [ -z "$tls" ] || [ "$part" = path ] || echo '    add_header Strict-Transport-Security "max-age=31536000" always;'; }
write_flags() { [ -z "$tls" ] || echo '    proxy_cookie_flags ~ secure;'; }

template=${1:-mppgeo.conf}
part=all root=/
case $template in
mppgeo-http.conf) part=http template=mppgeo.conf ;;
mppgeo-path.conf)
    part=path template=mppgeo.conf root=$base/
    [ -n "$base" ] || { echo "PROXY_BASE_PATH is not set" >&2; exit 1; }
    ;;
esac

# The lines of the template that belong to the part asked for.
choose_lines() {
    case $part in
    http) sed '/^@REDIRECT@$/,$d' ;;
    path)
        printf 'location = %s {\n    return 301 %s/;\n}\nlocation ^~ %s/ {\n' "$base" "$base" "$base"
        sed -n '/^@PATH@$/,/^@END@$/p'
        echo "}"
        ;;
    *) cat ;;
    esac
}

choose_lines <"$here/$template.template" | while IFS= read -r line; do
    case $line in
        @PATH@ | @END@) ;;
        @UPSTREAMS@) write_upstreams ;;
        @POOLS@) write_pools ;;
        @ANSWERED@) write_answered ;;
        @REDIRECT@) write_redirect ;;
        @LISTEN@) write_listen ;;
        @HSTS@) write_hsts ;;
        @COOKIE_FLAGS@) write_flags ;;
        *) printf '%s\n' "$line" ;;
    esac
done | sed \
    -e "s,@ROOT@,$root,g" \
    -e "s,@FOLDER@,$folder,g" \
    -e "s,@BASE@,$base,g" \
    -e "s,@SERVER_NAME@,$name,g" \
    -e "s,@SECURE@,${tls:+; Secure},g" \
    -e "s,@ACCESS_LOG@,${PROXY_ACCESS_LOG:-/dev/stdout},g" \
    -e "s,@UNAVAILABLE@,$here/unavailable.html,g"
