/*
 * encoder.h
 *		PostgreSQL type to Arrow type, and the value in a tuple to a column.
 */
#ifndef W2A_ENCODER_H
#define W2A_ENCODER_H

#include "compat.h"

#include "arrow_ipc.h"
#include "column.h"
#include "fmgr.h"
#include "utf8.h"

typedef enum Encoding
{
	ENCODE_BOOL,
	ENCODE_FIXED,				/* same 2, 4, 8 or 16 bytes in the tuple and in Arrow */
	ENCODE_DATE,
	ENCODE_TIMESTAMP,
	ENCODE_INTERVAL,
	ENCODE_DECIMAL,
	ENCODE_BYTES,				/* a varlena's content, as it is */
	ENCODE_TEXT,				/* a varlena's content, from the server's encoding to UTF-8 */
	ENCODE_NAME,
	ENCODE_OUTPUT,				/* the type's output function */
	ENCODE_LIST,				/* array: nested.c */
	ENCODE_STRUCT				/* composite: nested.c */
} Encoding;

/* What the walk over a tuple needs comes first, so that it shares a cache line. */
typedef struct Encoder
{
	Encoding	encoding;
	int16		len;			/* of the PostgreSQL type, as are the next two */
	uint8		align_mask;
	bool		byval;
	bool		can_misfit;		/* some values have no place in the Arrow type */
	ArrowType	arrow;
	FmgrInfo	output;			/* ENCODE_OUTPUT, and where values can misfit */
	int			nattributes;	/* ENCODE_LIST: one, the element; ENCODE_STRUCT */
	struct Attribute *attributes;
} Encoder;

/* One attribute of the tuples, in their physical order; dropped ones too. */
typedef struct Attribute
{
	int			column;			/* ordinal among the columns that are sent; -1 = not sent */
	Encoder		encoder;
	const char *name;			/* UTF-8 */
} Attribute;

/*
 * Chooses the encoder of a type and appends what the field's metadata has to say
 * about the representation. Arrays and composites are nested Arrow types, or
 * text where `nested` is false. Allocates in CurrentMemoryContext.
 */
extern void encoder_init(Encoder *encoder, Oid type, int32 typmod, bool nested, List **metadata);

/* An attribute that is skipped: only how to step over it. */
extern void attribute_init_skipped(Attribute *attribute, int16 len, char align);

/*
 * Appends the value at `value` (as it lies in a tuple, not null, not an unchanged
 * TOAST pointer) and adds the variable-length bytes it took. False where the Arrow
 * type has no place for the value: then the row is to be taken back.
 * May allocate in CurrentMemoryContext, which is the caller's to reset.
 */
extern bool encoder_append(const Encoder *encoder, Column *col, int64 row, const char *value, Size *bytes);

/*
 * The same for the walk over a tuple, where a call for each value would cost as
 * much as the value: what most columns are is done in place.
 */
static pg_attribute_always_inline bool
encoder_append_inline(const Encoder *encoder, Column *col, int64 row, const char *value, Size *bytes)
{
	switch (encoder->encoding)
	{
		case ENCODE_BOOL:
			col->values[row >> 3] |= (char) ((*value != 0) << (row & 7));
			return true;

		case ENCODE_FIXED:
			/* Constant sizes, so that each copy is one or two instructions. */
			if (col->width == 4)
				memcpy(col->values + row * 4, value, 4);
			else if (col->width == 8)
				memcpy(col->values + row * 8, value, 8);
			else if (col->width == 16)
				memcpy(col->values + row * 16, value, 16);
			else
				memcpy(col->values + row * 2, value, 2);
			return true;

		case ENCODE_BYTES:
			/* One byte of header, not compressed, not out of line. */
			if (likely(VARATT_IS_1B(value) && !VARATT_IS_1B_E(value)))
			{
				Size		len = VARSIZE_1B(value) - VARHDRSZ_SHORT;

				column_append_bytes(col, row, VARDATA_1B(value), len);
				*bytes += len;
				return true;
			}
			return encoder_append(encoder, col, row, value, bytes);

		default:
			return encoder_append(encoder, col, row, value, bytes);
	}
}

/*
 * Where the next value of a tuple starts. A short varlena has no padding before it,
 * and where one has, the pad byte is zero.
 */
static inline Size
encoder_value_offset(const Encoder *encoder, const char *data, Size offset)
{
	if (encoder->len == -1 && data[offset] != '\0')
		return offset;
	return (offset + encoder->align_mask) & ~(Size) encoder->align_mask;
}

/* A value's own text, as PostgreSQL prints it, in UTF-8. */
extern const char *encoder_text(const Encoder *encoder, const char *value, Size *len);

/* Microseconds since 1970, as this protocol sends them, of a timestamp. */
extern int64 unix_microseconds(int64 timestamp);

extern ArrowKeyValue *metadata_entry(const char *key, const char *value);

#endif							/* W2A_ENCODER_H */
