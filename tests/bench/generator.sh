# The generator benchmark. Sourced by bench.sh.

# bench_generator [--rounds N]
bench_generator() {
	local rounds=5 round log project=$root/tests/bench/Sabot.Cdc.Generator.Bench
	while (($#)); do
		case $1 in
			--rounds) rounds=${2:?}; shift ;;
			*) fail "bench.sh generator does not know '$1'; see bench.sh --help." ;;
		esac
		shift
	done

	make_work_folder
	log=$work/generator.log
	dotnet build "$project" -c Release --nologo -v quiet -clp:NoSummary >"$log" || { cat "$log"; fail "the benchmark does not build."; }
	: >"$log"
	for ((round = 0; round < rounds; round++)); do
		timeout 300 dotnet "$project/bin/Release/net10.0/Sabot.Cdc.Generator.Bench.dll" >>"$log" || fail "the benchmark failed."
	done

	echo "1,000 tables of 30 columns, $rounds processes, $(nproc) cores, load $(cut -d ' ' -f 1 /proc/loadavg):"
	local what
	for what in cold edit; do
		echo "generator $what $(median_of "$what" 2) (processor $(median_of "$what" 3))"
	done
}

# median_of WHAT FIELD: of the lines of the log that start with WHAT.
median_of() {
	awk -v what="$1" -v field="$2" '$1 == what { print $field }' "$log" | sort -n |
		awk '{ ms[NR] = $1 } END { print NR % 2 ? ms[(NR + 1) / 2] : (ms[NR / 2] + ms[NR / 2 + 1]) / 2 }'
}
