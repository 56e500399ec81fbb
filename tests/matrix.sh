#!/usr/bin/env bash
# matrix.sh [--no-dotnet] VERSION…: tests wal2arrow and the client with several PostgreSQL versions: matrix.sh 15 17 18
# matrix.sh --check: says whether this machine can do that.
#
# For each version, in containers of the Debian release that has it (15: bookworm, 17: trixie, 18: sid): compiles
# with warnings as errors, builds the image of extension/Dockerfile, and runs against it CREATE EXTENSION, the
# regression, isolation and TAP tests, and (not with --no-dotnet) the .NET integration tests and, from 17 on, random
# schedules of faults with a failover to a standby: SABOT_TEST_FAILOVER_SCHEDULES of them, or 5.
# A version that no Debian release has (16) is only compiled, against the headers of its pg_config in
# /usr/lib/postgresql/VERSION/bin or in SABOT_TEST_PG_CONFIG_VERSION; without them it is skipped, which is said twice.
#
# Wants a Docker engine, or root (or sudo) to start a private one. Last line: N passed, N failed.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
for part in lib/work lib/packages lib/server lib/extension lib/report docker/engine docker/image docker/matrix; do
	. "$root/tests/$part.sh"
done

main() {
	local with_dotnet=1 versions=() skipped=() version suite
	while (($#)); do
		case $1 in
			--check) check_engine; return ;;
			--no-dotnet) with_dotnet=0 ;;
			-h | --help) usage; return ;;
			[1-9][0-9]) versions+=("$1") ;;
			*) fail "matrix.sh does not know '$1'; see matrix.sh --help." ;;
		esac
		shift
	done
	((${#versions[@]})) || fail "matrix.sh wants PostgreSQL versions: matrix.sh 15 17 18"

	make_work_folder
	for version in "${versions[@]}"; do
		suite=$(debian_suite "$version")
		if [[ -n $suite ]]; then
			test_in_containers "$version" "$suite" "$with_dotnet"
		else
			compile_only "$version"
		fi
	done

	step "all versions"
	((${#skipped[@]} == 0)) || printf '%s\n' "${skipped[@]}"
	# Nothing tested is no success.
	((tests_passed + tests_failed > 0)) || report "PostgreSQL ${versions[*]}" 1
	closing_line
}

usage() {
	sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "${BASH_SOURCE[0]}"
}

# debian_suite VERSION: prints the Debian release that has this PostgreSQL, if there is one.
debian_suite() {
	case $1 in
		15) echo bookworm ;;
		17) echo trixie ;;
		18) echo sid ;;
	esac
}

main "$@"
