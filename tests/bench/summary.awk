# Lines: round rival seconds cpu_us bytes messages. Round 0 is a warm-up.
function median(list, n,    i, j, t) {
	for (i = 2; i <= n; i++)
		for (j = i; j > 1 && list[j - 1] > list[j]; j--) { t = list[j]; list[j] = list[j - 1]; list[j - 1] = t }
	return n % 2 ? list[(n + 1) / 2] : (list[n / 2] + list[n / 2 + 1]) / 2
}
$1 > 0 {
	rate[$2, $1] = rows / $3
	cpu[$2, $1] = $4 / rows
	bytes[$2] = $5 / rows
	messages[$2] = $6
	if ($1 > rounds) rounds = $1
}
END {
	n = split(order, rivals, " ")
	printf "%-16s %12s %12s %12s %12s\n", "", "rows/s", "CPU µs/row", "bytes/row", "messages"
	for (i = 1; i <= n; i++) {
		for (r = 1; r <= rounds; r++) { a[r] = rate[rivals[i], r]; b[r] = cpu[rivals[i], r] }
		printf "%-16s %12.0f %12.2f %12.1f %12d\n", rivals[i], median(a, rounds), median(b, rounds), bytes[rivals[i]], messages[rivals[i]]
	}
	for (i = 1; i <= n; i++) {
		if (rivals[i] !~ /^wal2arrow/) continue
		for (j = 1; j <= n; j++) {
			if (i == j) continue
			for (r = 1; r <= rounds; r++) a[r] = rate[rivals[i], r] / rate[rivals[j], r]
			printf "ratio server %s %s/%s %.2f\n", workload, rivals[i], rivals[j], median(a, rounds)
		}
	}
}
