/*
 * numbers.c
 *		Numerics as they lie in tuples, and what they are worth.
 */
#include "fuzz.h"
#include "numbers.h"

bool
number_value(const Number *number, int scale, int128 *value)
{
	int			ndigits = 4 * number->ngroups;
	/* Of the last digit, in units of the scale. */
	int			exponent = 4 * (number->weight - number->ngroups + 1) + scale;
	uint128		magnitude = 0;
	const uint128 limit = ~(uint128) 0 >> 1;
	bool		any = false;

	for (int i = 0; i < number->ngroups; i++)
		any |= number->groups[i] != 0;
	*value = 0;
	if (!any)
		return true;
	for (int i = 0; i < ndigits + Max(exponent, 0); i++)
	{
		static const int power[4] = {1000, 100, 10, 1};
		int			digit = i < ndigits ? number->groups[i / 4] / power[i % 4] % 10 : 0;

		/* Digits below the scale. */
		if (i >= ndigits + exponent)
		{
			if (digit != 0)
				return false;
			continue;
		}
		if (magnitude > (limit - digit) / 10)
			return false;
		magnitude = magnitude * 10 + digit;
	}
	*value = number->negative ? -(int128) magnitude : (int128) magnitude;
	return true;
}

char *
number_bytes(const Number *number, int display_scale, bool is_short, Size *len)
{
	char	   *bytes = palloc(4 + 2 * number->ngroups);
	char	   *to = bytes;
	uint16		header;
	int16		word;

	if (is_short)
	{
		header = (uint16) (0x8000 | (number->negative ? 0x2000 : 0) | display_scale << 7 | (number->weight & 0x7F));
		memcpy(to, &header, 2);
		to += 2;
	}
	else
	{
		header = (uint16) ((number->negative ? 0x4000 : 0) | display_scale);
		word = (int16) number->weight;
		memcpy(to, &header, 2);
		memcpy(to + 2, &word, 2);
		to += 4;
	}
	for (int i = 0; i < number->ngroups; i++, to += 2)
	{
		word = (int16) number->groups[i];
		memcpy(to, &word, 2);
	}
	*len = to - bytes;
	/* Exactly so long, for AddressSanitizer. */
	return repalloc(bytes, *len);
}

/* Drops zero groups at both ends, as numeric.c does. */
static void
strip(Number *number)
{
	int			zeros = 0;

	while (number->ngroups > 0 && number->groups[number->ngroups - 1] == 0)
		number->ngroups--;
	while (zeros < number->ngroups && number->groups[zeros] == 0)
		zeros++;
	number->ngroups -= zeros;
	number->weight -= zeros;
	memmove(number->groups, number->groups + zeros, sizeof(int) * number->ngroups);
	if (number->ngroups == 0)
	{
		number->weight = 0;
		number->negative = false;
	}
}

Number
choose_number(int precision, int scale)
{
	int			integer_groups = (precision - scale + 3) / 4;
	int			ndigits = (int) choose_from(0, precision);
	bool		nines = choose_one_in(8);
	Number		number = {.negative = choose_bool(), .weight = integer_groups - 1,
	.ngroups = integer_groups + (scale + 3) / 4};

	/* The ndigits lowest digits of the column. */
	for (int i = 0; i < ndigits; i++)
	{
		static const int power[4] = {1, 10, 100, 1000};
		int			place = i - scale;	/* power of ten */
		int			from_point = place >= 0 ? place / 4 : -((-place + 3) / 4);
		int			digit = nines ? 9 : choose_one_in(3) ? 0 : (int) choose_from(0, 9);

		number.groups[integer_groups - 1 - from_point] += digit * power[place - 4 * from_point];
	}
	strip(&number);
	return number;
}
