/*
 * fuzz.c
 *		Runs a target's test for each of libFuzzer's inputs; random choices.
 */
#include "fuzz.h"
#include "server.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#undef fprintf
#undef vfprintf

static const uint8 *input;
static size_t input_left;
static uint64 generator;

extern int	LLVMFuzzerTestOneInput(const uint8 *data, size_t len);

void
choices_begin(const uint8 *bytes, size_t len)
{
	/* FNV-1a */
	generator = UINT64CONST(0xcbf29ce484222325);
	for (size_t i = 0; i < len; i++)
		generator = (generator ^ bytes[i]) * UINT64CONST(0x100000001b3);
	input = bytes;
	input_left = len;
}

/* SplitMix64 */
static uint64
generate(void)
{
	uint64		z;

	generator += UINT64CONST(0x9e3779b97f4a7c15);
	z = generator;
	z = (z ^ (z >> 30)) * UINT64CONST(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64CONST(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

uint8
choose_byte(void)
{
	if (input_left == 0)
		return (uint8) (generate() >> 56);
	input_left--;
	return *input++;
}

static uint64
choose_bytes(int n)
{
	uint64		value = 0;

	while (n-- > 0)
		value = value << 8 | choose_byte();
	return value;
}

uint64
choose_u64(void)
{
	return choose_bytes(8);
}

bool
choose_bool(void)
{
	return choose_byte() & 1;
}

bool
choose_one_in(int n)
{
	return choose_from(1, n) == 1;
}

int64
choose_from(int64 low, int64 high)
{
	uint64		span = (uint64) high - (uint64) low;

	if (span == PG_UINT64_MAX)
		return (int64) choose_u64();
	if (span < 256)
		return (int64) ((uint64) low + choose_bytes(1) % (span + 1));
	return (int64) ((uint64) low + choose_bytes(span < 65536 ? 2 : 8) % (span + 1));
}

int
choose_length(int max)
{
	switch (choose_byte() % 16)
	{
		case 0:
			return (int) choose_from(0, max);
		case 1:
		case 2:
		case 3:
			return (int) choose_from(0, Min(max, 200));
		default:
			return (int) choose_from(0, Min(max, 20));
	}
}

char *
choose_chars(int len)
{
	char	   *chars = palloc(len + 1);

	for (int i = 0; i < len; i++)
		chars[i] = (char) choose_from(1, 255);
	chars[len] = '\0';
	return chars;
}

char *
choose_ascii(int len)
{
	char	   *chars = palloc(len + 1);

	for (int i = 0; i < len; i++)
		chars[i] = (char) choose_from(choose_one_in(16) ? 1 : ' ', 126);
	chars[len] = '\0';
	return chars;
}

char *
choose_utf8(int chars)
{
	unsigned char *all = palloc(4 * chars + 1);
	unsigned char *to = all;

	while (chars-- > 0)
	{
		uint32		c;

		switch (choose_byte() % 4)
		{
			case 0:
				*to++ = (unsigned char) choose_from(1, 0x7F);
				break;
			case 1:
				c = (uint32) choose_from(0x80, 0x7FF);
				*to++ = (unsigned char) (0xC0 | c >> 6);
				*to++ = (unsigned char) (0x80 | (c & 0x3F));
				break;
			case 2:
				c = (uint32) choose_from(0x800, 0xD7FF);
				*to++ = (unsigned char) (0xE0 | c >> 12);
				*to++ = (unsigned char) (0x80 | (c >> 6 & 0x3F));
				*to++ = (unsigned char) (0x80 | (c & 0x3F));
				break;
			default:
				c = (uint32) choose_from(0x10000, 0x10FFFF);
				*to++ = (unsigned char) (0xF0 | c >> 18);
				*to++ = (unsigned char) (0x80 | (c >> 12 & 0x3F));
				*to++ = (unsigned char) (0x80 | (c >> 6 & 0x3F));
				*to++ = (unsigned char) (0x80 | (c & 0x3F));
				break;
		}
	}
	*to = '\0';
	return (char *) all;
}

void
require_failed(const char *file, int line, const char *condition, const char *format,...)
{
	va_list		args;

	fprintf(stderr, "%s:%d: required %s: ", file, line, condition);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fprintf(stderr, "\n");
	abort();
}

static void
run(void *unused)
{
	fuzz_one();
}

int
LLVMFuzzerTestOneInput(const uint8 *data, size_t len)
{
	ServerError error;

	choices_begin(data, len);
	server_start();
	if (!server_try(run, NULL, &error))
		REQUIRE(false, "the target met an error that it did not expect: %s (%s)", error.message, error.detail);
	server_stop();
	return 0;
}
