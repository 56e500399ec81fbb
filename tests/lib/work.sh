# One temporary folder per run, and a list of what has to be undone when the run ends, however it ends.
# Sourced, never run. Needs bash.

# fail MESSAGE: one sentence on standard error, and the end of the script.
fail() {
	printf '%s\n' "$*" >&2
	exit 1
}

# step TITLE: tells the reader of a long run where it is.
step() {
	printf '\n== %s\n' "$*"
}

undo_stack=()

# at_exit COMMAND…: runs COMMAND when the script ends, last one first.
at_exit() {
	undo_stack+=("$(printf '%q ' "$@")")
}

run_undo_stack() {
	local status=$? i
	trap - EXIT INT TERM HUP
	for ((i = ${#undo_stack[@]} - 1; i >= 0; i--)); do
		eval "${undo_stack[i]}" || printf 'cleanup failed: %s\n' "${undo_stack[i]}" >&2
	done
	exit "$status"
}

trap run_undo_stack EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# make_work_folder: sets $work to a folder that is removed at exit. It lies directly under /tmp, not
# under $TMPDIR, because user postgres must be able to reach it and a unix socket path holds 107 bytes.
make_work_folder() {
	[[ -n ${work:-} ]] && return
	work=$(mktemp -d /tmp/sabot-cdc.XXXXXX)
	chmod 755 "$work"
	at_exit rm -rf "$work"
}

# as_root COMMAND…: runs COMMAND as root, through sudo when we are not root.
as_root() {
	if ((EUID == 0)); then
		"$@"
	elif command -v sudo >/dev/null && [[ -t 0 ]]; then
		sudo "$@"
	elif command -v sudo >/dev/null; then
		sudo -n "$@"
	else
		printf 'root is needed for: %s\n' "$*" >&2
		return 1
	fi
}
