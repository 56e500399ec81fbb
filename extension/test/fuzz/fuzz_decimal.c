/*
 * fuzz_decimal.c
 *		decimal.c against decimal digits: numbers as numeric.c lays them out, and bytes
 *		that are none.
 */
#include "fuzz.h"
#include "numbers.h"
#include "server.h"

#include "../../src/decimal.h"

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
	Number		number = choose_number(precision, scale);
	int128		expected;
	int128		result;
	char	   *bytes;
	Size		len;

	REQUIRE(number_value(&number, scale, &expected), "the target makes numbers that fit");
	bytes = number_bytes(&number, scale, choose_bool(), &len);
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
	bytes = number_bytes(&number, (int) choose_from(0, 63), is_short && number.weight >= -64 && number.weight <= 63, &len);
	fits = !malformed && number_value(&number, scale, &expected);
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
