# The image of the container tests. Sourced after engine.sh.

# ensure_base_image SUITE: makes debian:SUITE-slim with debootstrap where it cannot be pulled.
ensure_base_image() {
	local suite=$1 image=debian:$1-slim folder
	docker image inspect "$image" >/dev/null 2>&1 && return
	if docker pull -q "$image" >/dev/null 2>&1; then
		return
	fi
	ensure_packages debootstrap
	step "making $image with debootstrap"
	make_work_folder
	folder=$work/base-$suite
	at_exit as_root rm -rf "$folder"
	if ! as_root debootstrap --variant=minbase "$suite" "$folder" >"$work/debootstrap.log" 2>&1; then
		tail -n 20 "$work/debootstrap.log" >&2
		fail "debootstrap could not make Debian $suite; the end of its log is above."
	fi
	add_update_sources "$suite" "$folder"
	as_root rm -rf "$folder"/var/cache/apt/archives/*.deb "$folder"/var/lib/apt/lists/*
	as_root tar -C "$folder" -c . | docker import - "$image" >/dev/null
	as_root rm -rf "$folder"
}

# add_update_sources SUITE FOLDER: the official image also has the release's updates and security updates as sources;
# debootstrap writes the first line only. They are taken from the same mirror, if it has them.
add_update_sources() {
	local suite=$1 list=$2/etc/apt/sources.list mirror
	[[ $suite == sid ]] && return
	mirror=$(sed -n 's/^deb \([^ ]*\) .*/\1/p' "$list" | head -n 1)
	as_root cp "$list" "$list.plain"
	printf '%s\n' "deb $mirror $suite-updates main" "deb ${mirror%/}-security $suite-security main" | as_root tee -a "$list" >/dev/null
	if ! as_root chroot "$2" apt-get -o APT::Update::Error-Mode=any update >>"$work/debootstrap.log" 2>&1; then
		as_root mv "$list.plain" "$list"
	fi
	as_root rm -f "$list.plain"
}

# build_image ROOT SUITE: builds extension/Dockerfile and exports SABOT_TEST_IMAGE.
build_image() {
	ensure_base_image "$2"
	export SABOT_TEST_IMAGE=sabot-cdc/postgres:$2
	build_stage "$1" "$2" "$SABOT_TEST_IMAGE" ||
		fail "$SABOT_TEST_IMAGE did not build; the end of the log is above."
}

# run_failover IMAGE SCHEDULES SEED: the fault tests, as they are built, on pairs of servers in containers of the image.
run_failover() {
	SABOT_TEST_SERVER=container SABOT_TEST_IMAGE=$1 timeout --kill-after 30 "${SABOT_TEST_TIMEOUT:-1800}" \
		dotnet run --project "$root/tests/Sabot.Cdc.Faults" --no-build -- --failover --schedules "$2" ${3:+--seed "$3"} </dev/null
}

# build_stage ROOT SUITE IMAGE [STAGE]: builds extension/Dockerfile, or a stage of it, with compiler warnings as errors.
# Prints the end of the log if that fails. The build takes part in the host's network, because an engine without
# iptables has no other way out for apt.
build_stage() {
	local root=$1 suite=$2 image=$3 stage=${4:-} options=""
	# The Release file of an unstable snapshot may have expired.
	[[ $suite == sid ]] && options="-o Acquire::Check-Valid-Until=false"
	step "building $image"
	make_work_folder
	if ! docker build --network host --build-arg SUITE="$suite" --build-arg APT_OPTIONS="$options" --build-arg WERROR=1 \
		${stage:+--target "$stage"} -t "$image" "$root/extension" >"$work/build.log" 2>&1; then
		tail -n 40 "$work/build.log" >&2
		return 1
	fi
}
