#!/usr/bin/env bash
# A worker service on a private PostgreSQL: orders are written while it runs, one of them cannot be handled and is
# parked; then it is told to end, and what it has seen is compared with the table. Needs the .NET SDK, and root or
# sudo for Debian packages that are missing. Leaves nothing running.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
for part in work packages server extension; do
	. "$root/tests/lib/$part.sh"
done

command -v dotnet >/dev/null || fail "dotnet is not on the PATH; install the .NET SDK that global.json names."
version=$(postgres_version)
ensure_packages "postgresql-$version" "postgresql-server-dev-$version" gcc make

make_work_folder
build_extension "$root" "$work/plugin"

step "starting a private PostgreSQL $version"
start_server "$work/server" "$work/plugin"
psql -X -q -c 'CREATE DATABASE shop'
export PGDATABASE=shop
psql -X -q -v ON_ERROR_STOP=1 -f "$here/schema.sql"

step "building the worker"
dotnet build "$here/Worker.csproj" --nologo -v quiet -c Release -clp:ErrorsOnly

step "running the worker while orders are written"
export Cdc__ConnectionString="Host=$PGHOST;Port=$PGPORT;Username=$PGUSER;Password=$PGPASSWORD;Database=$PGDATABASE"
cd "$here/bin/Release/net10.0"
env "Cdc__Handlers__public.orders__ParkFolder=$work/parked" dotnet Worker.dll >"$work/worker.log" 2>&1 &
app=$!
at_exit kill_app
kill_app() {
	kill "$app" 2>/dev/null || true
}

for ((i = 0; ; i++)); do
	[[ $(psql -X -A -t -c "SELECT count(*) FROM pg_replication_slots WHERE slot_name = 'order_totals' AND active") == 1 ]] && break
	kill -0 "$app" 2>/dev/null || { cat "$work/worker.log" >&2; fail "the worker ended before it streamed."; }
	((i < 300)) || fail "the worker did not start to stream within 60 s."
	sleep 0.2
done

for ((batch = 0; batch < 20; batch++)); do
	psql -X -q -v ON_ERROR_STOP=1 -c "INSERT INTO orders SELECT n, 'customer ' || n % 10, n % 100 + 0.5 FROM generate_series($batch * 1000 + 1, $batch * 1000 + 1000) n"
	sleep 0.4
done
psql -X -q -v ON_ERROR_STOP=1 -c "INSERT INTO orders VALUES (1000000, 'nobody', -1)"
psql -X -q -v ON_ERROR_STOP=1 -c "UPDATE orders SET amount = amount * 2 WHERE id <= 500; DELETE FROM orders WHERE id > 19500 AND id < 1000000"
sleep 2

kill -TERM "$app"
wait "$app" || { cat "$work/worker.log" >&2; fail "the worker failed."; }
cat "$work/worker.log"

step "checking"
expected=$(psql -X -A -t -c "SELECT format('worker: %s orders, %s in all', count(*), sum(amount)) FROM orders WHERE amount >= 0")
[[ $(tail -n 1 "$work/worker.log") == "$expected" ]] || fail "the worker should have ended with '$expected'."
parked=$(find "$work/parked" -name '*.json')
[[ -n $parked ]] || fail "nothing was parked."
cat "$parked"
echo
echo "worker: ok"
