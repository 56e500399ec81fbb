/*
 * column.h
 *		Builds one Arrow column: validity, values or offsets, variable data.
 *
 * All columns of a relation grow together: `row_capacity` is the relation's,
 * so that a row needs one check for its fixed-width parts. Bits of unused rows
 * are kept set in the validity bitmap (and clear in a Bool column), so that
 * appending a value that is not null writes no validity at all.
 *
 * Memory belongs to the context given at creation; buffers are kept between
 * batches, because the next batch is most likely as large as the last one.
 */
#ifndef W2A_COLUMN_H
#define W2A_COLUMN_H

#include "arrow_ipc.h"
#include "utils/memutils.h"

typedef struct Column
{
	uint8	   *validity;
	char	   *values;			/* fixed-width values, bits, or int32 offsets */
	char	   *data;			/* of variable-length columns */
	Size		data_len;
	Size		data_capacity;
	int64		null_count;
	int			width;			/* bytes a value; 0 = bits; -1 = variable */
	MemoryContext context;
} Column;

#define COLUMN_BITS 0
#define COLUMN_VARIABLE (-1)

extern void column_init(Column *col, const ArrowType *type, MemoryContext context);

/* Widens the fixed part from `rows` used to `capacity` rows (a multiple of 64). */
extern void column_grow(Column *col, int64 rows, int64 capacity);

/* Empties the column; `rows` is how many it held. */
extern void column_reset(Column *col, int64 rows, Size keep_data);

extern void column_grow_data(Column *col, Size more);

/* Buffers as Arrow wants them, lengths unpadded; returns the next buffer. */
extern ArrowBuffer *column_describe(const Column *col, int64 rows, ArrowFieldNode *node,
									ArrowBuffer *buffer, int64 *body_len);
extern char *column_write(const Column *col, int64 rows, char *to);

#define ARROW_PAD(n) (((n) + 7) & ~((int64) 7))
#define BITMAP_BYTES(rows) (((rows) + 7) / 8)

static inline void
column_append_null(Column *col, int64 row)
{
	col->validity[row >> 3] &= (uint8) ~(1 << (row & 7));
	col->null_count++;
	if (col->width > 0)
		memset(col->values + row * col->width, 0, col->width);
	else if (col->width == COLUMN_VARIABLE)
		((int32 *) col->values)[row + 1] = (int32) col->data_len;
}

static inline void
column_append_bytes(Column *col, int64 row, const char *bytes, Size len)
{
	if (unlikely(col->data_capacity - col->data_len < len))
		column_grow_data(col, len);
	memcpy(col->data + col->data_len, bytes, len);
	col->data_len += len;
	((int32 *) col->values)[row + 1] = (int32) col->data_len;
}

#endif							/* W2A_COLUMN_H */
