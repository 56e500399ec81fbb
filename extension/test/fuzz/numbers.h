/*
 * numbers.h
 *		Numerics as they lie in tuples, and what they are worth.
 */
#ifndef W2A_NUMBERS_H
#define W2A_NUMBERS_H

#include "postgres.h"

#define MAX_GROUPS 24

/* Groups of four decimal digits, most significant first. */
typedef struct Number
{
	bool		negative;
	int			weight;			/* of the first group */
	int			ngroups;
	int			groups[MAX_GROUPS];
} Number;

/*
 * The value in units of the scale, digit by digit. False where it is no whole number of them or
 * does not fit 127 bits.
 */
extern bool number_value(const Number *number, int scale, int128 *value);

/* Without the varlena header, as in numeric.c; the short form has less room for the weight and the display scale. */
extern char *number_bytes(const Number *number, int display_scale, bool is_short, Size *len);

/* Any number that numeric(precision, scale) holds. */
extern Number choose_number(int precision, int scale);

#endif							/* W2A_NUMBERS_H */
