# Builds wal2arrow outside of the source folder and without installing it. Sourced after work.sh, packages.sh and server.sh.

# build_extension ROOT TARGET [VARIABLE=VALUE…]: puts wal2arrow.so of the sources in ROOT/extension, made with these
# variables of its Makefile, into folder TARGET, readable for all users. The build lies in ROOT/artifacts under a hash
# of its inputs: PGXS tracks no header dependencies, so a build is either exactly this one or made from nothing.
build_extension() {
	local root=$1 target=$2 pg_config sum build
	shift 2
	pg_config=$(postgres_bin)/pg_config || exit
	sum=$(extension_hash "$root" "$pg_config" "$@")
	build=$root/artifacts/extension/$(postgres_version)-$sum
	if [[ ! -e $build/wal2arrow.so ]]; then
		step "building wal2arrow for $("$pg_config" --version)"
		local fresh
		mkdir -p "$root/artifacts/extension"
		fresh=$(mktemp -d "$root/artifacts/extension/build.XXXXXX")
		copy_extension_sources "$root" "$fresh"
		if ! make -s -C "$fresh" PG_CONFIG="$pg_config" "$@" >"$fresh/build.log" 2>&1; then
			cat "$fresh/build.log" >&2
			rm -rf "$fresh"
			fail "wal2arrow did not build; the compiler's output is above."
		fi
		rm -rf "$build"
		mv "$fresh" "$build"
	fi
	mkdir -p "$target"
	install -m 755 "$build/wal2arrow.so" "$target/wal2arrow.so"
	chmod 755 "$target"
	extension_build=$build
}

# extension_sources ROOT: prints the source files' names, without build results.
extension_sources() {
	(cd "$1/extension" && find . -type f ! -name '*.o' ! -name '*.so' ! -name '*.bc' ! -name 'regression.*' \
		! -path '*/results/*' ! -path '*/output_iso/*' ! -path '*/.deps/*' ! -path '*/tmp_check*' | LC_ALL=C sort)
}

# extension_hash ROOT PG_CONFIG [VARIABLE=VALUE…]: prints what tells this build from others.
extension_hash() {
	{
		"$2" --version --cflags --cppflags
		printf '%s\n' "${@:3}"
		cd "$1/extension" && extension_sources "$1" | tr '\n' '\0' | xargs -0 sha256sum
	} | sha256sum | cut -c1-16
}

copy_extension_sources() {
	(cd "$1/extension" && extension_sources "$1" | tar -cf - -T -) | tar -xf - --no-same-owner -C "$2"
}
