/*
 * fuzz.h
 *		What every fuzz target uses: random choices, and requirements.
 */
#ifndef W2A_FUZZ_H
#define W2A_FUZZ_H

#include "postgres.h"

/*
 * Random choices: libFuzzer's bytes as long as there are any, then a generator
 * seeded with all of them. So a short input is a whole random test already, and
 * libFuzzer steers as much of it as it has bytes.
 */
extern void choices_begin(const uint8 *bytes, size_t len);
extern uint8 choose_byte(void);
extern uint64 choose_u64(void);
extern bool choose_bool(void);
extern bool choose_one_in(int n);

/* From low to high, both included. */
extern int64 choose_from(int64 low, int64 high);

/* Any length up to max, but mostly a short one. */
extern int choose_length(int max);

/* palloc'd and ended by a zero byte; none of the bytes is zero. */
extern char *choose_chars(int len);
/* The same of ASCII letters, digits and punctuation, blanks and control characters. */
extern char *choose_ascii(int len);
/* Valid UTF-8 of so many characters, few of them ASCII. */
extern char *choose_utf8(int chars);

/* Ends the target, which is how libFuzzer learns of a failure. */
extern _Noreturn void require_failed(const char *file, int line, const char *condition, const char *format,...)
			__attribute__((format(printf, 4, 5)));

#define REQUIRE(condition, ...) \
	do { \
		if (!(condition)) \
			require_failed(__FILE__, __LINE__, #condition, __VA_ARGS__); \
	} while (0)

/* Each target's test of one input, run inside of a server of its own. */
extern void fuzz_one(void);

#endif							/* W2A_FUZZ_H */
