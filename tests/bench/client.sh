# The client benchmark. Sourced by bench.sh, behind server.sh, whose workloads and server it uses.

client_project=$root/tests/bench/Sabot.Cdc.Client.Bench
latency_skipped=1000
latency_measured=5000

# Rows that each consumer reads a few times before the clock starts, in transactions of so many.
declare -A warm_rows=([bulk]=50000 [narrow]=50000 [wide]=20000 [oltp]=20000)
declare -A warm_per_commit=([bulk]=10000 [narrow]=10000 [wide]=5000 [oltp]=1)

consumers_of() {
	case $1 in
		narrow) echo floor typed typed-batches ;;
		oltp) echo floor typed npgsql-pgoutput wal2json-v2 ;;
		*) echo floor typed npgsql-pgoutput wal2json-v1 ;;
	esac
}

consumer_plugin() {
	case $1 in
		floor | typed*) echo wal2arrow ;;
		npgsql-pgoutput) echo pgoutput ;;
		wal2json*) echo wal2json ;;
		*) fail "there is no consumer '$1'." ;;
	esac
}

bench_client() {
	local rounds=5 workloads="bulk narrow wide oltp latency" only="" scale=100 workload
	while (($#)); do
		case $1 in
			--rounds) rounds=$2; shift ;;
			--workloads) workloads=$2; shift ;;
			--rivals) only=$2; shift ;;
			--scale) scale=$2; shift ;;
			*) fail "bench.sh client does not know '$1'; see bench.sh --help." ;;
		esac
		shift
	done
	start_bench_server
	dotnet build "$client_project" -c Release --nologo -v quiet -clp:NoSummary >"$work/client.log" ||
		{ cat "$work/client.log" >&2; fail "the client benchmark does not build."; }
	# A unix socket, as the floor has.
	export SABOT_BENCH_CONNECTION="Host=$server_socket;Port=$PGPORT;Username=$PGUSER;Password=$PGPASSWORD;Database=bench;Timezone=UTC"
	for workload in $workloads; do
		if [[ $workload == latency ]]; then
			bench_latency "$rounds"
			continue
		fi
		[[ -n ${workload_rows[$workload]:-} ]] || fail "there is no workload '$workload'."
		bench_client_workload "$workload" "$rounds" $((workload_rows[$workload] * scale / 100)) "$only"
	done
}

client_program() {
	timeout 600 dotnet "$client_project/bin/Release/net10.0/Sabot.Cdc.Client.Bench.dll" "$@"
}

bench_client_workload() {
	local workload=$1 rounds=$2 rows=$3 only=$4 consumers consumer plugin plugins round endpos figures i
	read -ra consumers <<<"${only:-$(consumers_of "$workload")}"
	plugins=$(for consumer in "${consumers[@]}"; do consumer_plugin "$consumer"; done | sort -u)
	step "$workload: $rows rows, $rounds rounds, load $(cut -d ' ' -f 1 /proc/loadavg)"
	workload_sql "$workload" | sql
	for plugin in $plugins; do
		sql -c "SELECT FROM pg_create_logical_replication_slot('warm_$plugin', '$plugin')" >/dev/null
	done
	sql -c "CALL load_$workload(${warm_rows[$workload]}, ${warm_per_commit[$workload]})" -c "TRUNCATE $workload" -c "CHECKPOINT"
	for plugin in $plugins; do
		sql -c "SELECT FROM pg_create_logical_replication_slot('main_$plugin', '$plugin')" >/dev/null
	done
	load "$workload" "$rows"
	endpos=$(end_of_wal)

	: >"$work/figures"
	# Each round starts with another consumer.
	for ((round = 1; round <= rounds; round++)); do
		for ((i = 0; i < ${#consumers[@]}; i++)); do
			consumer=${consumers[(i + round) % ${#consumers[@]}]}
			figures=$(drain_into "$consumer" "$workload" "$rows" "$endpos") || fail "$consumer could not read $workload."
			printf '%s %s %s\n' "$round" "$consumer" "$figures" >>"$work/figures"
		done
	done
	awk -v workload="$workload" -v rows="$rows" -v order="${consumers[*]}" -f "$root/tests/bench/client.awk" "$work/figures" ||
		fail "the consumers of $workload have not read the same; their figures are above."
	for plugin in $plugins; do
		sql -c "SELECT pg_drop_replication_slot('warm_$plugin'), pg_drop_replication_slot('main_$plugin')" >/dev/null
	done
	sql -c "DROP TABLE $workload"
}

# One drain: seconds, the consumer's CPU µs, bytes allocated, peak bytes of memory, rows, checksum of all values.
drain_into() {
	local consumer=$1 workload=$2 rows=$3 endpos=$4 plugin
	plugin=$(consumer_plugin "$consumer")
	if [[ $consumer != floor ]]; then
		client_program drain "$consumer" "$workload" "main_$plugin" "$rows" "warm_$plugin" "${warm_rows[$workload]}"
		return
	fi
	"$work/drain" "host=$server_socket port=$PGPORT user=$PGUSER password=$PGPASSWORD dbname=$PGDATABASE replication=database" \
		"main_$plugin" "$endpos" proto_version=1 format=frames nested_types=arrow max_batch_rows=16384 max_batch_bytes=65536 \
		coalesce_ms=10 "tables=\"public\".\"$workload\"" | awk -v rows="$rows" '{ print $1, $5, "-", $6, rows, "-" }'
}

# One-row transactions at a rate that leaves every consumer time; one consumer after the other, round after round.
bench_latency() {
	local rounds=$1 consumers=(typed npgsql-pgoutput) consumer round figures i
	step "latency: $latency_measured transactions at 1,000 a second, $rounds rounds, load $(cut -d ' ' -f 1 /proc/loadavg)"
	sql -c "CREATE TABLE pulse (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, note text NOT NULL)"
	echo "INSERT INTO pulse (note) VALUES ('a row of some length, as small transactions have');" >"$work/pulse.sql"
	: >"$work/figures"
	for ((round = 1; round <= rounds; round++)); do
		for ((i = 0; i < ${#consumers[@]}; i++)); do
			consumer=${consumers[(i + round) % ${#consumers[@]}]}
			figures=$(latency_of "$consumer") || fail "the latency of $consumer could not be measured."
			printf '%s %s %s\n' "$round" "$consumer" "$figures" >>"$work/figures"
		done
	done
	awk -v order="${consumers[*]}" -f "$root/tests/bench/latency.awk" "$work/figures"
	sql -c "DROP TABLE pulse"
}

# The median and the 99th percentile in microseconds.
latency_of() {
	local consumer=$1 pid result=$work/latency.out
	sql -c "SELECT FROM pg_create_logical_replication_slot('pulse', '$(consumer_plugin "$consumer")')" >/dev/null
	client_program latency "$consumer" pulse "$latency_skipped" "$latency_measured" >"$result" &
	pid=$!
	until [[ $(sql -c "SELECT active FROM pg_replication_slots WHERE slot_name = 'pulse'") == t ]]; do
		kill -0 "$pid" 2>/dev/null || fail "the consumer $consumer ended before it followed its slot."
		sleep 0.1
	done
	# Commits are waited for here, as they are where latency matters: what is not flushed is not decoded.
	PGOPTIONS="-c synchronous_commit=on" "$(postgres_bin)/pgbench" -n -R 1000 -c 1 -t $((latency_skipped + latency_measured)) \
		-f "$work/pulse.sql" >"$work/pgbench.log" 2>&1 || { cat "$work/pgbench.log" >&2; fail "pgbench failed."; }
	wait "$pid" || fail "the consumer $consumer failed."
	cat "$result"
	until sql -c "SELECT pg_drop_replication_slot('pulse')" >/dev/null 2>&1; do sleep 0.1; done
}
