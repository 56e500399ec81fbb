#!/usr/bin/env bash
# bench.sh server [--rounds N] [--workloads "bulk narrow wide oltp"] [--rivals "floor wal2arrow …"] [--scale PERCENT]
#
# What encoding costs the server. Starts a private PostgreSQL, loads each workload once and drains it with every
# rival in turn, round after round, so that a change of the machine's speed hits all of them. Prints the medians
# of rows/s, walsender CPU per row and bytes per row, and machine-readable lines
#
#     ratio server WORKLOAD wal2arrow/RIVAL MEDIAN
#
# where the median is that of the ratios within each round. Figures of one machine are only good for ratios.
#
# bench.sh client [--rounds N] [--workloads "bulk narrow wide oltp latency"] [--rivals "floor typed …"] [--scale PERCENT]
#
# What a change costs until it is a typed value in C#: the same workloads, each drained by a process for each consumer,
# with every column read as its type. The floor is a C program that throws away what wal2arrow sends. Prints the medians
# of rows/s, the consumer's processor time and allocations per row and its peak memory, and lines
#
#     ratio client WORKLOAD A/B MEDIAN         of rows/s
#     cpu client WORKLOAD A/B MEDIAN           of processor time per row
#     latency client CONSUMER P50 P99          microseconds from commit to handler at 1,000 transactions a second
#
# bench.sh generator [--rounds N]
#
# What the generator costs a project of 1,000 tables with 30 columns each. Prints the medians in milliseconds
#
#     generator cold MS    all files for the first time, in a process of its own
#     generator edit MS    one of the files was edited
#
# and behind each the processor's time, which is what a machine that does nothing else needs at most.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
for part in work packages server extension; do
	. "$root/tests/lib/$part.sh"
done

usage() {
	sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "${BASH_SOURCE[0]}"
}

main() {
	local what=${1:-}
	case $what in
		server) shift ;;
		client)
			shift
			. "$root/tests/bench/server.sh"
			. "$root/tests/bench/client.sh"
			bench_client "$@"
			return
			;;
		generator)
			shift
			. "$root/tests/bench/generator.sh"
			bench_generator "$@"
			return
			;;
		-h | --help) usage; return ;;
		*) usage >&2; fail "bench.sh wants to know what to measure: server, client or generator." ;;
	esac
	. "$root/tests/bench/server.sh"
	bench_server "$@"
}

main "$@"
