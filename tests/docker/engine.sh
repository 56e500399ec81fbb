# A Docker engine for the container tests: the one that is there, or a private one for the time of the run.
# Sourced after work.sh and packages.sh.

# use_engine: leaves DOCKER_HOST and DOCKER_API_VERSION such that docker and Testcontainers reach an engine.
use_engine() {
	if ! command -v docker >/dev/null || ! docker info >/dev/null 2>&1; then
		ensure_packages docker.io
		make_work_folder
		start_engine
	fi

	# Testcontainers speaks 1.44 whatever the engine can do, and Debian 12's engine ends at 1.41.
	local version
	version=$(docker version --format '{{.Server.APIVersion}}')
	if [[ $(printf '%s\n' 1.44 "$version" | sort -V | head -n 1) != 1.44 ]]; then
		export DOCKER_API_VERSION=$version
	fi
}

# check_engine: says why no engine can be had here, and fails; or nothing.
check_engine() {
	local probe status=0
	if command -v docker >/dev/null && docker info >/dev/null 2>&1; then
		return
	fi
	if ! as_root true 2>/dev/null; then
		echo "no Docker engine is running, and starting one needs root or sudo without a password"
		return 1
	fi
	if ! has_package docker.io && ! command -v apt-get >/dev/null; then
		echo "no Docker engine is running, and dockerd is not installed"
		return 1
	fi
	# What dockerd itself does first: a mount of its storage driver, and cgroups.
	probe=$(mktemp -d /var/tmp/sabot-cdc-probe.XXXXXX)
	mkdir "$probe"/{lower,upper,work,merged}
	as_root unshare --mount mount -t overlay overlay -o "lowerdir=$probe/lower,upperdir=$probe/upper,workdir=$probe/work" \
		"$probe/merged" 2>/dev/null || status=$?
	as_root rm -rf "$probe"
	if ((status != 0)); then
		echo "no Docker engine is running, and this machine does not allow the overlay mounts that one needs"
		return 1
	fi
	if [[ ! -e /sys/fs/cgroup/cgroup.controllers && ! -d /sys/fs/cgroup/memory ]]; then
		echo "no Docker engine is running, and no cgroups are mounted in /sys/fs/cgroup, which one needs"
		return 1
	fi
}

# start_engine: starts dockerd on a socket of its own. Its images stay in SABOT_TEST_DOCKER_ROOT, so that a second
# run finds them; it is stopped by its process id at exit.
start_engine() {
	local root=${SABOT_TEST_DOCKER_ROOT:-/var/tmp/sabot-cdc-docker} engine=$work/docker waited=0
	mkdir -p "$engine"
	lock_engine
	# Only who started the engine may use it: its socket is a root shell.
	chmod 700 "$engine"
	export DOCKER_HOST=unix://$engine/docker.sock
	# Testcontainers' reaper is an image of its own that a private engine cannot count on; stop_engine does its job.
	export TESTCONTAINERS_RYUK_DISABLED=true
	private_engine=1
	as_root sh -c 'echo $$ >"$1/started.pid" && exec dockerd --data-root "$2" --exec-root "$1/exec" --pidfile "$1/dockerd.pid" \
		--host "unix://$1/docker.sock" --group "$3" >"$1/dockerd.log" 2>&1' sh "$engine" "$root" "$(id -gn)" </dev/null &
	at_exit stop_engine "$engine"

	until docker info >/dev/null 2>&1; do
		if ((++waited > 120)) || ! kill -0 $! 2>/dev/null; then
			tail -n 20 "$engine/dockerd.log" >&2
			fail "dockerd did not start; the end of its log is above."
		fi
		sleep 0.5
	done
}

# lock_engine: waits for another run's engine to end. Two of them would share not only their images' folder but also
# the bridge docker0, on which a container would then get the address that one of the other engine has, and tests
# would talk to each other's servers. The engine inherits the lock and keeps it as long as it lives.
lock_engine() {
	local lock file=/var/tmp/sabot-cdc-docker.lock
	[[ -e $file ]] || (umask 0; : >"$file")
	exec {lock}<"$file"
	if ! flock -n "$lock"; then
		step "waiting for the Docker engine of another test run"
		flock -w 3600 "$lock" || fail "another test run's Docker engine has been running for an hour; end it, its process holds $file."
	fi
	# Not left to the last process that inherited it: a build server may live for long.
	at_exit flock -u "$lock"
}

stop_engine() {
	local engine=$1 pid containers waited=0
	[[ -e $engine/started.pid ]] || return 0
	containers=$(docker ps -aq 2>/dev/null) || true
	if [[ -n $containers ]]; then
		# shellcheck disable=SC2086 # one word per container
		docker rm -f -v $containers >/dev/null || true
	fi
	pid=$(<"$engine/started.pid")
	as_root kill "$pid" 2>/dev/null || return 0
	while as_root kill -0 "$pid" 2>/dev/null && ((++waited < 120)); do
		sleep 0.5
	done
	# dockerd leaves the mount of its host network namespace behind, and its files are root's.
	if mountpoint -q "$engine/exec/netns/default"; then
		as_root umount "$engine/exec/netns/default"
	fi
	as_root rm -rf "$engine"
}
