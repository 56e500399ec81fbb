#!/usr/bin/env bash
# fuzz.sh [--pg-config PG_CONFIG] [--runs N] [TARGET…]: runs the encoders and the option parser outside of the server,
# under AddressSanitizer and UndefinedBehaviorSanitizer, with libFuzzer's inputs. Each target in fuzz/ compares what
# comes out with what was put in. Last line: N passed, N failed.
#
#   --runs N    so many inputs for each target, instead of what takes some seconds
#   fuzz.sh [--pg-config PG_CONFIG] --repeat TARGET BASE64    runs one input again, as a failure prints it
#
# SABOT_TEST_SEED repeats a run, with the sources and the compiler being the same. Needs clang and its libclang_rt
# (Debian: clang, libclang-rt-dev) and the server's development files. Nothing is left behind in the source folder.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
sources=$here/../src
pg_config=pg_config

# The sources under test: all that does not talk to a running server.
tested=(arrow_ipc column decimal encoder flatbuffer frame generation nested options row table_filter utf8)

# TARGET INPUTS: a few seconds each.
targets=(
	decimal 200000
	options 120000
	tables 150000
	text 120000
	schema 3000
	column 20000
	row 5000
)

fail() {
	printf '%s\n' "$*" >&2
	exit 1
}

usage() {
	sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "${BASH_SOURCE[0]}"
}

# libFuzzer is told of what the sources do, not of what the stand-in and the oracles do.
compile_all() {
	local flags=(
		-std=gnu11 -g -O1 -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all
		-DUSE_ASSERT_CHECKING=1 -D_GNU_SOURCE -isystem "$("$pg_config" --includedir-server)"
		-Wall -Wextra -Werror -Wno-unused-parameter -Wno-sign-compare -Wno-missing-field-initializers
	)
	{
		printf -- "-fsanitize=fuzzer-no-link\0$sources/%s.c\0" "${tested[@]}"
		printf -- '-g\0%s\0' "$here"/fuzz/*.c
	} | (cd "$work" && xargs -0 -n 2 -P "$(nproc)" clang -c "${flags[@]}")
	find "$work" -name '*.o' ! -name 'fuzz_*' -exec ar rc "$work/all.a" {} +
}

link_target() {
	[[ -e $work/fuzz_$1.o ]] || fail "There is no target '$1'; there are: $(cd "$here/fuzz" && echo fuzz_*.c | sed 's/fuzz_\([a-z_]*\)\.c/\1/g')"
	clang -fsanitize=address,undefined,fuzzer -fno-sanitize-recover=all "$work/fuzz_$1.o" "$work/all.a" -o "$work/$1"
}

# New memory is filled with junk. Leaks are looked for unless this system does not let LeakSanitizer look.
set_sanitizer_options() {
	export UBSAN_OPTIONS=print_stacktrace=1
	export ASAN_OPTIONS=max_malloc_fill_size=1073741824:malloc_fill_byte=165:detect_leaks=1
	# Inputs are short and many: what is freed is remembered for one, and where it was allocated not too deep.
	ASAN_OPTIONS+=:quarantine_size_mb=16:malloc_context_size=8
	export LSAN_OPTIONS=report_objects=1
	local log=$work/leaks.log
	printf 'int main(void) { return 0; }\n' | clang -fsanitize=address -x c - -o "$work/leaks"
	if ! "$work/leaks" >"$log" 2>&1; then
		grep -q LeakSanitizer "$log" || { cat "$log" >&2; fail "AddressSanitizer does not run here; its output is above."; }
		ASAN_OPTIONS=${ASAN_OPTIONS/detect_leaks=1/detect_leaks=0}
		echo "NOT TESTED: leaks, because LeakSanitizer may not trace processes here."
	fi
}

# run_target TARGET INPUTS SEED
run_target() {
	local target=$1 inputs=$2 seed=$3 log=$work/$1.log status=0 input
	timeout --kill-after 10 "${SABOT_FUZZ_TIMEOUT:-1800}" "$work/$target" -seed="$seed" -runs="$inputs" -timeout=60 \
		-rss_limit_mb=2048 -verbosity=1 -artifact_prefix="$work/$target-" >"$log" 2>&1 </dev/null || status=$?
	if ((status == 0)) && grep -q "^Done $inputs runs" "$log"; then
		passed=$((passed + 1))
		echo "ok - $target: $inputs inputs"
		return
	fi
	failed=$((failed + 1))
	grep -vE '^#[0-9]+[[:space:]]+(NEW|REDUCE|pulse|RELOAD|INITED)|^INFO:|^"|^#+ ' "$log" | tail -n 60 || true
	echo "not ok - $target: exit code $status; SABOT_TEST_SEED=$seed repeats the run, and this the input alone:"
	input=$(find "$work" -maxdepth 1 -name "$target-*" -type f | head -n 1)
	if [[ -n $input ]]; then
		echo "extension/test/fuzz.sh --pg-config $pg_config --repeat $target '$(base64 -w 0 "$input")'"
	else
		echo "(no input: $target ended outside of one)"
	fi
}

repeat_input() {
	link_target "$1"
	printf '%s' "$2" | base64 -d >"$work/input"
	"$work/$1" "$work/input"
}

main() {
	local runs="" wanted=() repeat=() seed i
	while (($#)); do
		case $1 in
			--pg-config) pg_config=${2:?--pg-config wants a path}; shift ;;
			--runs) runs=${2:?--runs wants a number}; shift ;;
			--repeat)
				(($# == 3)) || fail "--repeat wants a target and an input in base64, and nothing behind."
				repeat=("$2" "$3")
				shift 2
				;;
			-h | --help) usage; return ;;
			-*) fail "fuzz.sh does not know '$1'; see fuzz.sh --help." ;;
			*) wanted+=("$1") ;;
		esac
		shift
	done
	[[ -z $runs || $runs =~ ^[1-9][0-9]*$ ]] || fail "--runs wants a number of inputs, not '$runs'."
	command -v clang >/dev/null || fail "clang is missing (Debian: clang, libclang-rt-dev)."

	work=$(mktemp -d "${TMPDIR:-/tmp}/wal2arrow-fuzz.XXXXXX")
	trap 'rm -rf "$work"' EXIT
	compile_all
	set_sanitizer_options
	if ((${#repeat[@]})); then
		repeat_input "${repeat[@]}"
		return
	fi

	seed=${SABOT_TEST_SEED:-$((RANDOM << 15 | RANDOM))}
	[[ $seed =~ ^-?[0-9]+$ ]] || fail "SABOT_TEST_SEED is a number, not '$seed'."
	echo "SABOT_TEST_SEED=$seed"
	# libFuzzer takes 0 for "any".
	seed=$(((seed & 0x7FFFFFFF) | 1 << 31))
	passed=0 failed=0
	for ((i = 0; i < ${#targets[@]}; i += 2)); do
		if ((${#wanted[@]})) && [[ " ${wanted[*]} " != *" ${targets[i]} "* ]]; then
			continue
		fi
		link_target "${targets[i]}"
		run_target "${targets[i]}" "${runs:-${targets[i + 1]}}" "$seed"
	done
	((passed + failed > 0)) || fail "There is no target '${wanted[*]}'; see extension/test/fuzz."
	echo "$passed passed, $failed failed"
	((failed == 0))
}

main "$@"
