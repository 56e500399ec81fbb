#!/usr/bin/env bash
# failover.sh [--seed N]: a client goes on, losing nothing, when the primary dies under load and a standby takes over.
#
# PostgreSQL 17 in two containers: a primary with a failover slot, and a standby that synchronizes it. Needs a Docker
# engine, or root (or sudo) to start a private one. Last line: N passed, N failed.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
for part in lib/work lib/packages lib/server lib/report docker/engine docker/image; do
	. "$root/tests/$part.sh"
done

main() {
	local seed=()
	if (($#)); then
		[[ $1 == --seed && ${2:-} =~ ^[0-9]+$ ]] || fail "failover.sh knows only --seed N."
		seed=(--seed "$2")
	fi

	step "building"
	dotnet build "$root/tests/Sabot.Cdc.Faults" --nologo -v quiet -clp:NoSummary || fail "the fault tests did not build."
	use_engine
	build_image "$root" trixie
	step "failover"
	make_work_folder
	SABOT_TEST_PASSWORD=$(od -An -N12 -tx1 /dev/urandom | tr -d ' \n')
	SABOT_TEST_PRIMARY_PORT=$(free_port)
	SABOT_TEST_STANDBY_PORT=$(free_port)
	SABOT_TEST_PRIMARY_CONTAINER=sabot-cdc-primary-$$
	export SABOT_TEST_PASSWORD SABOT_TEST_PRIMARY_PORT SABOT_TEST_STANDBY_PORT SABOT_TEST_PRIMARY_CONTAINER
	start_primary
	start_standby "sabot-cdc-standby-$$"

	local log=$work/failover.log status=0
	timeout --kill-after 30 300 dotnet run --project "$root/tests/Sabot.Cdc.Faults" --no-build -- --failover "${seed[@]}" \
		</dev/null 2>&1 | tee "$log" || status=$?
	report_closing_line "failover" "$status" "$log"
	closing_line
}

# A commit waits for the standby, and so does what is sent of it: nothing is promised that dies with the primary.
start_primary() {
	at_exit docker rm -f -v "$SABOT_TEST_PRIMARY_CONTAINER"
	docker run -d --network host --name "$SABOT_TEST_PRIMARY_CONTAINER" -e POSTGRES_PASSWORD="$SABOT_TEST_PASSWORD" "$SABOT_TEST_IMAGE" \
		-c listen_addresses=127.0.0.1 -c port="$SABOT_TEST_PRIMARY_PORT" -c fsync=off -c wal_sender_timeout=3s >/dev/null
	await_server "$SABOT_TEST_PRIMARY_CONTAINER" "$SABOT_TEST_PRIMARY_PORT"
}

start_standby() {
	local container=$1
	at_exit docker rm -f -v "$container"
	docker run -d --network host --name "$container" -e PGPASSWORD="$SABOT_TEST_PASSWORD" "$SABOT_TEST_IMAGE" sh -ec '
		install -d -o postgres -g postgres -m 700 "$PGDATA"
		install -d -o postgres -g postgres -m 775 /var/run/postgresql
		as_postgres="setpriv --reuid=postgres --regid=postgres --init-groups"
		primary="host=127.0.0.1 port=$1 user=postgres password=$PGPASSWORD"
		$as_postgres pg_basebackup -d "$primary" -D "$PGDATA" -X stream -C -S standby -R
		exec $as_postgres postgres -D "$PGDATA" -c listen_addresses=127.0.0.1 -c port="$2" -c fsync=off -c wal_sender_timeout=3s \
			-c hot_standby_feedback=on -c sync_replication_slots=on -c primary_slot_name=standby \
			-c primary_conninfo="$primary dbname=postgres application_name=standby"
		' sh "$SABOT_TEST_PRIMARY_PORT" "$SABOT_TEST_STANDBY_PORT" >/dev/null
	await_server "$container" "$SABOT_TEST_STANDBY_PORT"
	docker exec -u postgres "$SABOT_TEST_PRIMARY_CONTAINER" psql -qX -p "$SABOT_TEST_PRIMARY_PORT" \
		-c "ALTER SYSTEM SET synchronous_standby_names = 'standby'" \
		-c "ALTER SYSTEM SET synchronized_standby_slots = 'standby'" -c "SELECT pg_reload_conf()" >/dev/null
}

await_server() {
	local waited=0
	until docker exec "$1" pg_isready -q -h 127.0.0.1 -p "$2"; do
		if ((++waited > 120)); then
			docker logs "$1" >&2
			fail "the server in $1 did not start; its log is above."
		fi
		sleep 0.5
	done
}

main "$@"
