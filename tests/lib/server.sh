# A private PostgreSQL server: own data folder, own port on 127.0.0.1, own unix socket, never as root.
# Sourced after work.sh. All servers that were started are stopped at exit.

# postgres_user: the name of the user that owns servers, since initdb and postgres refuse to run as root.
postgres_user() {
	if ((EUID == 0)); then echo postgres; else id -un; fi
}

# as_postgres COMMAND…: runs COMMAND as that user, in a folder that the user can enter.
as_postgres() {
	if ((EUID == 0)); then
		(cd / && runuser -u postgres -- "$@")
	else
		"$@"
	fi
}

# postgres_bin: prints the folder of the server's programs.
postgres_bin() {
	local bin
	bin=/usr/lib/postgresql/$(postgres_version)/bin
	if [[ ! -x $bin/initdb ]]; then
		command -v pg_config >/dev/null || fail "$bin has no initdb; install postgresql-$(postgres_version)."
		bin=$(pg_config --bindir)
	fi
	printf '%s\n' "$bin"
}

# start_server DIR [PLUGIN_DIR]: makes a server in DIR (which must not exist) and starts it, with wal2arrow
# loadable from PLUGIN_DIR without being installed. Exports PGHOST, PGPORT, PGUSER, PGPASSWORD and PGDATABASE
# for the superuser over TCP, and server_socket for the unix socket's folder (there without a password).
start_server() {
	local dir=$1 plugin_dir=${2:-} bin user attempt output
	bin=$(postgres_bin) || exit
	user=$(postgres_user)
	[[ -e $dir ]] && fail "$dir exists already; start_server wants a new folder."
	mkdir -p "$dir/socket"
	chmod 755 "$dir"
	chmod 700 "$dir/socket"
	PGPASSWORD=$(od -An -N12 -tx1 /dev/urandom | tr -d ' \n')
	printf '%s\n' "$PGPASSWORD" >"$dir/password"
	chmod 600 "$dir/password"
	((EUID == 0)) && chown -R "$user" "$dir"

	output=$(as_postgres "$bin/initdb" -D "$dir/data" -U postgres --pwfile "$dir/password" --auth-local trust \
		--auth-host scram-sha-256 --encoding UTF8 --locale C.UTF-8 --no-sync 2>&1) || fail "initdb failed: $output"
	write_server_configuration "$dir" "$plugin_dir" "$bin"
	at_exit stop_server "$dir"

	# Another process may take the port between our look and the server's bind: then try the next one.
	for attempt in 1 2 3 4 5; do
		PGPORT=$(free_port)
		if as_postgres "$bin/pg_ctl" -D "$dir/data" -l "$dir/log" -o "-p $PGPORT" -w -t 60 start >/dev/null 2>&1; then
			export PGHOST=127.0.0.1 PGPORT PGUSER=postgres PGPASSWORD PGDATABASE=postgres
			export server_socket=$dir/socket
			return
		fi
		grep -q 'Address already in use' "$dir/log" || break
	done
	cat "$dir/log" >&2
	fail "the server in $dir did not start; its log is above."
}

write_server_configuration() {
	local dir=$1 plugin_dir=$2 bin=$3
	{
		echo "listen_addresses = '127.0.0.1'"
		echo "unix_socket_directories = '$dir/socket'"
		echo "wal_level = logical"
		echo "max_wal_senders = 20"
		echo "max_prepared_transactions = 10"
		echo "max_replication_slots = 20"
		echo "fsync = off"
		[[ -n $plugin_dir ]] && echo "dynamic_library_path = '$plugin_dir:\$libdir'"
		# Minor versions before 15.19, 16.15, 17.11 and 18.6 do not know this setting and would not start with it.
		if as_postgres "$bin/postgres" -D "$dir/data" -C output_plugin_libraries >/dev/null 2>&1; then
			echo "output_plugin_libraries = 'pgoutput, test_decoding, wal2arrow, wal2json'"
		fi
	} | as_postgres tee -a "$dir/data/postgresql.conf" >/dev/null
}

# free_port: prints a port of 127.0.0.1 below the ephemeral range on which nobody listens.
free_port() {
	local port
	while port=$((20000 + RANDOM % 12000)); do
		if ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
			printf '%s\n' "$port"
			return
		fi
	done
}

# stop_server DIR [MODE]: stops the server that runs on DIR's data folder, by the process id in its
# postmaster.pid. MODE is immediate (the data is thrown away) unless fast is wanted.
stop_server() {
	local dir=$1 mode=${2:-immediate}
	[[ -e $dir/data/postmaster.pid ]] || return 0
	as_postgres "$(postgres_bin)/pg_ctl" -D "$dir/data" -m "$mode" -w -t 60 stop >/dev/null
}

# server_log DIR: prints the log, for a test that failed.
server_log() {
	cat "$1/log"
}

# stop_servers_under FOLDER: stops servers whose data lies below FOLDER, left there by a test process that was killed.
stop_servers_under() {
	local pid_file
	for pid_file in "$1"/*/data/postmaster.pid; do
		[[ -e $pid_file ]] || continue
		stop_server "${pid_file%/data/postmaster.pid}"
	done
}
