#!/usr/bin/env bash
# run.sh [--filter EXPRESSION] [--container[=SUITE]]: builds everything and runs all tests. Last line: N passed, N failed.
# run.sh --faults [--schedules N] [--seed N]: only the fault tests, random schedules of faults under load.
# run.sh --faults --container=SUITE …: those in which a standby takes its primary's place, with trixie or sid.
#
#   --filter EXPRESSION    only the .NET tests that dotnet test's filter selects, such as FullyQualifiedName~Scaffold
#   --container[=SUITE]    the integration tests against PostgreSQL of a Debian release in a container
#                          (bookworm: 15, trixie: 17, sid: 18) instead of a server of this machine
#   --schedules N          so many schedules instead of 100; a run of all tests has SABOT_TEST_FAULT_SCHEDULES, or 15
#   --seed N               the first schedule's seed, to repeat what failed; the others have the numbers after it
#
# Installs the Debian packages that are missing (as root or through sudo). PostgreSQL servers are private ones in a
# temporary folder; wal2arrow is loaded from there, nothing is installed into the system's PostgreSQL.
# SABOT_TEST_PG_VERSION chooses among several PostgreSQL versions that are installed.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
for part in lib/work lib/packages lib/server lib/extension lib/report docker/engine docker/image; do
	. "$root/tests/$part.sh"
done

main() {
	local filter="" suite="" only_faults="" seed="" schedules=""
	while (($#)); do
		case $1 in
			--filter)
				(($# > 1)) || fail "--filter wants an expression, such as FullyQualifiedName~Scaffold."
				filter=$2
				shift
				;;
			--filter=*) filter=${1#*=} ;;
			--container) suite=bookworm ;;
			--container=*) suite=${1#*=} ;;
			--faults) only_faults=1 ;;
			--schedules | --seed)
				[[ ${2:-} =~ ^[0-9]+$ ]] || fail "$1 wants a number."
				printf -v "${1#--}" %s "$2"
				shift
				;;
			-h | --help)
				sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "${BASH_SOURCE[0]}"
				return
				;;
			*) fail "run.sh does not know '$1'; see run.sh --help." ;;
		esac
		shift
	done

	command -v dotnet >/dev/null || fail "the .NET SDK is missing; install the version that global.json names."
	local version
	version=$(postgres_version)
	ensure_packages clang gcc libclang-rt-dev make nodejs npm libipc-run-perl zsh fish "postgresql-$version" "postgresql-server-dev-$version" "postgresql-$version-wal2json"
	make_work_folder

	[[ -z $only_faults || $suite != bookworm ]] || fail "PostgreSQL 15, in bookworm, has no failover slots; take --container=trixie or sid."
	# Warnings are errors here, not for users.
	build_extension "$root" "$work/plugin" WERROR=1
	if [[ -n $only_faults ]]; then
		step "building"
		dotnet build "$root/tests/Sabot.Cdc.Faults" --nologo -v quiet -clp:NoSummary || fail "the fault tests did not build."
		if [[ -n $suite ]]; then
			test_failover "$suite" "${schedules:-100}" "$seed"
		else
			test_faults "${schedules:-100}" "$seed"
		fi
		closing_line
		return
	fi
	if [[ -z $filter ]]; then
		start_server "$work/server" "$work/plugin"
		test_plugin
		test_plugin_servers
		test_sanitizers
		test_readers
	fi
	if [[ -n $suite ]]; then
		use_engine
		build_image "$root" "$suite"
		export SABOT_TEST_SERVER=container
	fi
	test_dotnet "$filter"
	if [[ -z $filter ]]; then
		test_aot
		test_hostile_input
		test_faults "${schedules:-${SABOT_TEST_FAULT_SCHEDULES:-15}}" "$seed"
	fi

	step "all tests"
	closing_line
}

test_plugin() {
	step "wal2arrow's regression tests"
	local log=$work/regress.log status=0
	make -s -C "$extension_build" PG_CONFIG="$(postgres_bin)/pg_config" installcheck >"$log" 2>&1 || status=$?
	cat "$log"
	if ((status != 0)); then
		find "$extension_build" -name regression.diffs -exec cat {} +
	fi
	report_pg_regress "regression tests" "$status" "$log"
}

test_plugin_servers() {
	step "wal2arrow's TAP tests"
	local log=$work/prove.log status=0
	make -s -C "$extension_build" PG_CONFIG="$(postgres_bin)/pg_config" prove >"$log" 2>&1 || status=$?
	grep -E '^(ok|not ok|t/)' "$log" || true
	((status == 0)) || cat "$log"
	report_prove "TAP tests" "$status" "$log"
}

test_sanitizers() {
	step "wal2arrow's encoders under sanitizers"
	local log=$work/fuzz.log status=0
	make -s -C "$extension_build" PG_CONFIG="$(postgres_bin)/pg_config" fuzz >"$log" 2>&1 || status=$?
	cat "$log"
	report_closing_line "sanitizers" "$status" "$log"
}

test_readers() {
	step "Apache Arrow's JavaScript reader"
	local folder=$root/tests/readers log=$work/readers.log status=0
	if [[ ! $folder/node_modules/.package-lock.json -nt $folder/package-lock.json ]]; then
		npm ci --no-audit --no-fund --prefix "$folder" >"$log" 2>&1 || status=$?
	fi
	if ((status == 0)); then
		(cd "$folder" && PATH=$(postgres_bin):$PATH npm test) >"$log" 2>&1 || status=$?
	fi
	((status == 0)) || cat "$log"
	report_tap "readers" "$status" "$log"
}

test_hostile_input() {
	step "hostile input"
	local log=$work/hostile.log status=0
	"$root/tests/fuzz.sh" >"$log" 2>&1 || status=$?
	cat "$log"
	report_closing_line "hostile input" "$status" "$log"
}

# Published ahead of time without a warning, and run.
test_aot() {
	step "samples/Aot"
	local status=0
	bash "$root/samples/Aot/run.sh" </dev/null || status=$?
	report "samples/Aot" "$status" $((status == 0))
}

# The tests find their servers by themselves, so they must not see the one above, nor its password.
test_dotnet() {
	local filter=$1 project name status
	step "building"
	if ! dotnet build "$root/Sabot.Cdc.sln" --nologo -v quiet -clp:NoSummary; then
		report "build" 1
		return
	fi

	private_servers
	for project in "$root"/tests/*/*.Tests.csproj; do
		name=$(basename "$project" .csproj)
		step "$name"
		status=0
		env -u PGHOST -u PGPORT -u PGUSER -u PGPASSWORD -u PGDATABASE \
			timeout --kill-after 30 "${SABOT_TEST_TIMEOUT:-1800}" \
			dotnet test "$project" --no-build --nologo --logger "trx;LogFileName=$name.trx" --results-directory "$work/results" \
			${filter:+--filter "$filter"} </dev/null || status=$?
		if [[ -n $filter && $status == 0 && $(trx_count "$work/results/$name.trx" total) == 0 ]]; then
			continue
		fi
		report_trx "$name" "$status" "$work/results/$name.trx"
	done
	if [[ -n $filter ]] && ((tests_passed + tests_failed == 0)); then
		report "filter '$filter'" 1
	fi
}

# Tests that make their servers themselves make them below this folder, so that none is left when a test is killed.
private_servers() {
	[[ ${SABOT_TEST_FOLDER:-} == "$work/servers" ]] && return
	export SABOT_TEST_PLUGIN_DIR=$work/plugin SABOT_TEST_FOLDER=$work/servers
	mkdir -p "$SABOT_TEST_FOLDER"
	at_exit stop_servers_under "$SABOT_TEST_FOLDER"
}

test_faults() {
	step "faults"
	local schedules=$1 seed=$2 log=$work/faults.log status=0
	private_servers
	env -u PGHOST -u PGPORT -u PGUSER -u PGPASSWORD -u PGDATABASE \
		timeout --kill-after 30 "${SABOT_TEST_TIMEOUT:-1800}" \
		dotnet run --project "$root/tests/Sabot.Cdc.Faults" --no-build -- --schedules "$schedules" ${seed:+--seed "$seed"} \
		</dev/null 2>&1 | tee "$log" || status=$?
	report_closing_line "fault tests" "$status" "$log"
}

test_failover() {
	local suite=$1 log=$work/failover.log status=0
	use_engine
	build_image "$root" "$suite"
	step "failover under random faults"
	run_failover "$SABOT_TEST_IMAGE" "$2" "$3" 2>&1 | tee "$log" || status=$?
	report_closing_line "failover schedules" "$status" "$log"
}

main "$@"
