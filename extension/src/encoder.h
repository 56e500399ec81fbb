/*
 * encoder.h
 *		PostgreSQL type to Arrow type, and the value in a tuple to a column.
 */
#ifndef W2A_ENCODER_H
#define W2A_ENCODER_H

#include "arrow_ipc.h"
#include "column.h"
#include "fmgr.h"

typedef enum Encoding
{
	ENCODE_BOOL,
	ENCODE_FIXED,				/* same bytes in the tuple and in Arrow */
	ENCODE_DATE,
	ENCODE_TIMESTAMP,
	ENCODE_DECIMAL,
	ENCODE_BYTES,				/* a varlena's content, as it is */
	ENCODE_TEXT,				/* a varlena's content, from the server's encoding to UTF-8 */
	ENCODE_NAME,
	ENCODE_OUTPUT				/* the type's output function */
} Encoding;

typedef struct Encoder
{
	Encoding	encoding;
	ArrowType	arrow;
	bool		byval;			/* of the PostgreSQL type */
	int16		len;
	FmgrInfo	output;			/* ENCODE_OUTPUT only */
} Encoder;

/*
 * Chooses the encoder of a column and appends what its field's metadata has to
 * say about the representation. Allocates in CurrentMemoryContext.
 */
extern void encoder_init(Encoder *encoder, Oid type, int32 typmod, List **metadata);

/*
 * Appends the value at `value` (as it lies in a tuple, not null, not an
 * unchanged TOAST pointer) and returns the variable-length bytes it took.
 * May allocate in CurrentMemoryContext, which is the caller's to reset.
 */
extern Size encoder_append(const Encoder *encoder, Column *col, int64 row, const char *value);

/* Microseconds since 1970, as this protocol sends them, of a timestamp. */
extern int64 unix_microseconds(int64 timestamp);

/* A copy in UTF-8 of a name in the server's encoding. */
extern char *to_utf8(const char *s);

extern ArrowKeyValue *metadata_entry(const char *key, const char *value);

#endif							/* W2A_ENCODER_H */
