# Counts tests over all runners. Sourced. A runner that ends badly without having named a failed test, or that
# has run no test, counts as one failed test: it must not look like a pass.

tests_passed=0
tests_failed=0
failures=()

# report NAME STATUS PASSED FAILED [TEST…]: adds what a runner counted; STATUS is its exit code, the rest the names of
# the tests that failed, as far as it says them.
report() {
	local name=$1 status=$2 passed=${3:-0} failed=${4:-0} named=$(($# > 4 ? $# - 4 : 0)) test
	for test in "${@:5}"; do
		failures+=("$name: $test")
	done
	if ((failed == 0 && (status != 0 || passed == 0))); then
		failed=1
		failures+=("$name: exit code $status")
		printf '%s: the runner ended with exit code %s and %s passed tests; counted as one failed.\n' "$name" "$status" "$passed" >&2
	elif ((failed > named)); then
		# What a runner does not name must not be missing at the end.
		failures+=("$name: $((failed - named)) without a name")
	fi
	tests_passed=$((tests_passed + passed))
	tests_failed=$((tests_failed + failed))
	printf '%s: %s passed, %s failed\n' "$name" "$passed" "$failed"
}

# closing_line: names what failed once more, prints the sum, which has to be the last line of the output, and fails if a
# test did.
closing_line() {
	((${#failures[@]} == 0)) || printf 'FAILED %s\n' "${failures[@]}"
	printf '%s passed, %s failed\n' "$tests_passed" "$tests_failed"
	((tests_failed == 0))
}

# trx_count FILE ATTRIBUTE: prints a counter of a TRX file; 0 if the file or the counter is not there.
trx_count() {
	local count
	count=$(sed -n "s/.*<Counters [^>]*\b$2=\"\([0-9]*\)\".*/\1/p" "$1" 2>/dev/null | head -n 1)
	printf '%s\n' "${count:-0}"
}

# report_trx NAME STATUS FILE: adds the counters of dotnet test's result file.
report_trx() {
	local name=$1 status=$2 file=$3 failed=0 counter names
	for counter in failed error timeout aborted; do
		failed=$((failed + $(trx_count "$file" "$counter")))
	done
	mapfile -t names < <(sed -n 's/.*<UnitTestResult [^>]*testName="\([^"]*\)"[^>]*outcome="Failed".*/\1/p' "$file" 2>/dev/null)
	report "$name" "$status" "$(trx_count "$file" passed)" "$failed" "${names[@]}"
}

# report_pg_regress NAME STATUS FILE: adds the results in pg_regress's output, TAP since PostgreSQL 16.
report_pg_regress() {
	local passed failed names
	mapfile -t names < <(sed -nE 's/^not ok [0-9]+ +- ([^ ]+).*/\1/p; s/^(test|    ) +([^ ]+) +\.\.\. FAILED.*/\2/p' "$3")
	passed=$(grep -cE '^ok [0-9]+|^(test|    ) .*\.\.\. ok ' "$3") || true
	failed=$(grep -cE '^not ok [0-9]+|^(test|    ) .*\.\.\. FAILED' "$3") || true
	report "$1" "$2" "$passed" "$failed" "${names[@]}"
}

# report_tap NAME STATUS FILE: adds the closing counts of node's TAP output.
report_tap() {
	local passed failed names
	mapfile -t names < <(failed_taps "$3")
	passed=$(sed -n 's/^# pass \([0-9]*\)$/\1/p' "$3" | tail -n 1)
	failed=$(sed -n 's/^# fail \([0-9]*\)$/\1/p' "$3" | tail -n 1)
	report "$1" "$2" "${passed:-0}" "${failed:-0}" "${names[@]}"
}

# failed_taps FILE: prints the names of the tests that failed in TAP output, without those inside of subtests.
failed_taps() {
	sed -nE 's/^not ok [0-9]+ - (.*)/\1/p' "$1"
}

# report_prove NAME STATUS FILE: adds the tests in the output of prove --verbose; those inside a subtest are one.
report_prove() {
	local passed failed names
	mapfile -t names < <(failed_taps "$3")
	passed=$(grep -E '^ok [0-9]+' "$3" | grep -cvE '# skip') || true
	failed=$(grep -cE '^not ok [0-9]+' "$3") || true
	report "$1" "$2" "$passed" "$failed" "${names[@]}"
}

# report_closing_line NAME STATUS FILE: adds what a script's own closing_line said; make may have complained behind it.
report_closing_line() {
	local passed failed names
	mapfile -t names < <(sed -n 's/^FAILED //p; s/^not ok - //p' "$3")
	passed=$(sed -n 's/^\([0-9]*\) passed, [0-9]* failed$/\1/p' "$3" | tail -n 1)
	failed=$(sed -n 's/^[0-9]* passed, \([0-9]*\) failed$/\1/p' "$3" | tail -n 1)
	report "$1" "$2" "${passed:-0}" "${failed:-0}" "${names[@]}"
}
