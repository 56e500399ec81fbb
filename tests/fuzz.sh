#!/usr/bin/env bash
# fuzz.sh [--runs N] [--minutes M] [--seed S] [--case N]: gives the runtime frames of a real server, mutated. Last line:
# N passed, N failed. 200,000 cases unless --runs says otherwise; each is determined by the seed (SABOT_TEST_SEED, or one
# that is printed) and its number.
#
#   --minutes M  ends after so long, however many cases that were
#   --case N     only that case of the seed, as a finding says
#   --capture    makes the corpus anew from corpus.sql, with a private PostgreSQL server
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
for part in work packages server extension; do
	. "$root/tests/lib/$part.sh"
done
project=$root/tests/Sabot.Cdc.Fuzz

main() {
	case ${1:-} in
		-h | --help)
			sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "${BASH_SOURCE[0]}"
			return
			;;
	esac
	make_work_folder
	# As users have it: what the compiler leaves out of optimized code matters here.
	dotnet build "$project" -c Release --nologo -v quiet -clp:NoSummary >"$work/build.log" ||
		{ cat "$work/build.log" >&2; fail "the fuzzer does not build."; }
	if [[ ${1:-} == --capture ]]; then
		capture
	else
		fuzz run --corpus "$project/corpus" "$@"
	fi
}

fuzz() {
	dotnet "$project/bin/Release/net10.0/Sabot.Cdc.Fuzz.dll" "$@"
}

capture() {
	build_extension "$root" "$work/plugin"
	start_server "$work/server" "$work/plugin"
	# The least there is, so that a transaction of some rows is sent in progress.
	psql -X -q -v ON_ERROR_STOP=1 -c "ALTER SYSTEM SET logical_decoding_work_mem = '64kB'" -c "SELECT pg_reload_conf()" >/dev/null
	psql -X -q -v ON_ERROR_STOP=1 -c "CREATE DATABASE fuzz"
	SABOT_TEST_CONNECTION="Host=$PGHOST;Port=$PGPORT;Username=$PGUSER;Password=$PGPASSWORD;Database=fuzz" \
		fuzz capture "$project/corpus.sql" "$project/corpus"
}

main "$@"
