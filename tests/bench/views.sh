# The benchmark of generated views. Sourced by bench.sh.

# bench_views [--rounds N] [CASE…]
bench_views() {
	local rounds=1000 cases=() program=$root/tests/bench/Sabot.Cdc.Views.Bench log
	while (($#)); do
		case $1 in
			--rounds) rounds=${2:?}; shift ;;
			-*) fail "bench.sh views does not know '$1'; see bench.sh --help." ;;
			*) cases+=("$1") ;;
		esac
		shift
	done

	make_work_folder
	log=$work/views.log
	dotnet build "$program" -c Release --nologo -v quiet -clp:NoSummary >"$log" || { cat "$log"; fail "the benchmark does not build."; }
	program+=/bin/Release/net10.0/Sabot.Cdc.Views.Bench.dll
	echo "$(nproc) cores, load $(cut -d ' ' -f 1 /proc/loadavg), $rounds rounds:"
	timeout 600 dotnet "$program" rounds "$rounds" "${cases[@]}" || fail "the benchmark failed."
	if ((${#cases[@]} == 0)); then
		timeout 900 dotnet "$program" benchmark "$work/views" || fail "the benchmark failed."
	fi
}
