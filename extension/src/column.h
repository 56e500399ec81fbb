/*
 * column.h
 *		Builds one Arrow column: validity, values or offsets, variable data.
 *
 * All columns of a relation grow together: the relation knows how many rows
 * there is room for, so that a row needs one check for its fixed-width parts.
 * Only the elements of a list count for themselves. Bits of unused rows are
 * kept set in the validity bitmap (and clear in a Bool column), so that
 * appending a value that is not null writes no validity at all.
 *
 * Memory belongs to the context given at creation; buffers are kept between
 * batches, because the next batch is most likely as large as the last one.
 */
#ifndef W2A_COLUMN_H
#define W2A_COLUMN_H

#include "arrow_ipc.h"
#include "utils/memutils.h"

/* A width in bytes is a fixed one; otherwise: */
#define COLUMN_BITS 0
#define COLUMN_BYTES (-1)		/* int32 offsets into data */
#define COLUMN_LIST (-2)		/* int32 offsets into the child's rows */
#define COLUMN_STRUCT (-3)		/* validity only; children have the same rows */

typedef struct Column
{
	uint8	   *validity;
	char	   *values;			/* fixed-width values, bits, or int32 offsets */
	char	   *data;			/* of COLUMN_BYTES */
	Size		data_len;
	Size		data_capacity;
	int64		null_count;
	int			width;
	int			nchildren;
	struct Column *children;
	int64		length;			/* of a list's child only: rows, and room for them */
	int64		capacity;
	MemoryContext context;
} Column;

extern void column_init(Column *col, const ArrowType *type, MemoryContext context);

/* Bytes that each row takes whatever its value. */
extern Size column_row_bytes(const Column *col);

/* Widens the fixed parts from `rows` used to `capacity` rows; both multiples of 64. */
extern void column_grow(Column *col, int64 rows, int64 capacity);

/*
 * Empties the column; `rows` is how many it held. Of its data, and of the elements of its lists,
 * it keeps no more room than so many bytes.
 */
extern void column_reset(Column *col, int64 rows, Size keep_data);

extern void column_grow_data(Column *col, Size more);

/* Makes room for one more element of a list; returns its row in the child. */
extern int64 column_next_element(Column *child);

/*
 * Takes back rows `from` to `to` - 1, the last ones, as far as they were appended:
 * for a value of which a part turned out not to fit.
 */
extern void column_take_back(Column *col, int64 from, int64 to);

/* Describes the buffers, unpadded, of the column and of what is nested in it. */
extern void column_describe(const Column *col, int64 rows, ArrowFieldNode **node,
							ArrowBuffer **buffer, int64 *body_len);

/* Writes them, padded, and returns the end. */
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
	else if (col->width == COLUMN_BYTES)
		((int32 *) col->values)[row + 1] = (int32) col->data_len;
	else if (col->width == COLUMN_LIST)
		((int32 *) col->values)[row + 1] = (int32) col->children->length;
	else if (col->width == COLUMN_STRUCT)
	{
		for (int i = 0; i < col->nchildren; i++)
			column_append_null(&col->children[i], row);
	}
}

/*
 * Most text is short, and a call of memcpy costs more than copying it. Two copies
 * that overlap cover each length with neither a loop nor a byte too many. (They go
 * through packed structs because a local variable whose address is taken makes
 * distributions' compilers guard the stack of everything this is inlined into.)
 */
typedef struct pg_attribute_packed() Bytes4
{
	uint32		bytes;
} Bytes4;

typedef struct pg_attribute_packed() Bytes8
{
	uint64		bytes;
} Bytes8;

static inline void
copy4(char *to, const char *from)
{
	*(Bytes4 *) to = *(const Bytes4 *) from;
}

static inline void
copy8(char *to, const char *from)
{
	*(Bytes8 *) to = *(const Bytes8 *) from;
}

static inline void
copy_bytes(char *to, const char *from, Size len)
{
	if (len >= 8 && len <= 16)
	{
		copy8(to, from);
		copy8(to + len - 8, from + len - 8);
	}
	else if (len > 16 && len <= 32)
	{
		copy8(to, from);
		copy8(to + 8, from + 8);
		copy8(to + len - 16, from + len - 16);
		copy8(to + len - 8, from + len - 8);
	}
	else if (len >= 4 && len < 8)
	{
		copy4(to, from);
		copy4(to + len - 4, from + len - 4);
	}
	else
		memcpy(to, from, len);
}

static inline void
column_append_bytes(Column *col, int64 row, const char *bytes, Size len)
{
	if (unlikely(col->data_capacity - col->data_len < len))
		column_grow_data(col, len);
	copy_bytes(col->data + col->data_len, bytes, len);
	col->data_len += len;
	((int32 *) col->values)[row + 1] = (int32) col->data_len;
}

#endif							/* W2A_COLUMN_H */
