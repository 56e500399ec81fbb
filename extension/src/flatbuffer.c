/*
 * flatbuffer.c
 *		Builds the FlatBuffers that hold Arrow's IPC metadata.
 *
 * The layout is that of the FlatBuffers "internals" document: little-endian
 * scalars aligned to their size, tables with a vtable before them, strings and
 * vectors with a leading length. Only little-endian servers are supported, as
 * they are by the wire format itself.
 */
#include "flatbuffer.h"

#define FLAT_ALIGN 8

void
flat_init(FlatBuilder *b)
{
	b->size = 1024;
	b->head = b->size;
	b->buf = palloc(b->size);
	b->object_end = 0;
	b->nfields = 0;
}

uint32
flat_offset(const FlatBuilder *b)
{
	return (uint32) (b->size - b->head);
}

/* Makes room for n more bytes in front of those already written. */
static void
flat_reserve(FlatBuilder *b, Size n)
{
	Size		used = b->size - b->head;
	Size		size = b->size;
	char	   *buf;

	if (b->head >= n)
		return;
	while (size - used < n)
		size *= 2;
	buf = palloc(size);
	memcpy(buf + size - used, b->buf + b->head, used);
	pfree(b->buf);
	b->buf = buf;
	b->head = size - used;
	b->size = size;
}

static void
flat_push(FlatBuilder *b, const void *bytes, Size n)
{
	flat_reserve(b, n);
	b->head -= n;
	memcpy(b->buf + b->head, bytes, n);
}

static void
flat_push_zeros(FlatBuilder *b, Size n)
{
	flat_reserve(b, n);
	b->head -= n;
	memset(b->buf + b->head, 0, n);
}

/* Pads so that a value of this alignment, written after `more` bytes, is aligned. */
static void
flat_align(FlatBuilder *b, Size alignment, Size more)
{
	Size		used = b->size - b->head + more;

	flat_push_zeros(b, (alignment - used % alignment) % alignment);
}

static void
flat_push_u32(FlatBuilder *b, uint32 value)
{
	flat_push(b, &value, sizeof(value));
}

static void
flat_push_ref(FlatBuilder *b, uint32 target)
{
	flat_align(b, 4, 0);
	flat_push_u32(b, flat_offset(b) + 4 - target);
}

uint32
flat_string(FlatBuilder *b, const char *s, Size len)
{
	flat_align(b, 4, len + 1);
	flat_push_zeros(b, 1);
	flat_push(b, s, len);
	flat_push_u32(b, (uint32) len);
	return flat_offset(b);
}

uint32
flat_offset_vector(FlatBuilder *b, const uint32 *offsets, int n)
{
	flat_align(b, 4, 4 * (Size) n);
	for (int i = n - 1; i >= 0; i--)
		flat_push_ref(b, offsets[i]);
	flat_push_u32(b, (uint32) n);
	return flat_offset(b);
}

uint32
flat_struct_vector(FlatBuilder *b, Size elem_size, int n)
{
	flat_align(b, 4, elem_size * n);
	flat_align(b, FLAT_ALIGN, elem_size * n);
	flat_push_zeros(b, elem_size * n);
	flat_push_u32(b, (uint32) n);
	return flat_offset(b);
}

void
flat_table_start(FlatBuilder *b, int nfields)
{
	Assert(nfields <= FLAT_MAX_FIELDS);
	b->object_end = flat_offset(b);
	b->nfields = nfields;
	memset(b->fields, 0, sizeof(b->fields));
}

static void
flat_table_scalar(FlatBuilder *b, int slot, const void *value, Size size)
{
	flat_align(b, size, 0);
	flat_push(b, value, size);
	b->fields[slot] = flat_offset(b);
}

void
flat_table_u8(FlatBuilder *b, int slot, uint8 value)
{
	flat_table_scalar(b, slot, &value, sizeof(value));
}

void
flat_table_i16(FlatBuilder *b, int slot, int16 value)
{
	flat_table_scalar(b, slot, &value, sizeof(value));
}

void
flat_table_i32(FlatBuilder *b, int slot, int32 value)
{
	flat_table_scalar(b, slot, &value, sizeof(value));
}

/* Returns the value's offset, so that the caller can patch it later. */
uint32
flat_table_i64(FlatBuilder *b, int slot, int64 value)
{
	flat_table_scalar(b, slot, &value, sizeof(value));
	return b->fields[slot];
}

void
flat_table_ref(FlatBuilder *b, int slot, uint32 target)
{
	flat_push_ref(b, target);
	b->fields[slot] = flat_offset(b);
}

uint32
flat_table_end(FlatBuilder *b)
{
	uint32		table;
	int32		to_vtable;
	uint16		entry;

	/* The table starts with the distance back to its vtable, filled in below. */
	flat_align(b, 4, 0);
	flat_push_u32(b, 0);
	table = flat_offset(b);

	for (int i = b->nfields - 1; i >= 0; i--)
	{
		entry = b->fields[i] ? (uint16) (table - b->fields[i]) : 0;
		flat_push(b, &entry, sizeof(entry));
	}
	entry = (uint16) (table - b->object_end);
	flat_push(b, &entry, sizeof(entry));
	entry = (uint16) (2 * (b->nfields + 2));
	flat_push(b, &entry, sizeof(entry));

	to_vtable = (int32) (flat_offset(b) - table);
	memcpy(b->buf + b->size - table, &to_vtable, sizeof(to_vtable));
	return table;
}

char *
flat_finish(FlatBuilder *b, uint32 root, Size *len)
{
	flat_align(b, FLAT_ALIGN, 4);
	flat_push_ref(b, root);
	*len = b->size - b->head;
	return b->buf + b->head;
}
