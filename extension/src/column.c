/*
 * column.c
 *		Builds one Arrow column: validity, values or offsets, variable data.
 */
#include "column.h"

#include "utils/memdebug.h"

#define INITIAL_DATA 1024
#define INITIAL_ELEMENTS 64

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
		case ARROW_MONTH_DAY_NANO:
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
			return COLUMN_BYTES;
		case ARROW_LIST:
			return COLUMN_LIST;
		case ARROW_STRUCT:
			return COLUMN_STRUCT;
	}
	pg_unreachable();
}

void
column_init(Column *col, const ArrowType *type, MemoryContext context)
{
	memset(col, 0, sizeof(*col));
	col->width = type_width(type);
	col->context = context;
	if (col->width == COLUMN_BYTES)
	{
		col->data = MemoryContextAlloc(context, INITIAL_DATA);
		col->data_capacity = INITIAL_DATA;
	}
	if (type->nchildren > 0)
	{
		col->nchildren = type->nchildren;
		col->children = MemoryContextAlloc(context, sizeof(Column) * type->nchildren);
		for (int i = 0; i < type->nchildren; i++)
			column_init(&col->children[i], &type->children[i].type, context);
	}
	/* A list's child is written even if no list ever had an element. */
	if (col->width == COLUMN_LIST)
	{
		column_grow(col->children, 0, INITIAL_ELEMENTS);
		col->children->capacity = INITIAL_ELEMENTS;
	}
}

Size
column_row_bytes(const Column *col)
{
	Size		bytes = 0;

	if (col->width > 0)
		return col->width;
	if (col->width == COLUMN_BYTES || col->width == COLUMN_LIST)
		return sizeof(int32);
	for (int i = 0; i < col->nchildren; i++)
		bytes += column_row_bytes(&col->children[i]);
	return bytes;
}

/* Bytes of the values buffer for this many rows. */
static Size
values_size(const Column *col, int64 rows)
{
	switch (col->width)
	{
		case COLUMN_BITS:
			return BITMAP_BYTES(rows);
		case COLUMN_BYTES:
		case COLUMN_LIST:
			return (rows + 1) * sizeof(int32);
		case COLUMN_STRUCT:
			return 0;
		default:
			return rows * col->width;
	}
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
	if (col->width == COLUMN_STRUCT)
	{
		for (int i = 0; i < col->nchildren; i++)
			column_grow(&col->children[i], rows, capacity);
		return;
	}
	col->values = grow(col->context, col->values, size);
	if (col->width == COLUMN_BITS)
		memset(col->values + used, 0, size - used);
	else if (col->width < 0 && is_new)
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

int64
column_next_element(Column *child)
{
	if (child->length == child->capacity)
	{
		column_grow(child, child->length, 2 * child->capacity);
		child->capacity *= 2;
	}
	return child->length++;
}

/* Frees the fixed parts of a column that has a capacity of its own, and starts them anew. */
static void
release_fixed(Column *col)
{
	pfree(col->validity);
	col->validity = NULL;
	if (col->values != NULL)
		pfree(col->values);
	col->values = NULL;
	for (int i = 0; col->width == COLUMN_STRUCT && i < col->nchildren; i++)
		release_fixed(&col->children[i]);
}

static void
reset_elements(Column *child, Size keep_data)
{
	column_reset(child, child->length, keep_data);
	child->length = 0;
	if (child->capacity > INITIAL_ELEMENTS &&
		child->capacity * (column_row_bytes(child) + 1) > keep_data)
	{
		release_fixed(child);
		column_grow(child, 0, INITIAL_ELEMENTS);
		child->capacity = INITIAL_ELEMENTS;
	}
}

/* What is left of the rows before must not be taken for a value: for a run under valgrind. */
static void
forget_values(Column *col, int64 rows)
{
	Size		keep = col->width < 0 ? sizeof(int32) : 0;

	if (col->width != COLUMN_BITS && col->width != COLUMN_STRUCT && rows > 0)
		VALGRIND_MAKE_MEM_UNDEFINED(col->values + keep, values_size(col, rows) - keep);
	if (col->width == COLUMN_BYTES)
		VALGRIND_MAKE_MEM_UNDEFINED(col->data, col->data_len);
	(void) keep;
}

void
column_reset(Column *col, int64 rows, Size keep_data)
{
	forget_values(col, rows);
	if (col->null_count > 0)
		memset(col->validity, 0xFF, BITMAP_BYTES(rows));
	if (col->width == COLUMN_BITS)
		memset(col->values, 0, BITMAP_BYTES(rows));
	col->null_count = 0;
	col->data_len = 0;

	/* One giant value must not be paid for until the session ends. */
	if (col->data_capacity > keep_data && col->data_capacity > INITIAL_DATA)
	{
		pfree(col->data);
		col->data = MemoryContextAlloc(col->context, INITIAL_DATA);
		col->data_capacity = INITIAL_DATA;
	}
	if (col->width == COLUMN_LIST)
		reset_elements(col->children, keep_data);
	else
	{
		for (int i = 0; i < col->nchildren; i++)
			column_reset(&col->children[i], rows, keep_data);
	}
}

void
column_take_back(Column *col, int64 from, int64 to)
{
	for (int64 row = from; row < to; row++)
	{
		uint8		bit = (uint8) (1 << (row & 7));

		if ((col->validity[row >> 3] & bit) == 0)
		{
			col->validity[row >> 3] |= bit;
			col->null_count--;
		}
		if (col->width == COLUMN_BITS)
			col->values[row >> 3] &= (char) ~bit;
	}
	if (col->width == COLUMN_BYTES)
		col->data_len = ((int32 *) col->values)[from];
	else if (col->width == COLUMN_LIST)
	{
		int64		length = ((int32 *) col->values)[from];

		column_take_back(col->children, length, col->children->length);
		col->children->length = length;
	}
	else if (col->width == COLUMN_STRUCT)
	{
		for (int i = 0; i < col->nchildren; i++)
			column_take_back(&col->children[i], from, to);
	}
}

void
column_describe(const Column *col, int64 rows, ArrowFieldNode **node,
				ArrowBuffer **buffer, int64 *body_len)
{
	Size		sizes[3];
	int			nbuffers = 0;

	(*node)->length = rows;
	(*node)->null_count = col->null_count;
	(*node)++;

	/* Arrow lets the validity bitmap be absent where nothing is null. */
	sizes[nbuffers++] = col->null_count > 0 ? BITMAP_BYTES(rows) : 0;
	if (col->width != COLUMN_STRUCT)
		sizes[nbuffers++] = values_size(col, rows);
	if (col->width == COLUMN_BYTES)
		sizes[nbuffers++] = col->data_len;
	for (int i = 0; i < nbuffers; i++, (*buffer)++)
	{
		(*buffer)->offset = *body_len;
		(*buffer)->length = sizes[i];
		*body_len += ARROW_PAD(sizes[i]);
	}
	for (int i = 0; i < col->nchildren; i++)
		column_describe(&col->children[i], col->width == COLUMN_LIST ? col->children[i].length : rows,
						node, buffer, body_len);
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
	if (col->width != COLUMN_STRUCT)
		to = write_padded(to, col->values, values_size(col, rows));
	if (col->width == COLUMN_BYTES)
		to = write_padded(to, col->data, col->data_len);
	for (int i = 0; i < col->nchildren; i++)
		to = column_write(&col->children[i], col->width == COLUMN_LIST ? col->children[i].length : rows, to);
	return to;
}
