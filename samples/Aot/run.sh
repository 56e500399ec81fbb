#!/usr/bin/env bash
# An application compiled ahead of time (PublishAot, which also trims): it is published without a warning, streams
# changes of a private PostgreSQL, and has to print what expected.txt says. Needs the .NET SDK, and root or sudo for
# Debian packages that are missing. Leaves nothing running.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
for part in work packages server extension; do
	. "$root/tests/lib/$part.sh"
done

command -v dotnet >/dev/null || fail "dotnet is not on the PATH; install the .NET SDK that global.json names."
version=$(postgres_version)
# The compiler's output is linked with clang, and with zlib.
ensure_packages "postgresql-$version" "postgresql-server-dev-$version" gcc make clang zlib1g-dev
make_work_folder
build_extension "$root" "$work/plugin"
cd "$here"

step "publishing, where a warning is an error"
dotnet publish --nologo -v quiet -c Release -clp:NoSummary -o "$work/app"

step "starting a private PostgreSQL $version"
start_server "$work/server" "$work/plugin"
psql -X -q -c 'CREATE DATABASE aot'
export PGDATABASE=aot
psql -X -q -v ON_ERROR_STOP=1 -f schema.sql

step "streaming"
AOT_CONNECTION="Host=$PGHOST;Port=$PGPORT;Username=$PGUSER;Password=$PGPASSWORD;Database=$PGDATABASE" \
	timeout 120 "$work/app/Aot" >"$work/output.txt" &
app=$!
at_exit kill_app
kill_app() {
	kill "$app" 2>/dev/null || true
}

# The slot is active once the application streams; what is committed before its creation is not its to see.
for ((i = 0; ; i++)); do
	[[ $(psql -X -A -t -c "SELECT count(*) FROM pg_replication_slots WHERE slot_name = 'aot' AND active") == 1 ]] && break
	kill -0 "$app" 2>/dev/null || { wait "$app" || true; fail "the application ended before it streamed; its message is above."; }
	((i < 300)) || fail "the application did not start to stream within 60 s."
	sleep 0.2
done

psql -X -q -v ON_ERROR_STOP=1 -f changes.sql
wait "$app" || fail "the application failed; its message is above."
cat "$work/output.txt"
diff "$work/output.txt" expected.txt || fail "the application did not print what expected.txt says."
echo "aot: ok"
