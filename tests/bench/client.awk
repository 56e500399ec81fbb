# Lines: round consumer seconds cpu_us allocated peak_bytes rows checksum; "-" is what the floor does not have.
function median(list, n,    i, j, t) {
	for (i = 2; i <= n; i++)
		for (j = i; j > 1 && list[j - 1] > list[j]; j--) { t = list[j]; list[j] = list[j - 1]; list[j - 1] = t }
	return n % 2 ? list[(n + 1) / 2] : (list[n / 2] + list[n / 2 + 1]) / 2
}
{
	rate[$2, $1] = rows / $3
	cpu[$2, $1] = $4 / rows
	allocated[$2, $1] = $5 / rows
	peak[$2, $1] = $6 / 1048576
	if ($1 > rounds) rounds = $1
	if ($7 != rows) { printf "%s has read %s rows of %s\n", $2, $7, rows; failed = 1 }
	if ($8 != "-") {
		if (checksum == "") checksum = $8
		if ($8 != checksum) { printf "%s has other values: %s, not %s\n", $2, $8, checksum; failed = 1 }
	}
}
END {
	n = split(order, consumers, " ")
	printf "%-16s %12s %12s %16s %12s\n", "", "rows/s", "CPU µs/row", "bytes alloc./row", "peak MiB"
	for (i = 1; i <= n; i++) {
		c = consumers[i]
		for (r = 1; r <= rounds; r++) { a[r] = rate[c, r]; b[r] = cpu[c, r]; m[r] = allocated[c, r]; p[r] = peak[c, r] }
		printf "%-16s %12.0f %12.3f %16s %12.1f\n", c, median(a, rounds), median(b, rounds),
			c == "floor" ? "-" : sprintf("%.3f", median(m, rounds)), median(p, rounds)
	}
	for (i = 1; i <= n; i++) {
		if (consumers[i] !~ /^typed/) continue
		for (j = 1; j <= n; j++) {
			if (i == j) continue
			for (r = 1; r <= rounds; r++) {
				a[r] = rate[consumers[i], r] / rate[consumers[j], r]
				b[r] = cpu[consumers[i], r] / cpu[consumers[j], r]
			}
			printf "ratio client %s %s/%s %.2f\n", workload, consumers[i], consumers[j], median(a, rounds)
			printf "cpu client %s %s/%s %.3f\n", workload, consumers[i], consumers[j], median(b, rounds)
		}
	}
	exit failed
}
