/*
 * decimal.h
 *		numeric(p,s), as it lies in a tuple, to Decimal128.
 */
#ifndef W2A_DECIMAL_H
#define W2A_DECIMAL_H

#include "postgres.h"

#define DECIMAL128_MAX_PRECISION 38

/* What stands for NaN: no number of 38 digits reaches it. */
#define DECIMAL128_NAN_TEXT "-170141183460469231731687303715884105728"

/*
 * Writes the unscaled value (16 bytes, little-endian, any alignment).
 * `bytes` is the numeric without its varlena header.
 */
extern void decimal128_encode(const char *bytes, Size len, int scale, char *to);

#endif							/* W2A_DECIMAL_H */
