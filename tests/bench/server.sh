# The server benchmark. Sourced by bench.sh.

declare -A workload_rows=([bulk]=2000000 [narrow]=2000000 [wide]=500000 [oltp]=200000)

# What a rival is: its plugin and the options that a client of its kind gives.
rival_plugin() {
	case $1 in
		floor*) echo null_plugin ;;
		wal2arrow*) echo wal2arrow ;;
		pgoutput*) echo pgoutput ;;
		wal2json*) echo wal2json ;;
	esac
}

rival_options() {
	case $1 in
		floor) echo every=1 ;;
		floor-1000) echo every=1000 ;;
		wal2arrow) echo coalesce_ms=10 ;;
		wal2arrow-each) echo coalesce_ms=0 ;;
		pgoutput-text) echo proto_version=1 publication_names=bench ;;
		pgoutput-binary) echo proto_version=1 publication_names=bench binary=true ;;
		wal2json-v1) echo format-version=1 ;;
		wal2json-v2) echo format-version=2 ;;
	esac
}

rivals_of() {
	if [[ $1 == oltp ]]; then
		echo floor floor-1000 wal2arrow wal2arrow-each pgoutput-text pgoutput-binary wal2json-v1 wal2json-v2
	else
		echo floor wal2arrow pgoutput-text pgoutput-binary wal2json-v1 wal2json-v2
	fi
}

# A table, and a procedure that inserts rows with so many a transaction.
workload_sql() {
	local workload=$1 columns values i
	case $workload in
		narrow)
			columns="a int PRIMARY KEY, b int, c int, d int"
			values="g, g * 2, g % 1000, -g"
			;;
		bulk | oltp)
			columns="id bigint PRIMARY KEY, name text, email text, balance numeric(12,2), active bool, logins int,
				rating float8, born date, created_at timestamptz, token uuid"
			values="g, 'user ' || g, 'user' || g || '@example.com', (g % 100000) / 100.0, g % 3 > 0, g % 50,
				g / 7.0, date '1970-01-01' + g % 20000, timestamptz '2024-01-01' + g * interval '1 s', md5(g::text)::uuid"
			;;
		wide)
			columns="id int PRIMARY KEY" values="g"
			for ((i = 1; i < 40; i++)); do
				local null=NULL
				case $((i % 4)) in
					0) columns+=", c$i int" null="g + $i" ;;
					1) columns+=", c$i text" null="'text ' || g" ;;
					2) columns+=", c$i float8" null="g / 3.0" ;;
					3) columns+=", c$i timestamptz" null="timestamptz '2024-01-01' + g * interval '1 s'" ;;
				esac
				# Every other column is null, another half in every other row.
				values+=", CASE WHEN (g + $i / 4) % 2 = 0 THEN $null END"
			done
			;;
	esac
	cat <<-SQL
		CREATE TABLE $workload ($columns);
		CREATE PROCEDURE load_$workload(amount int, per_commit int) LANGUAGE plpgsql AS \$\$
		BEGIN
			FOR base IN 0 .. amount / per_commit - 1 LOOP
				INSERT INTO $workload SELECT $values FROM generate_series(base * per_commit + 1, (base + 1) * per_commit) g;
				COMMIT;
			END LOOP;
		END \$\$;
	SQL
}

# load WORKLOAD ROWS: one transaction for all rows; oltp commits each row.
load() {
	local workload=$1 rows=$2 per_commit=$2
	[[ $workload == oltp ]] && per_commit=1
	sql -c "CALL load_$workload($rows, $per_commit)"
}

# end_of_wal: the position up to which there is something to drain. Commits are not waited for, but the last one must
# be below it.
end_of_wal() {
	sql -c "CHECKPOINT"
	sql -c "SELECT pg_current_wal_flush_lsn()"
}

sql() {
	psql -X -q -A -t -v ON_ERROR_STOP=1 "$@"
}

build_bench_programs() {
	local pg_config
	pg_config=$(postgres_bin)/pg_config
	mkdir -p "$work/bench"
	cp "$root"/tests/bench/null_plugin/{Makefile,null_plugin.c} "$work/bench"
	make -s -C "$work/bench" PG_CONFIG="$pg_config" >"$work/bench/build.log" 2>&1 ||
		{ cat "$work/bench/build.log" >&2; fail "the null plugin did not build; the compiler's output is above."; }
	install -m 755 "$work/bench/null_plugin.so" "$work/plugin/"
	cc -O2 -o "$work/drain" "$root/tests/bench/drain.c" -I"$("$pg_config" --includedir)" -L"$("$pg_config" --libdir)" -lpq ||
		fail "drain.c did not build; the compiler's output is above."
}

# Memory for a whole workload, so that no rival waits for the decoder's spill files.
configure_for_bench() {
	sql -c "ALTER SYSTEM SET wal_sender_timeout = 0" -c "ALTER SYSTEM SET shared_buffers = '512MB'" \
		-c "ALTER SYSTEM SET max_wal_size = '16GB'" -c "ALTER SYSTEM SET synchronous_commit = off" \
		-c "ALTER SYSTEM SET logical_decoding_work_mem = '4GB'" -c "ALTER SYSTEM SET autovacuum = off" -c "ALTER SYSTEM SET checkpoint_timeout = '1h'"
	if [[ $(sql -c "SELECT count(*) FROM pg_settings WHERE name = 'output_plugin_libraries'") == 1 ]]; then
		sql -c "ALTER SYSTEM SET output_plugin_libraries = pgoutput, wal2arrow, wal2json, null_plugin"
	fi
	as_postgres "$(postgres_bin)/pg_ctl" -D "$work/server/data" -l "$work/server/log" -o "-p $PGPORT" -w restart >/dev/null
}

# One drain: seconds, CPU µs, bytes, messages.
drain() {
	local rival=$1 workload=$2 endpos=$3
	# shellcheck disable=SC2046
	"$work/drain" "host=$server_socket port=$PGPORT user=$PGUSER password=$PGPASSWORD dbname=$PGDATABASE replication=database" \
		"bench_${workload}_${rival//-/_}" "$endpos" $(rival_options "$rival")
}

# A private server that is configured for the benchmarks, with database bench, and the programs that drain it.
start_bench_server() {
	local version
	version=$(postgres_version)
	ensure_packages gcc make libpq-dev "postgresql-$version" "postgresql-server-dev-$version" "postgresql-$version-wal2json"
	make_work_folder
	build_extension "$root" "$work/plugin"
	build_bench_programs
	start_server "$work/server" "$work/plugin"
	configure_for_bench
	sql -c "CREATE DATABASE bench"
	export PGDATABASE=bench
	sql -c "CREATE PUBLICATION bench FOR ALL TABLES"
}

bench_server() {
	local rounds=5 workloads="bulk narrow wide oltp" only="" scale=100 workload
	while (($#)); do
		case $1 in
			--rounds) rounds=$2; shift ;;
			--workloads) workloads=$2; shift ;;
			--rivals) only=$2; shift ;;
			--scale) scale=$2; shift ;;
			*) fail "bench.sh server does not know '$1'; see bench.sh --help." ;;
		esac
		shift
	done
	start_bench_server
	for workload in $workloads; do
		[[ -n ${workload_rows[$workload]:-} ]] || fail "there is no workload '$workload'."
		bench_workload "$workload" "$rounds" $((workload_rows[$workload] * scale / 100)) "$only"
	done
}

bench_workload() {
	local workload=$1 rounds=$2 rows=$3 only=$4 rivals rival round endpos i
	read -ra rivals <<<"${only:-$(rivals_of "$workload")}"
	step "$workload: $rows rows, $rounds rounds"
	workload_sql "$workload" | sql
	for rival in "${rivals[@]}"; do
		sql -c "SELECT FROM pg_create_logical_replication_slot('bench_${workload}_${rival//-/_}', '$(rival_plugin "$rival")')" >/dev/null
	done
	load "$workload" "$rows"
	endpos=$(end_of_wal)

	: >"$work/figures"
	# Round 0 warms the page cache; each round starts with another rival.
	for ((round = 0; round <= rounds; round++)); do
		for ((i = 0; i < ${#rivals[@]}; i++)); do
			rival=${rivals[(i + round) % ${#rivals[@]}]}
			printf '%s %s %s\n' "$round" "$rival" "$(drain "$rival" "$workload" "$endpos")" >>"$work/figures"
		done
	done
	awk -v workload="$workload" -v rows="$rows" -v order="${rivals[*]}" -f "$root/tests/bench/summary.awk" "$work/figures"
	for rival in "${rivals[@]}"; do
		sql -c "SELECT pg_drop_replication_slot('bench_${workload}_${rival//-/_}')" >/dev/null
	done
	sql -c "DROP TABLE $workload"
}
