#!/usr/bin/env bash
# A consumer that keeps its position in the same transaction as its data, in another database, is killed with -9 at
# random moments while the tables that it follows are changed. At the end every balance must be what the payments say.
# Uses a private PostgreSQL; needs the .NET SDK, and root or sudo for Debian packages that are missing. Leaves nothing
# running. The seed is printed, and repeats the moments of the kills, as far as the machine does.
#
#   SEED=1 KILLS=12 ./run.sh
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
for part in work packages server extension; do
	. "$root/tests/lib/$part.sh"
done

kills=${KILLS:-12}
seed=${SEED:-$((RANDOM * 32768 + RANDOM))}
RANDOM=$seed

# ask DATABASE SQL: prints the answer.
ask() {
	psql -X -q -A -t -v ON_ERROR_STOP=1 -d "$1" -c "$2"
}

# until_true SECONDS WHAT DATABASE SQL: waits until the answer is t.
until_true() {
	local end=$((SECONDS + $1))
	until [[ $(ask "$3" "$4") == t ]]; do
		kill -0 "$app" 2>/dev/null || fail "the consumer has ended; its message is above."
		((SECONDS < end)) || fail "waited $1 s in vain until $2."
		sleep 0.05
	done
}

start_consumer() {
	SHOP_CONNECTION="$connection;Database=shop" BOOKS_CONNECTION="$connection;Database=books" \
		dotnet "$here/bin/Release/net10.0/ExactlyOnce.dll" &
	app=$!
	# Without a word of the shell when it is killed.
	disown "$app"
}

kill_consumer() {
	kill -9 "$app" 2>/dev/null || true
}

kill_writer() {
	kill "$writer" 2>/dev/null || true
}

command -v dotnet >/dev/null || fail "dotnet is not on the PATH; install the .NET SDK that global.json names."
version=$(postgres_version)
ensure_packages "postgresql-$version" "postgresql-server-dev-$version" gcc make
make_work_folder
build_extension "$root" "$work/plugin"

step "building the consumer"
dotnet build "$here" --nologo -v quiet -c Release -clp:ErrorsOnly

step "starting a private PostgreSQL $version with two databases"
start_server "$work/server" "$work/plugin"
ask postgres 'CREATE DATABASE shop'
ask postgres 'CREATE DATABASE books'
psql -X -q -v ON_ERROR_STOP=1 -d shop -f "$here/schema.sql"
psql -X -q -v ON_ERROR_STOP=1 -d books -f "$here/books.sql"
ask shop "SELECT pg_create_logical_replication_slot('exactly_once', 'wal2arrow')" >/dev/null
connection="Host=$PGHOST;Port=$PGPORT;Username=$PGUSER;Password=$PGPASSWORD"

step "killing the consumer $kills times while payments are made (SEED=$seed)"
pgbench -n -c 2 -R 60 -T 600 -f "$here/payments.sql" shop >"$work/pgbench.log" 2>&1 &
writer=$!
disown "$writer"
at_exit kill_writer
app=
at_exit kill_consumer
for ((life = 1; life <= kills; life++)); do
	before=$(ask books 'SELECT changes FROM position')
	start_consumer
	until_true 60 "the consumer books changes" books "SELECT changes > $before FROM position"
	sleep "0.$(printf '%03d' $((RANDOM % 700)))"
	kill -9 "$app"
	echo "killed at $(ask books "SELECT lsn || ':' || seq || ', ' || changes || ' changes' FROM position")"
done

step "letting it catch up"
kill_writer
while kill -0 "$writer" 2>/dev/null; do sleep 0.1; done
until [[ $(ask shop "SELECT count(*) FROM pg_stat_activity WHERE datname = 'shop' AND application_name = 'pgbench'") == 0 ]]; do sleep 0.1; done
end=$(ask shop 'SELECT pg_current_wal_insert_lsn()')
start_consumer
until_true 120 "the consumer has come to $end" books "SELECT lsn >= '$end' FROM position"
kill -TERM "$app"
while kill -0 "$app" 2>/dev/null; do sleep 0.1; done

ask shop 'SELECT account, sum(cents), count(*) FROM payments GROUP BY account ORDER BY account' >"$work/shop"
ask books 'SELECT account, cents, payments FROM balances WHERE payments <> 0 OR cents <> 0 ORDER BY account' >"$work/books"
diff -u "$work/shop" "$work/books" >&2 || fail "the books differ from the payments, as shown above; repeat with SEED=$seed."
echo "exactly once: $(ask books 'SELECT changes FROM position') changes, killed $kills times (SEED=$seed), all $(wc -l <"$work/shop") balances equal"
