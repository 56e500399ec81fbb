/*
 * decimal.c
 *		numeric(p,s), as it lies in a tuple, to Decimal128.
 *
 * numeric.c keeps its on-disk format to itself, but the format is what every
 * data folder since 9.1 holds: a 16-bit header (and a 16-bit weight in the long
 * form), then base-10000 digits, most significant first.
 */
#include "decimal.h"

#define HEADER_KIND_MASK 0xC000
#define HEADER_NEGATIVE 0x4000
#define HEADER_SHORT 0x8000
#define HEADER_SPECIAL 0xC000
#define SHORT_NEGATIVE 0x2000
#define SHORT_WEIGHT_NEGATIVE 0x0040
#define SHORT_WEIGHT_MASK 0x003F

#define BASE 10000
#define MAX_DIGITS_64 18
#define DIGITS_PER_GROUP 4

static const uint64 powers_of_ten[DIGITS_PER_GROUP + 1] = {1, 10, 100, 1000, 10000};

static void
corrupt(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_DATA_CORRUPTED),
			 errmsg("numeric value in the WAL does not fit its column's precision and scale")));
}

static uint128
multiply_checked(uint128 value, uint64 factor)
{
	uint128		product;

	if (__builtin_mul_overflow(value, (uint128) factor, &product))
		corrupt();
	return product;
}

/* Only a number that is no Decimal128 at all gets so far, but it would come out as a small one. */
static uint128
add_checked(uint128 value, uint64 more)
{
	uint128		sum;

	if (__builtin_add_overflow(value, (uint128) more, &sum))
		corrupt();
	return sum;
}

static uint64
read_group(const char *groups, int i)
{
	int16		group;

	memcpy(&group, groups + i * sizeof(group), sizeof(group));
	if (group < 0 || group >= BASE)
		corrupt();
	return (uint64) group;
}

/*
 * `exponent` is that of the first group, and the number has at most MAX_DIGITS_64
 * digits; only its last group can reach below the scale.
 */
static void
encode_small(const char *groups, int ngroups, int exponent, bool negative, char *to)
{
	uint64		value = 0;
	int64		low;
	int64		high;
	int			i;

	for (i = 0; i < ngroups && exponent >= 0; i++, exponent -= DIGITS_PER_GROUP)
		value = value * BASE + read_group(groups, i);
	if (i < ngroups)
	{
		uint64		group = read_group(groups, i);

		if (group % powers_of_ten[-exponent] != 0)
			corrupt();
		value = value * powers_of_ten[DIGITS_PER_GROUP + exponent] + group / powers_of_ten[-exponent];
	}
	else
	{
		for (int missing = exponent + DIGITS_PER_GROUP; missing > 0; missing -= DIGITS_PER_GROUP)
			value *= powers_of_ten[Min(missing, DIGITS_PER_GROUP)];
	}
	low = negative ? -(int64) value : (int64) value;
	high = low < 0 ? -1 : 0;
	memcpy(to, &low, 8);
	memcpy(to + 8, &high, 8);
}

void
decimal128_encode(const char *bytes, Size len, int scale, char *to)
{
	uint16		header;
	int			weight;
	bool		negative;
	int			ngroups;
	int			exponent;
	int			i;
	uint128		value = 0;
	int128		result;

	if (len < sizeof(header))
		corrupt();
	memcpy(&header, bytes, sizeof(header));
	bytes += sizeof(header);
	len -= sizeof(header);

	if ((header & HEADER_KIND_MASK) == HEADER_SPECIAL)
	{
		/* Only NaN passes a typmod; infinities do not. */
		if (header != HEADER_SPECIAL)
			corrupt();
		result = (int128) ((uint128) 1 << 127);
		memcpy(to, &result, sizeof(result));
		return;
	}
	if (header & HEADER_SHORT)
	{
		negative = (header & SHORT_NEGATIVE) != 0;
		weight = header & SHORT_WEIGHT_MASK;
		if (header & SHORT_WEIGHT_NEGATIVE)
			weight |= ~SHORT_WEIGHT_MASK;
	}
	else
	{
		int16		long_weight;

		if (len < sizeof(long_weight))
			corrupt();
		memcpy(&long_weight, bytes, sizeof(long_weight));
		bytes += sizeof(long_weight);
		len -= sizeof(long_weight);
		negative = (header & HEADER_NEGATIVE) != 0;
		weight = long_weight;
	}

	ngroups = (int) (len / sizeof(int16));
	/* Power of ten, in units of the scale, of the group at hand. */
	exponent = DIGITS_PER_GROUP * weight + scale;

	/* Nearly all numbers fit 64 bits, where no step can overflow. */
	if (ngroups <= 4 && exponent - DIGITS_PER_GROUP * (ngroups - 1) >= -DIGITS_PER_GROUP + 1 &&
		exponent + DIGITS_PER_GROUP <= MAX_DIGITS_64)
	{
		encode_small(bytes, ngroups, exponent, negative, to);
		return;
	}

	for (i = 0; i < ngroups && exponent >= 0; i++, exponent -= DIGITS_PER_GROUP)
		value = add_checked(multiply_checked(value, BASE), read_group(bytes, i));

	if (i < ngroups)
	{
		/* The scale cuts the last group: what is below it can only be zeros. */
		int			below = -exponent;
		uint64		group = read_group(bytes, i);

		if (below >= DIGITS_PER_GROUP || i != ngroups - 1 || group % powers_of_ten[below] != 0)
			corrupt();
		value = add_checked(multiply_checked(value, powers_of_ten[DIGITS_PER_GROUP - below]),
							group / powers_of_ten[below]);
	}
	else
	{
		/* Trailing zero groups are not stored; `exponent` is one group past the last. */
		for (int missing = exponent + DIGITS_PER_GROUP; missing > 0; missing -= DIGITS_PER_GROUP)
			value = multiply_checked(value, powers_of_ten[Min(missing, DIGITS_PER_GROUP)]);
	}
	if (value >> 127)
		corrupt();
	result = negative ? -(int128) value : (int128) value;
	memcpy(to, &result, sizeof(result));
}
