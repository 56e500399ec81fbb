#!/usr/bin/env bash
# prove.sh PG_CONFIG PLUGIN_DIR [TEST…]: runs the TAP tests in t/ (or only these) against servers of their own, which
# load wal2arrow.so from PLUGIN_DIR. As root it does so as user postgres, since initdb refuses root.
#
# WAL2ARROW_TAP_KEEP=1 keeps the servers' folders and logs of a run that failed.
set -euo pipefail
pg_config=$1
plugin=$2
shift 2
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
pgxs=$(dirname "$("$pg_config" --pgxs)")/../..
work=$(mktemp -d /tmp/wal2arrow-tap.XXXXXX)
trap '[[ -n ${WAL2ARROW_TAP_KEEP:-} ]] || rm -rf "$work"' EXIT

# User postgres may not be able to enter the source folder.
mkdir "$work/plugin" "$work/tmp_check"
cp -r "$here/t" "$work/t"
cp "$plugin/wal2arrow.so" "$work/plugin/"
chmod -R a+rX "$work"
as_user=(env)
if ((EUID == 0)); then
	chown -R postgres "$work"
	as_user=(runuser -u postgres -- env)
fi
[[ -n ${WAL2ARROW_TAP_KEEP:-} ]] && export PG_TEST_NOCLEAN=1

cd "$work"
(($#)) || set -- t/*.pl
"${as_user[@]}" \
	PATH="$("$pg_config" --bindir):$PATH" \
	PGPORT=65432 \
	PG_REGRESS="$pgxs/src/test/regress/pg_regress" \
	TESTDIR="$work" TESTDATADIR="$work/tmp_check" TESTLOGDIR="$work/tmp_check/log" \
	WAL2ARROW_DIR="$work/plugin" \
	prove --verbose -I "$pgxs/src/test/perl" -I "$work/t/lib" "$@" || {
	status=$?
	# What a test died of is in its log only.
	tail -n 25 "$work"/tmp_check/log/regress_log_*
	exit "$status"
}
