# Read by the scripts beside it: the settings of the service, as systemd reads them (NAME=VALUE, a
# line each; nothing in them is run). SETTINGS_FILE names another file than /etc/mppgeo/settings.
settings_file=${SETTINGS_FILE:-/etc/mppgeo/settings}

read_settings() {
    if [ ! -r "$settings_file" ]; then
        echo "$settings_file cannot be read; run this as root or as the user of the service" >&2
        exit 1
    fi
    while IFS= read -r line || [ -n "$line" ]; do
        case $line in
        [A-Za-z_]*=*) ;;
        *) continue ;; # blank, or a comment
        esac
        name=${line%%=*}
        value=${line#*=}
        case $name in *[!A-Za-z0-9_]*) continue ;; esac
        case $value in
        \"*\") value=${value#?} value=${value%?} ;;
        \'*\') value=${value#?} value=${value%?} ;;
        esac
        export "$name=$value"
    done < "$settings_file"
}

list_ports() { # of the replicas on this machine
    for address in ${PROXY_REPLICAS:-}; do
        case $address in 127.*:*) echo "${address##*:}" ;; esac
    done
}
