#!/usr/bin/env bash
# From an empty machine to typed changes: a private PostgreSQL with wal2arrow, tables, scaffolded views, an
# application that streams while pgbench works, and a check of everything it saw. Needs the .NET SDK, and root or
# sudo for Debian packages that are missing. Leaves nothing running.
#
#   TRANSACTIONS=20000 CLIENTS=4 SCALE=5 ./run.sh
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
for part in work packages server extension; do
	. "$root/tests/lib/$part.sh"
done

clients=${CLIENTS:-4}
transactions=${TRANSACTIONS:-20000}
scale=${SCALE:-5}

command -v dotnet >/dev/null || fail "dotnet is not on the PATH; install the .NET SDK that global.json names."
version=$(postgres_version)
ensure_packages "postgresql-$version" "postgresql-server-dev-$version" gcc make

make_work_folder
build_extension "$root" "$work/plugin"

step "starting a private PostgreSQL $version"
start_server "$work/server" "$work/plugin"
psql -X -q -c 'CREATE DATABASE quickstart'
export PGDATABASE=quickstart
psql -X -q -v ON_ERROR_STOP=1 -f "$here/schema.sql"
pgbench -i -q -s "$scale" 2>/dev/null >"$work/pgbench-init.log" || { cat "$work/pgbench-init.log" >&2; fail "pgbench -i failed."; }
# From here on the server's counters and the stream must agree.
psql -X -q -A -t -c 'SELECT pg_stat_reset()' >/dev/null
connection="Host=$PGHOST;Port=$PGPORT;Username=$PGUSER;Password=$PGPASSWORD;Database=$PGDATABASE"

step "dotnet sabot-cdc scaffold"
"$here/restore-tool.sh"
cd "$here"
SABOT_CDC_CONNECTION=$connection dotnet sabot-cdc scaffold --schema public --output Cdc

step "building the application"
dotnet build --nologo -v quiet -c Release -clp:ErrorsOnly

step "streaming while pgbench runs $transactions transactions"
QUICKSTART_CONNECTION=$connection dotnet bin/Release/net10.0/Quickstart.dll &
app=$!
at_exit kill_app
kill_app() {
	kill "$app" 2>/dev/null || true
}

# The slot is active once the application streams; what is committed before its creation is not its to see.
for ((i = 0; ; i++)); do
	[[ $(psql -X -A -t -c "SELECT count(*) FROM pg_replication_slots WHERE slot_name = 'quickstart' AND active") == 1 ]] && break
	kill -0 "$app" 2>/dev/null || { wait "$app" || true; fail "the application ended before it streamed; its message is above."; }
	((i < 300)) || fail "the application did not start to stream within 60 s."
	sleep 0.2
done

psql -X -q -v ON_ERROR_STOP=1 -f "$here/users.sql"
pgbench -n -c "$clients" -j 2 -t $((transactions / clients)) >"$work/pgbench.log" 2>&1 ||
	{ cat "$work/pgbench.log" >&2; fail "pgbench failed."; }
psql -X -q -v ON_ERROR_STOP=1 -c "UPDATE users SET name = initcap(split_part(email, '@', 1)) WHERE name IS NULL"

kill -TERM "$app"
wait "$app"
