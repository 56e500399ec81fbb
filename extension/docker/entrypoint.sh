#!/bin/sh
# Makes the cluster at the first start, and becomes the server, so that it is the container's first process and
# gets its signals. Understands the environment of the official PostgreSQL image as far as tests need it.
set -eu

# Anything but server options is a command of the user's own, such as a shell.
case ${1:-} in
	'' | -*) ;;
	postgres) shift ;;
	*) exec "$@" ;;
esac

if [ "$(id -u)" = 0 ]; then
	install -d -o postgres -g postgres -m 700 "$PGDATA"
	install -d -o postgres -g postgres -m 775 /var/run/postgresql
	exec setpriv --reuid=postgres --regid=postgres --init-groups "$0" "$@"
fi

user=${POSTGRES_USER:-postgres}
database=${POSTGRES_DB:-$user}

if [ ! -e "$PGDATA/PG_VERSION" ]; then
	if [ -z "${POSTGRES_PASSWORD:-}" ]; then
		echo "POSTGRES_PASSWORD is not set: start the container with -e POSTGRES_PASSWORD=…" >&2
		exit 1
	fi
	umask 077
	password_file=$(mktemp)
	printf '%s\n' "$POSTGRES_PASSWORD" >"$password_file"
	initdb -D "$PGDATA" -U "$user" --pwfile "$password_file" --auth-local trust --auth-host scram-sha-256 \
		--encoding UTF8 --locale C.UTF-8
	rm -f "$password_file"
	printf 'host all all all scram-sha-256\nhost replication all all scram-sha-256\n' >>"$PGDATA/pg_hba.conf"

	{
		echo "listen_addresses = '*'"
		echo "wal_level = logical"
		# Minor versions before 15.19, 16.15, 17.11 and 18.6 do not know this setting and would not start with it.
		if postgres -D "$PGDATA" -C output_plugin_libraries >/dev/null 2>&1; then
			echo "output_plugin_libraries = 'pgoutput, test_decoding, wal2arrow, wal2json'"
		fi
	} >"$PGDATA/settings.conf"
	cat "$PGDATA/settings.conf" >>"$PGDATA/postgresql.conf"
	rm -f "$PGDATA/settings.conf"

	case $database in
		postgres | template0 | template1) ;;
		*)
			quoted=$(printf '%s' "$database" | sed 's/"/""/g')
			printf 'CREATE DATABASE "%s";\n' "$quoted" | postgres --single -D "$PGDATA" postgres >/dev/null
			;;
	esac
fi

exec postgres -D "$PGDATA" "$@"
