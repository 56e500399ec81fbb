#!/usr/bin/env bash
# valgrind.sh PG_CONFIG: runs the regression tests, and walsenders that hold, stream and convert, with the server under
# valgrind's memcheck. Takes some ten minutes. Last line: N passed, N failed.
#
# What counts is an error with wal2arrow.so in one of its stacks; others are shown by kind. The server needs no build of
# its own: what it is known for is in valgrind/server.supp. Only the plugin is built anew, with valgrind/instrument.h.
# As root it runs the server as user postgres, since initdb refuses root.
#
# WAL2ARROW_VALGRIND_KEEP=1 keeps the folder with the reports.
set -euo pipefail
pg_config=$1
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
bin=$("$pg_config" --bindir)
passed=0
failed=0

work=$(mktemp -d /tmp/wal2arrow-valgrind.XXXXXX)
server_pid=
clean_up() {
	[[ -z $server_pid ]] || stop_server immediate || true
	[[ -n ${WAL2ARROW_VALGRIND_KEEP:-} ]] || rm -rf "$work"
}
trap clean_up EXIT

as_user=(env)
((EUID != 0)) || as_user=(runuser -u postgres -- env)

fail() {
	printf '%s\n' "$*" >&2
	exit 1
}

# count NAME STATUS: adds one test.
count() {
	if (($2 == 0)); then
		passed=$((passed + 1))
		printf 'ok - %s\n' "$1"
	else
		failed=$((failed + 1))
		printf 'not ok - %s\n' "$1"
	fi
}

command -v valgrind >/dev/null || fail "valgrind is missing; install it (Debian's package is called valgrind)."

build_plugin() {
	cp -r "$here/.." "$work/plugin"
	make -s -C "$work/plugin" PG_CONFIG="$pg_config" clean
	make -s -C "$work/plugin" PG_CONFIG="$pg_config" COPT="-O1 -g -include $here/valgrind/instrument.h" >"$work/build.log" 2>&1 || {
		cat "$work/build.log" >&2
		fail "wal2arrow did not build for valgrind; the compiler's output is above."
	}
	chmod -R a+rX "$work"
}

start_server() {
	local postgres=$work/data
	mkdir "$work/reports" "$work/socket"
	chmod 755 "$work"
	((EUID != 0)) || chown postgres "$work" "$work/reports" "$work/socket"
	"${as_user[@]}" "$bin/initdb" -D "$postgres" -U postgres --encoding UTF8 --locale C --no-sync --auth trust >/dev/null
	{
		echo "listen_addresses = ''"
		echo "unix_socket_directories = '$work/socket'"
		echo "wal_level = logical"
		echo "max_wal_senders = 20"
		echo "max_replication_slots = 20"
		echo "max_prepared_transactions = 10"
		echo "logical_decoding_work_mem = 64kB"
		echo "dynamic_library_path = '$work/plugin:\$libdir'"
		echo "fsync = off"
		echo "autovacuum = off"
		echo "jit = off"
		echo "checkpoint_timeout = 1h"
		echo "wal_sender_timeout = 0"
		# Older minor versions do not know this setting and would not start with it.
		if "${as_user[@]}" "$bin/postgres" -D "$postgres" -C output_plugin_libraries >/dev/null 2>&1; then
			echo "output_plugin_libraries = 'pgoutput, test_decoding, wal2arrow'"
		fi
	} | "${as_user[@]}" tee -a "$postgres/postgresql.conf" >/dev/null

	export PGHOST=$work/socket PGUSER=postgres PGDATABASE=postgres PGPORT=5432 PGCONNECT_TIMEOUT=120
	# Tests set no time limit that a server of a twentieth of the speed could break.
	"${as_user[@]}" valgrind --quiet --trace-children=yes --leak-check=no --num-callers=40 --error-limit=no \
		--suppressions="$work/plugin/test/valgrind/server.supp" --xml=yes --xml-file="$work/reports/%p.xml" \
		"$bin/postgres" -D "$postgres" >"$work/server.log" 2>&1 &
	server_pid=$!
	for ((second = 0; second < 180; second++)); do
		"$bin/pg_isready" -q && return
		kill -0 "$server_pid" 2>/dev/null || break
		sleep 1
	done
	tail -n 20 "$work/server.log" >&2
	fail "the server did not start under valgrind; its log is above."
}

stop_server() {
	"${as_user[@]}" "$bin/pg_ctl" -D "$work/data" -m "$1" -w -t 300 stop >/dev/null
	server_pid=
}

regression_tests() {
	local log=$work/regress.log
	make -s -C "$work/plugin" PG_CONFIG="$pg_config" installcheck >"$log" 2>&1 || true
	grep -E '\.\.\. |^(not )?ok ' "$log" || cat "$log"
	find "$work/plugin" -name regression.diffs -exec cat {} +
	passed=$((passed + $(grep -cE '^ok [0-9]+|\.\.\. ok ' "$log" || true)))
	failed=$((failed + $(grep -cE '^not ok [0-9]+|\.\.\. FAILED' "$log" || true)))
}

# drain NAME SLOT MIN_BYTES OPTION…: a walsender decodes all there is.
drain() {
	local name=$1 slot=$2 bytes=$3 status=0 options=() option
	shift 3
	for option in "$@"; do options+=(--option "$option"); done
	: >"$work/drained"
	timeout 600 "$bin/pg_recvlogical" --start --no-loop --slot "$slot" --dbname "$database" --file "$work/drained" \
		--endpos "$("$bin/psql" -AtXc 'SELECT pg_current_wal_flush_lsn()')" "${options[@]}" || status=$?
	(($(stat -c %s "$work/drained") > bytes)) || status=1
	count "$name" "$status"
}

# The regression tests' own changes of every type, decoded by walsenders; and many small transactions, and a large one.
walsenders() {
	local database file
	for database in utf8 euc_jp; do
		"$bin/createdb" --template template0 --encoding "$database" --locale C "$database"
		for slot in plain held streamed ipc; do
			"$bin/psql" -qAtXd "$database" -c "SELECT pg_create_logical_replication_slot('valgrind_$slot', 'wal2arrow')" >/dev/null
		done
		for file in setup types nested toast identity generations events; do
			PGOPTIONS="-c client_min_messages=error" PGCLIENTENCODING=UTF8 "$bin/psql" -qAtXd "$database" \
				-f "$work/plugin/test/sql/$file.sql" >/dev/null 2>&1 || true
		done
		"$bin/psql" -qAtXd "$database" -v ON_ERROR_STOP=1 -f "$work/plugin/test/valgrind/workload.sql" >/dev/null
		drain "$database: a message at each commit" valgrind_plain 100000 messages=on
		drain "$database: held transactions" valgrind_held 100000 coalesce_ms=1000 max_batch_bytes=4096 nested_types=text
		drain "$database: transactions in progress" valgrind_streamed 100000 streaming=on coalesce_ms=20 messages=on
		drain "$database: Arrow streams" valgrind_ipc 100000 format=ipc
		for slot in plain held streamed ipc; do
			"$bin/psql" -qAtXd "$database" -c "SELECT pg_drop_replication_slot('valgrind_$slot')" >/dev/null
		done
	done
}

build_plugin
start_server
regression_tests
walsenders
status=0
stop_server fast || status=$?
count "the server stops" "$status"
status=0
perl "$here/valgrind/report.pl" "$work"/reports/*.xml || status=$?
count "memcheck has nothing to say of wal2arrow" "$status"
printf '%s passed, %s failed\n' "$passed" "$failed"
((failed == 0))
