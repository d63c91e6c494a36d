#!/usr/bin/env bash
# Runs a command with PERSIST_TEST_POSTGRES naming a PostgreSQL server of its own:
#
#     tests/postgres.sh COMMAND [ARGUMENT...]
#
# The cluster lives in a temporary folder, listens on loopback alone, asks for a password, and is gone when the command
# ends. It does not force its writes to the disk unless PERSIST_POSTGRES_FSYNC is on: a crash of the server loses nothing
# without that, and no test switches the power off. A server that PERSIST_TEST_POSTGRES names already is used as it is.
# Where no server is installed the command runs without one, and what needs PostgreSQL is skipped; under CI=true that is
# a failure instead.
set -euo pipefail

if [ $# -eq 0 ]; then
    sed -n '2,/^set /{/^#/s/^# \{0,1\}//p;}' "$0"
    exit 64
fi

if [ -n "${PERSIST_TEST_POSTGRES:-}" ]; then
    exec "$@"
fi

# Debian keeps the server's programs off the PATH; the newest version wins.
binaries=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1 || true)
if [ ! -x "$binaries/initdb" ]; then
    binaries=$(dirname "$(command -v initdb || true)")
fi
if [ ! -x "$binaries/initdb" ]; then
    echo "postgres: no server found (looked in /usr/lib/postgresql/*/bin and the PATH); install 'postgresql' or set PERSIST_TEST_POSTGRES" >&2
    if [ "${CI:-}" = true ]; then
        exit 1
    fi
    exec "$@"
fi

folder=$(mktemp -d)
log=$folder/data/server.log

# PostgreSQL refuses to run as root; what changes the user may be off the PATH of a service.
PATH=$PATH:/usr/sbin:/sbin
as_owner=()
if [ "$(id -u)" -eq 0 ]; then
    owner=postgres
    id "$owner" >/dev/null 2>&1 || owner=nobody
    chown "$owner" "$folder"
    as_owner=(runuser -u "$owner" --)
fi

stop() {
    (cd "$folder" && "${as_owner[@]}" "$binaries/pg_ctl" stop -D "$folder/data" -m immediate >/dev/null 2>&1) || true
    rm -rf "$folder"
}
trap stop EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

password=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
secret=$folder/password
printf '%s\n' "$password" >"$secret"
chmod 600 "$secret"
[ ${#as_owner[@]} -eq 0 ] || chown "$owner" "$secret"

cd "$folder"
"${as_owner[@]}" "$binaries/initdb" -D "$folder/data" -U postgres --pwfile="$secret" --auth=scram-sha-256 \
    --encoding=UTF8 --locale=C --no-sync >"$folder/initdb.log" 2>&1 || { cat "$folder/initdb.log" >&2; exit 1; }

# Nothing reserves a port between choosing and binding it, so a start that fails tries another.
for attempt in 1 2 3 4 5; do
    port=$((20000 + (RANDOM * 32768 + RANDOM) % 12000))
    if "${as_owner[@]}" "$binaries/pg_ctl" start -w -t 30 -D "$folder/data" -l "$log" \
        -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections=200 -c fsync=${PERSIST_POSTGRES_FSYNC:-off}" >/dev/null 2>&1; then
        break
    fi
    if [ "$attempt" -eq 5 ]; then
        echo "postgres: the server does not start" >&2
        cat "$log" >&2 || true
        exit 1
    fi
done
cd "$OLDPWD"

export PERSIST_TEST_POSTGRES="Host=127.0.0.1;Port=$port;Username=postgres;Password=$password;Database=postgres"

# Not exec: the trap has to outlive the command.
"$@"
