# What tests/matrix.sh does with one PostgreSQL version. Sourced after the others.
# Servers are containers of the image that users get; the tests' own programs run in the Dockerfile's build stage.

# test_in_containers VERSION SUITE WITH_DOTNET
test_in_containers() {
	local version=$1 suite=$2 with_dotnet=$3 image=sabot-cdc/postgres:$2 tools=sabot-cdc/build:$2 status=0
	use_engine
	ensure_base_image "$suite"
	{
		build_stage "$root" "$suite" "$tools" build && build_stage "$root" "$suite" "$image" && is_version "$image" "$version"
	} || status=$?
	report "PostgreSQL $version: image" "$status" $((status == 0))
	# Nothing else can run without the image, and the failure is counted.
	((status == 0)) || return 0
	drop_old_images

	if start_container "$version" "$image"; then
		test_create_extension "$version"
		test_with_make "$version" "$tools" regression REGRESS
		test_with_make "$version" "$tools" isolation ISOLATION
		remove_container "$container"
	else
		report "PostgreSQL $version: server" 1
	fi
	test_tap "$version" "$tools"
	if ((with_dotnet)); then
		test_integration "$version" "$image"
		# Failover slots came with 17.
		((version < 17)) || test_failover "$version" "$image"
	fi
}

# is_version IMAGE VERSION: Debian's unstable release moves on to the next PostgreSQL one day.
is_version() {
	local found
	found=$(docker run --rm "$1" sh -c 'postgres --version') || return
	if [[ ! $found =~ \ $2[.a-z] ]]; then
		printf '%s has %s, not version %s; change debian_suite in tests/matrix.sh.\n' "$1" "$found" "$2" >&2
		return 1
	fi
	echo "$found"
}

# start_container VERSION IMAGE: starts a server as tests/lib/server.sh configures it; sets container.
start_container() {
	local waited=0
	container=sabot-cdc-matrix-$1-$$
	at_exit remove_container "$container"
	docker run -d --name "$container" -e POSTGRES_PASSWORD=matrix "$2" -c max_wal_senders=20 -c max_replication_slots=20 \
		-c max_prepared_transactions=10 -c fsync=off >/dev/null || return
	until docker exec "$container" pg_isready -q -h 127.0.0.1; do
		if ((++waited > 120)); then
			docker logs "$container" >&2
			return 1
		fi
		sleep 0.5
	done
}

remove_container() {
	[[ -z $(docker ps -aq --filter "name=^/$1\$") ]] || docker rm -f -v "$1" >/dev/null
}

# drop_old_images: in an engine of our own, deletes what earlier builds have left behind.
drop_old_images() {
	[[ -z ${private_engine:-} ]] || docker image prune -f >/dev/null
}

test_create_extension() {
	local status=0 found
	step "PostgreSQL $1: CREATE EXTENSION"
	found=$(docker exec "$container" psql -U postgres -XAtq -v ON_ERROR_STOP=1 -c 'CREATE DATABASE ext' -c '\c ext' \
		-c 'CREATE EXTENSION wal2arrow' -c 'SELECT wal2arrow_version()' -c '\dx wal2arrow' -c 'DROP EXTENSION wal2arrow') || status=$?
	printf '%s\n' "$found"
	report "PostgreSQL $1: CREATE EXTENSION" "$status" $((status == 0))
}

# test_with_make VERSION IMAGE NAME VARIABLE: that part of make installcheck that PGXS runs because of the
# Makefile's VARIABLE, against the container's server.
test_with_make() {
	local version=$1 image=$2 name=$3 variable=$4 log=$work/$3-$1.log status=0 other without=()
	step "PostgreSQL $version: $name tests"
	for other in REGRESS ISOLATION; do
		[[ $other == "$variable" ]] || without+=("$other=")
	done
	# shellcheck disable=SC2016 # expanded in the container
	docker run --rm --network "container:$container" --user postgres -e PGHOST=127.0.0.1 -e PGPASSWORD=matrix "$image" sh -c '
		cp -R /build /tmp/build && cd /tmp/build || exit
		make -s installcheck "$@" && exit
		find . -name regression.diffs -exec cat {} +
		exit 1' sh "${without[@]}" >"$log" 2>&1 </dev/null || status=$?
	cat "$log"
	report_pg_regress "PostgreSQL $version: $name tests" "$status" "$log"
}

# test_tap VERSION IMAGE: the TAP tests, which start servers of their own; where there are some.
test_tap() {
	local version=$1 image=$2 log=$work/tap-$1.log status=0
	grep -q '^prove:' "$root/extension/Makefile" || return 0
	step "PostgreSQL $version: TAP tests"
	docker run --rm --network none "$image" make -s -C /build prove >"$log" 2>&1 </dev/null || status=$?
	# A passing run's log is hundreds of lines that say so.
	if ((status == 0)); then
		grep -E '^(ok|t/)' "$log" || true
	else
		cat "$log"
	fi
	report_prove "PostgreSQL $version: TAP tests" "$status" "$log"
}

test_integration() {
	local version=$1 project=$root/tests/Sabot.Cdc.Integration.Tests name=integration-$1 status=0
	step "PostgreSQL $version: Sabot.Cdc.Integration.Tests"
	command -v dotnet >/dev/null || fail "the .NET SDK is missing; install the version that global.json names."
	{
		dotnet build "$project" --nologo -v quiet -clp:NoSummary &&
			SABOT_TEST_SERVER=container SABOT_TEST_IMAGE=$2 timeout --kill-after 30 "${SABOT_TEST_TIMEOUT:-1800}" \
				dotnet test "$project" --no-build --nologo --logger "trx;LogFileName=$name.trx" --results-directory "$work/results" </dev/null
	} || status=$?
	report_trx "PostgreSQL $version: integration tests" "$status" "$work/results/$name.trx"
}

# test_failover VERSION IMAGE: random schedules of faults, in each of which a standby takes its primary's place.
test_failover() {
	local version=$1 log=$work/failover-$1.log status=0
	step "PostgreSQL $version: failover under random faults"
	{
		dotnet build "$root/tests/Sabot.Cdc.Faults" --nologo -v quiet -clp:NoSummary &&
			run_failover "$2" "${SABOT_TEST_FAILOVER_SCHEDULES:-5}" ""
	} 2>&1 | tee "$log" || status=$?
	report_closing_line "PostgreSQL $version: failover schedules" "$status" "$log"
}

# compile_only VERSION: compiles against the headers of an installed PostgreSQL, if there are any.
compile_only() {
	local version=$1 name=SABOT_TEST_PG_CONFIG_$1 pg_config status=0
	pg_config=${!name:-/usr/lib/postgresql/$version/bin/pg_config}
	step "PostgreSQL $version: compiling"
	if [[ ! -x $pg_config ]]; then
		skipped+=("PostgreSQL $version: SKIPPED, no Debian release has it and there is no $pg_config; install its development files, or set $name.")
		printf '%s\n' "${skipped[-1]}"
		return
	fi
	ensure_packages gcc make
	mkdir "$work/compile-$version"
	copy_extension_sources "$root" "$work/compile-$version"
	{
		[[ $("$pg_config" --version) =~ \ $version[.a-z] ]] || { echo "$pg_config is that of $("$pg_config" --version)" >&2; false; }
	} && make -s -C "$work/compile-$version" WERROR=1 PG_CONFIG="$pg_config" || status=$?
	report "PostgreSQL $version: compiling" "$status" $((status == 0))
}
