/*
 * values.h
 *		Random types, and random values of them: as the server stores them, and what has to arrive.
 */
#ifndef W2A_VALUES_H
#define W2A_VALUES_H

#include "cells.h"
#include "server_catalog.h"

typedef struct Value
{
	Stored		stored;
	Cell	   *cell;			/* in a column of the type that expected_type gives */
	bool		misfits;		/* then the column is null, and __text has: */
	char	   *text;			/* in UTF-8 */
	bool		is_corrupt;		/* no such value can be in a column of its type */
} Value;

/* A type that is built in, or an enum, domain, array or composite, down to the depth; and a typmod for it. */
extern const ServerType *choose_type(int depth, int32 *typmod);

extern ServerAttribute choose_attribute(int depth);

/* Where `nested` is false, arrays and composites arrive as text. */
extern ArrowType expected_type(Oid type, int32 typmod, bool nested);

/* Not null, with a random storage that a tuple can have, if never STORE_UNCHANGED. */
extern Value choose_value(Oid type, int32 typmod, bool nested);
extern Value null_value(void);

/* A corrupt value has to be an error. */
extern void values_allow_corruption(bool allow);

#endif							/* W2A_VALUES_H */
