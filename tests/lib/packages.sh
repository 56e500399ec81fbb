# Installs the Debian packages that are missing, and nothing that is there already from elsewhere.
# Sourced after work.sh.

# has_package NAME: true when what the package is wanted for is there, from whichever source.
has_package() {
	case $1 in
		nodejs) command -v node ;;
		npm | gcc | make | clang | debootstrap) command -v "$1" ;;
		libclang-rt-dev) echo 'int LLVMFuzzerTestOneInput(void) { return 0; }' | clang -fsanitize=address,fuzzer -x c - -o /dev/null ;;
		docker.io) command -v dockerd && command -v docker ;;
		# The header, since PGXS's makefiles come with the client programs.
		postgresql-server-dev-*) [[ -e $(/usr/lib/postgresql/"${1##*-}"/bin/pg_config --includedir-server)/postgres.h ]] ;;
		postgresql-*-wal2json) [[ $1 =~ ([0-9]+) && -e /usr/lib/postgresql/${BASH_REMATCH[1]}/lib/wal2json.so ]] ;;
		postgresql-[0-9]*) [[ -x /usr/lib/postgresql/${1##*-}/bin/postgres ]] ;;
		*) dpkg-query -W -f '${Status}' "$1" 2>/dev/null | grep -q 'ok installed' ;;
	esac >/dev/null 2>&1
}

# ensure_packages NAME…: installs those that are missing, or ends the script saying which and how.
ensure_packages() {
	local name missing=()
	for name in "$@"; do
		has_package "$name" || missing+=("$name")
	done
	((${#missing[@]})) || return 0

	command -v apt-get >/dev/null ||
		fail "missing: ${missing[*]} (Debian's package names); install them with this system's package manager and run again."
	step "installing ${missing[*]}"
	local log
	log=$(mktemp)
	if ! { install_packages "${missing[@]}" >"$log" 2>&1; }; then
		tail -n 20 "$log" >&2
		rm -f "$log"
		fail "could not install ${missing[*]}; run as root: apt-get update && apt-get install ${missing[*]}"
	fi
	rm -f "$log"

	for name in "${missing[@]}"; do
		has_package "$name" || fail "$name was installed, but what it is needed for is still not there; see: dpkg -L $name"
	done
}

# A fresh postgresql-NN makes and starts a cluster "main" on port 5432. The tests want only the programs,
# so for the time of the installation a drop-in tells postgresql-common not to; existing clusters are not touched.
# RUNLEVEL=1 keeps invoke-rc.d from starting services where no systemd runs.
install_packages() {
	local drop_in=/etc/postgresql-common/createcluster.d/sabot-cdc-tests.conf status=0
	as_root mkdir -p "${drop_in%/*}" || return
	as_root sh -c "echo 'create_main_cluster = false' >$drop_in" || return
	as_root apt-get update &&
		as_root env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 \
			apt-get install -y --no-install-recommends "$@" </dev/null || status=$?
	as_root rm -f "$drop_in"
	return "$status"
}

# postgres_version: prints the major version to test with: SABOT_TEST_PG_VERSION, else the newest that is
# installed with its programs, else the one that this Debian release has.
postgres_version() {
	local version
	if [[ -n ${SABOT_TEST_PG_VERSION:-} ]]; then
		printf '%s\n' "$SABOT_TEST_PG_VERSION"
		return
	fi
	version=$(ls -d /usr/lib/postgresql/*/bin/postgres 2>/dev/null | cut -d/ -f5 | sort -n | tail -n 1)
	if [[ -z $version ]]; then
		command -v apt-cache >/dev/null || fail "PostgreSQL's server programs were not found in /usr/lib/postgresql; install them."
		version=$(apt-cache show postgresql 2>/dev/null | sed -n 's/^Version: \([0-9]*\).*/\1/p' | head -n 1)
		if [[ -z $version ]]; then
			as_root apt-get update >/dev/null || fail "apt-get update failed; see its output by running it as root."
			version=$(apt-cache show postgresql | sed -n 's/^Version: \([0-9]*\).*/\1/p' | head -n 1)
		fi
	fi
	[[ -n $version ]] || fail "no PostgreSQL is installed and apt knows no package postgresql; install PostgreSQL 15 or later."
	printf '%s\n' "$version"
}
