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
	as_root rm -rf "$folder"/var/cache/apt/archives/*.deb "$folder"/var/lib/apt/lists/*
	as_root tar -C "$folder" -c . | docker import - "$image" >/dev/null
	as_root rm -rf "$folder"
}

# build_image ROOT SUITE: builds extension/Dockerfile and exports SABOT_TEST_IMAGE. The build takes part in the
# host's network, because an engine without iptables has no other way out for apt.
build_image() {
	local root=$1 suite=$2 options=""
	ensure_base_image "$suite"
	export SABOT_TEST_IMAGE=sabot-cdc/postgres:$suite
	# The Release file of an unstable snapshot may have expired.
	[[ $suite == sid ]] && options="-o Acquire::Check-Valid-Until=false"
	step "building $SABOT_TEST_IMAGE"
	make_work_folder
	if ! docker build --network host --build-arg SUITE="$suite" --build-arg APT_OPTIONS="$options" \
		-t "$SABOT_TEST_IMAGE" "$root/extension" >"$work/build.log" 2>&1; then
		tail -n 30 "$work/build.log" >&2
		fail "$SABOT_TEST_IMAGE did not build; the end of the log is above."
	fi
}
