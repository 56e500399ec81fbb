/*
 * column.c
 *		Builds one Arrow column: validity, values or offsets, variable data.
 */
#include "column.h"

#define INITIAL_DATA 1024

static int
type_width(const ArrowType *type)
{
	switch (type->kind)
	{
		case ARROW_BOOL:
			return COLUMN_BITS;
		case ARROW_INT:
		case ARROW_FLOAT:
			return type->width / 8;
		case ARROW_DECIMAL128:
			return 16;
		case ARROW_FIXED_SIZE_BINARY:
			return type->width;
		case ARROW_DATE32:
			return 4;
		case ARROW_TIME64_US:
		case ARROW_TIMESTAMP_US:
			return 8;
		case ARROW_UTF8:
		case ARROW_BINARY:
			return COLUMN_VARIABLE;
	}
	pg_unreachable();
}

void
column_init(Column *col, const ArrowType *type, MemoryContext context)
{
	memset(col, 0, sizeof(*col));
	col->width = type_width(type);
	col->context = context;
	if (col->width == COLUMN_VARIABLE)
	{
		col->data = MemoryContextAlloc(context, INITIAL_DATA);
		col->data_capacity = INITIAL_DATA;
	}
}

/* Bytes of the values buffer for this many rows. */
static Size
values_size(const Column *col, int64 rows)
{
	if (col->width == COLUMN_BITS)
		return BITMAP_BYTES(rows);
	if (col->width == COLUMN_VARIABLE)
		return (rows + 1) * sizeof(int32);
	return rows * col->width;
}

static void *
grow(MemoryContext context, void *old, Size size)
{
	return old ? repalloc_huge(old, size) : MemoryContextAllocHuge(context, size);
}

void
column_grow(Column *col, int64 rows, int64 capacity)
{
	Size		used = values_size(col, rows);
	Size		size = values_size(col, capacity);
	bool		is_new = col->values == NULL;

	/* Whole 64-row words, so that no bitmap byte is shared with unset memory. */
	Assert(rows % 64 == 0 && capacity % 64 == 0);
	col->validity = grow(col->context, col->validity, BITMAP_BYTES(capacity));
	memset(col->validity + BITMAP_BYTES(rows), 0xFF, BITMAP_BYTES(capacity) - BITMAP_BYTES(rows));
	col->values = grow(col->context, col->values, size);
	if (col->width == COLUMN_BITS)
		memset(col->values + used, 0, size - used);
	else if (col->width == COLUMN_VARIABLE && is_new)
		((int32 *) col->values)[0] = 0;
}

void
column_grow_data(Column *col, Size more)
{
	Size		capacity = col->data_capacity;

	while (capacity - col->data_len < more)
		capacity *= 2;
	col->data = repalloc_huge(col->data, capacity);
	col->data_capacity = capacity;
}

void
column_reset(Column *col, int64 rows, Size keep_data)
{
	if (col->null_count > 0)
		memset(col->validity, 0xFF, BITMAP_BYTES(rows));
	if (col->width == COLUMN_BITS)
		memset(col->values, 0, BITMAP_BYTES(rows));
	col->null_count = 0;
	col->data_len = 0;

	/* One giant value must not be paid for until the session ends. */
	if (col->data_capacity > keep_data)
	{
		pfree(col->data);
		col->data = MemoryContextAlloc(col->context, INITIAL_DATA);
		col->data_capacity = INITIAL_DATA;
	}
}

ArrowBuffer *
column_describe(const Column *col, int64 rows, ArrowFieldNode *node,
				ArrowBuffer *buffer, int64 *body_len)
{
	node->length = rows;
	node->null_count = col->null_count;

	/* Arrow lets the validity bitmap be absent where nothing is null. */
	buffer->offset = *body_len;
	buffer->length = col->null_count > 0 ? BITMAP_BYTES(rows) : 0;
	*body_len += ARROW_PAD(buffer->length);
	buffer++;

	buffer->offset = *body_len;
	buffer->length = values_size(col, rows);
	*body_len += ARROW_PAD(buffer->length);
	buffer++;

	if (col->width == COLUMN_VARIABLE)
	{
		buffer->offset = *body_len;
		buffer->length = col->data_len;
		*body_len += ARROW_PAD(buffer->length);
		buffer++;
	}
	return buffer;
}

static char *
write_padded(char *to, const void *from, Size len)
{
	Size		pad = ARROW_PAD(len) - len;

	memcpy(to, from, len);
	memset(to + len, 0, pad);
	return to + len + pad;
}

char *
column_write(const Column *col, int64 rows, char *to)
{
	if (col->null_count > 0)
	{
		Size		len = BITMAP_BYTES(rows);
		char	   *bitmap = to;

		to = write_padded(to, col->validity, len);
		/* Bits of rows that are not there are set in memory, but not on the wire. */
		if (rows % 8 != 0)
			bitmap[len - 1] &= (1 << (rows % 8)) - 1;
	}
	to = write_padded(to, col->values, values_size(col, rows));
	if (col->width == COLUMN_VARIABLE)
		to = write_padded(to, col->data, col->data_len);
	return to;
}
