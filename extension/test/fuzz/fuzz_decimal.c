/*
 * fuzz_decimal.c
 *		decimal.c against decimal digits: numbers as numeric.c lays them out, and bytes
 *		that are none.
 */
#include "fuzz.h"
#include "server.h"

#include "../../src/decimal.h"

#define MAX_GROUPS 24

typedef struct Number
{
	bool		negative;
	int			weight;			/* of the first group */
	int			ngroups;
	int			groups[MAX_GROUPS];
} Number;

typedef struct Encoded
{
	const char *bytes;
	Size		len;
	int			scale;
	char	   *to;
} Encoded;

static void
encode(void *argument)
{
	Encoded    *encoded = argument;

	decimal128_encode(encoded->bytes, encoded->len, encoded->scale, encoded->to);
}

/*
 * The value in units of the scale, digit by digit. False where it is no whole number of them or
 * does not fit 127 bits.
 */
static bool
value_of(const Number *number, int scale, int128 *value)
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

/* As in numeric.c: in the short form where that has room for the weight and the display scale. */
static char *
lay_out(const Number *number, int display_scale, bool is_short, Size *len)
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

static bool
encode_into(const char *bytes, Size len, int scale, int128 *result)
{
	/* At any alignment, and with nothing behind. */
	char	   *to = palloc(17);
	int			shift = choose_bool();
	Encoded		encoded = {bytes, len, scale, (char *) repalloc(to, 16 + shift) + shift};
	ServerError error;

	if (!server_try(encode, &encoded, &error))
	{
		require_good_error(&error);
		REQUIRE(error.sqlstate == ERRCODE_DATA_CORRUPTED, "\"%s\" has another code", error.message);
		return false;
	}
	memcpy(result, encoded.to, 16);
	return true;
}

/* A number of a column numeric(precision, scale) has to be encoded, and exactly. */
static void
test_number_that_fits(void)
{
	int			precision = (int) choose_from(1, DECIMAL128_MAX_PRECISION);
	int			scale = (int) choose_from(0, precision);
	int			integer_digits = precision - scale;
	int			integer_groups = (integer_digits + 3) / 4;
	int			fraction_groups = (scale + 3) / 4;
	int			ndigits = (int) choose_from(0, precision);
	bool		nines = choose_one_in(8);
	Number		number = {.negative = choose_bool(), .weight = integer_groups - 1,
	.ngroups = integer_groups + fraction_groups};
	int128		expected;
	int128		result;
	char	   *bytes;
	Size		len;

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
	REQUIRE(value_of(&number, scale, &expected), "the target makes numbers that fit");
	bytes = lay_out(&number, scale, choose_bool(), &len);
	REQUIRE(encode_into(bytes, len, scale, &result), "numeric(%d,%d) is refused", precision, scale);
	REQUIRE(result == expected, "numeric(%d,%d) is encoded as %lld %lld", precision, scale,
			(long long) (result >> 64), (long long) result);
}

/* Anything: what is accepted has to be right. */
static void
test_any_number(void)
{
	int			scale = (int) choose_from(0, DECIMAL128_MAX_PRECISION);
	bool		is_short = choose_bool();
	bool		is_near = choose_bool();
	Number		number = {.negative = choose_bool(), .ngroups = (int) choose_from(0, 12)};
	bool		malformed = false;
	int128		expected;
	int128		result;
	bool		fits;
	char	   *bytes;
	Size		len;

	number.weight = (int) (is_near ? choose_from(-12, 12) : is_short ? choose_from(-64, 63) : choose_from(PG_INT16_MIN, PG_INT16_MAX));
	for (int i = 0; i < number.ngroups; i++)
	{
		number.groups[i] = (int) (choose_one_in(4) ? 9999 * choose_from(0, 1) : choose_from(0, 9999));
		if (choose_one_in(200))
			number.groups[i] = (int) choose_from(PG_INT16_MIN, PG_INT16_MAX);
		malformed |= number.groups[i] < 0 || number.groups[i] > 9999;
	}
	/* Around 2 to the 127 and 128, where an addition could pass the end. */
	if (choose_one_in(4))
	{
		uint128		edge = ((uint128) choose_bool() << 127) - 1 + (uint128) (int128) choose_from(-20000, 20000);

		for (int i = 9; i >= 0; i--, edge /= 10000)
			number.groups[i] = (int) (edge % 10000);
		number.groups[9] = (int) choose_from(0, 9999);
		number.ngroups = 10;
		number.weight = 9;
		scale = 0;
		malformed = false;
	}
	bytes = lay_out(&number, (int) choose_from(0, 63), is_short && number.weight >= -64 && number.weight <= 63, &len);
	fits = !malformed && value_of(&number, scale, &expected);
	if (encode_into(bytes, len, scale, &result))
		REQUIRE(fits && result == expected, "a number of weight %d, %d groups, scale %d is encoded as %lld %lld",
				number.weight, number.ngroups, scale, (long long) (result >> 64), (long long) result);
}

static void
test_special(void)
{
	static const uint16 headers[] = {0xC000, 0xD000, 0xF000, 0xE000};
	int			i = (int) choose_from(0, 3);
	char	   *bytes = palloc(2);
	int128		result;
	bool		accepted;

	memcpy(bytes, &headers[i], 2);
	accepted = encode_into(bytes, 2, (int) choose_from(0, DECIMAL128_MAX_PRECISION), &result);
	REQUIRE(accepted == (i == 0), "only NaN stands for something");
	if (accepted)
		REQUIRE(result == (int128) ((uint128) 1 << 127), "NaN is the least number");
}

/* Bytes of any length: no read outside of them. */
static void
test_bytes(void)
{
	int			len = (int) choose_from(0, 40);
	char	   *bytes = palloc(len);
	int128		result;

	for (int i = 0; i < len; i++)
		bytes[i] = (char) choose_byte();
	encode_into(bytes, len, (int) choose_from(0, DECIMAL128_MAX_PRECISION), &result);
}

void
fuzz_one(void)
{
	switch (choose_byte() % 8)
	{
		case 0:
			test_special();
			break;
		case 1:
			test_bytes();
			break;
		case 2:
		case 3:
		case 4:
			test_any_number();
			break;
		default:
			test_number_that_fits();
			break;
	}
}
