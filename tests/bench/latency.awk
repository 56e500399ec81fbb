# Lines: round consumer p50_us p99_us.
function median(list, n,    i, j, t) {
	for (i = 2; i <= n; i++)
		for (j = i; j > 1 && list[j - 1] > list[j]; j--) { t = list[j]; list[j] = list[j - 1]; list[j - 1] = t }
	return n % 2 ? list[(n + 1) / 2] : (list[n / 2] + list[n / 2 + 1]) / 2
}
{
	half[$2, $1] = $3
	most[$2, $1] = $4
	if ($1 > rounds) rounds = $1
}
END {
	n = split(order, consumers, " ")
	for (i = 1; i <= n; i++) {
		for (r = 1; r <= rounds; r++) { a[r] = half[consumers[i], r]; b[r] = most[consumers[i], r] }
		printf "latency client %s %.0f %.0f\n", consumers[i], median(a, rounds), median(b, rounds)
	}
}
