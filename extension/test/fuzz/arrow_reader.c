/*
 * arrow_reader.c
 *		Reads Arrow IPC messages, and requires each byte to be where the format wants it.
 */
#include "fuzz.h"
#include "arrow_reader.h"

#define MAX_DEPTH 64

/* A FlatBuffer, and one of its tables. */
typedef struct Flat
{
	const char *bytes;
	Size		len;
} Flat;

typedef struct Table
{
	const Flat *flat;
	Size		at;
	Size		vtable;
	int			nslots;
} Table;

static uint64
scalar(const Flat *flat, Size at, int size)
{
	uint64		value = 0;

	REQUIRE(at % size == 0, "a scalar of %d bytes at %zu is not aligned", size, at);
	REQUIRE(at <= flat->len && flat->len - at >= (Size) size, "a scalar of %d bytes at %zu is behind the end", size, at);
	memcpy(&value, flat->bytes + at, size);
	return value;
}

static Table
table_at(const Flat *flat, Size at)
{
	Table		table = {flat, at};
	int32		distance = (int32) scalar(flat, at, 4);
	Size		vtable_size;
	Size		table_size;

	table.vtable = (Size) ((int64) at - distance);
	vtable_size = scalar(flat, table.vtable, 2);
	table_size = scalar(flat, table.vtable + 2, 2);
	REQUIRE(vtable_size >= 4 && vtable_size % 2 == 0 && vtable_size <= flat->len - table.vtable, "a vtable of %zu bytes", vtable_size);
	REQUIRE(table_size >= 4 && table_size <= flat->len - at, "a table of %zu bytes", table_size);
	table.nslots = (int) (vtable_size - 4) / 2;
	for (int i = 0; i < table.nslots; i++)
		REQUIRE(scalar(flat, table.vtable + 4 + 2 * i, 2) < table_size, "slot %d is outside of its table", i);
	return table;
}

/* 0 = absent */
static Size
slot(const Table *table, int i)
{
	Size		offset = i < table->nslots ? scalar(table->flat, table->vtable + 4 + 2 * i, 2) : 0;

	return offset ? table->at + offset : 0;
}

static uint64
slot_scalar(const Table *table, int i, int size)
{
	Size		at = slot(table, i);

	return at ? scalar(table->flat, at, size) : 0;
}

/* Follows a reference; 0 = absent. */
static Size
slot_target(const Table *table, int i)
{
	Size		at = slot(table, i);
	Size		distance;

	if (at == 0)
		return 0;
	distance = scalar(table->flat, at, 4);
	REQUIRE(distance > 0 && distance < table->flat->len - at, "a reference leads out of the buffer");
	return at + distance;
}

static const char *
string_at(const Flat *flat, Size at)
{
	Size		len = scalar(flat, at, 4);

	REQUIRE(len < flat->len - at - 4, "a string of %zu bytes is behind the end", len);
	REQUIRE(flat->bytes[at + 4 + len] == '\0', "a string has no zero byte");
	REQUIRE(strlen(flat->bytes + at + 4) == len, "a string holds a zero byte");
	return flat->bytes + at + 4;
}

/* Returns where the elements are. */
static Size
vector_at(const Flat *flat, Size at, Size element_size, int *n)
{
	Size		count = scalar(flat, at, 4);

	REQUIRE(count <= (flat->len - at - 4) / element_size, "a vector of %zu elements is behind the end", count);
	*n = (int) count;
	return at + 4;
}

static Table
table_in_vector(const Flat *flat, Size element)
{
	Size		distance = scalar(flat, element, 4);

	REQUIRE(distance > 0 && distance < flat->len - element, "an element leads out of the buffer");
	return table_at(flat, element + distance);
}

static ReadMetadata
read_metadata(const Table *table, int i)
{
	ReadMetadata metadata = {0};
	Size		target = slot_target(table, i);
	Size		at;

	if (target == 0)
		return metadata;
	at = vector_at(table->flat, target, 4, &metadata.n);
	metadata.keys = palloc(sizeof(char *) * Max(metadata.n, 1));
	metadata.values = palloc(sizeof(char *) * Max(metadata.n, 1));
	for (int k = 0; k < metadata.n; k++)
	{
		Table		entry = table_in_vector(table->flat, at + 4 * k);

		REQUIRE(slot_target(&entry, 0) != 0 && slot_target(&entry, 1) != 0, "metadata has no key or no value");
		metadata.keys[k] = string_at(table->flat, slot_target(&entry, 0));
		metadata.values[k] = string_at(table->flat, slot_target(&entry, 1));
	}
	return metadata;
}

/* Sizes of the scalars of a type's table, by slot. */
static const int parameter_sizes[][3] = {
	[READ_INT] = {4, 1},
	[READ_FLOAT] = {2},
	[READ_DECIMAL] = {4, 4, 4},
	[READ_DATE] = {2},
	[READ_TIME] = {2, 4},
	[READ_TIMESTAMP] = {2},
	[READ_INTERVAL] = {2},
	[READ_FIXED_SIZE_BINARY] = {4},
};

static void
read_type(ReadField *field, const Table *type)
{
	REQUIRE(field->type >= READ_INT && field->type < lengthof(parameter_sizes), "type %d", field->type);
	for (int i = 0; i < 3 && parameter_sizes[field->type][i] != 0; i++)
		field->parameters[i] = (int) slot_scalar(type, i, parameter_sizes[field->type][i]);
	if (field->type == READ_TIMESTAMP && slot_target(type, 1) != 0)
		field->timezone = string_at(type->flat, slot_target(type, 1));
}

static ReadField *
read_fields(const Table *table, int i, int *nfields, int depth)
{
	Size		target = slot_target(table, i);
	Size		at;
	ReadField  *fields;

	REQUIRE(target != 0, "there is no vector of fields");
	REQUIRE(depth < MAX_DEPTH, "fields are nested too deep");
	at = vector_at(table->flat, target, 4, nfields);
	fields = palloc0(sizeof(ReadField) * Max(*nfields, 1));
	for (int k = 0; k < *nfields; k++)
	{
		ReadField  *field = &fields[k];
		Table		entry = table_in_vector(table->flat, at + 4 * k);
		Table		type;

		REQUIRE(slot_target(&entry, 0) != 0 && slot_target(&entry, 3) != 0, "a field has no name or no type");
		REQUIRE(slot(&entry, 4) == 0, "a field has a dictionary");
		field->name = string_at(table->flat, slot_target(&entry, 0));
		field->nullable = slot_scalar(&entry, 1, 1) != 0;
		field->type = (int) slot_scalar(&entry, 2, 1);
		type = table_at(table->flat, slot_target(&entry, 3));
		read_type(field, &type);
		field->children = read_fields(&entry, 5, &field->nchildren, depth + 1);
		field->metadata = read_metadata(&entry, 6);
	}
	return fields;
}

/* The message's table; the flat's memory is the message's. */
static Table
read_message(Flat *flat, const char *message, Size len)
{
	uint32		continuation;
	int32		metadata_length;
	Size		root;
	Table		table;

	REQUIRE(len >= 16 && (uintptr_t) message % 8 == 0, "a message of %zu bytes at %p", len, message);
	memcpy(&continuation, message, 4);
	memcpy(&metadata_length, message + 4, 4);
	REQUIRE(continuation == 0xFFFFFFFF, "a message begins with %08X", continuation);
	REQUIRE(metadata_length > 0 && metadata_length % 8 == 0 && (Size) metadata_length <= len - 8, "metadata of %d bytes", metadata_length);
	flat->bytes = message + 8;
	flat->len = metadata_length;
	root = scalar(flat, 0, 4);
	REQUIRE(root < flat->len, "the root is behind the end");
	table = table_at(flat, root);
	REQUIRE(slot_scalar(&table, 0, 2) == 4, "the message is not of version 5");
	REQUIRE(slot(&table, 4) == 0, "the message has metadata of its own");
	return table;
}

Size
read_message_length(const char *message, Size len, int64 *body_length)
{
	Flat		flat;
	Table		table = read_message(&flat, message, len);

	*body_length = (int64) slot_scalar(&table, 3, 8);
	REQUIRE(*body_length >= 0 && *body_length % 8 == 0, "a body of %lld bytes", (long long) *body_length);
	return 8 + flat.len;
}

ReadSchema
read_schema(const char *message, Size len)
{
	Flat		flat;
	Table		table = read_message(&flat, message, len);
	Table		header;
	ReadSchema	schema = {0};

	REQUIRE(slot_scalar(&table, 1, 1) == 1, "the message is no schema");
	REQUIRE(slot_scalar(&table, 3, 8) == 0 && 8 + flat.len == len, "a schema has a body");
	header = table_at(&flat, slot_target(&table, 2));
	REQUIRE(slot_scalar(&header, 0, 2) == 0, "the schema is big-endian");
	schema.fields = read_fields(&header, 1, &schema.nfields, 0);
	schema.metadata = read_metadata(&header, 2);
	return schema;
}

/* The rest of a batch that is still to be read. */
typedef struct Cursor
{
	const Flat *flat;
	Size		node;
	Size		buffer;
	int			nodes_left;
	int			buffers_left;
	const char *body;
	Size		body_length;
	Size		body_at;
} Cursor;

static const char *
next_buffer(Cursor *cursor, Size *len)
{
	Size		offset;
	const char *bytes;

	REQUIRE(cursor->buffers_left-- > 0, "there are too few buffers");
	offset = scalar(cursor->flat, cursor->buffer, 8);
	*len = scalar(cursor->flat, cursor->buffer + 8, 8);
	cursor->buffer += 16;
	REQUIRE(offset == cursor->body_at && *len <= cursor->body_length - offset, "a buffer of %zu bytes at %zu of %zu, not at %zu",
			*len, offset, cursor->body_length, cursor->body_at);
	bytes = cursor->body + offset;
	cursor->body_at += (*len + 7) / 8 * 8;
	REQUIRE(cursor->body_at <= cursor->body_length, "a buffer's padding is behind the end");
	for (const char *pad = bytes + *len; pad < cursor->body + cursor->body_at; pad++)
		REQUIRE(*pad == 0, "a pad byte is %d", *pad);
	return bytes;
}

/* As many bits, and none set behind them. */
static const uint8 *
next_bitmap(Cursor *cursor, int64 length, Size len, const char *bytes)
{
	REQUIRE(len == (Size) (length + 7) / 8, "a bitmap of %zu bytes for %lld rows", len, (long long) length);
	if (length % 8 != 0)
		REQUIRE((uint8) bytes[len - 1] >> (length % 8) == 0, "bits behind the last row are set");
	return (const uint8 *) bytes;
}

static Size
fixed_width(const ReadField *field)
{
	switch (field->type)
	{
		case READ_INT:
			return field->parameters[0] / 8;
		case READ_FLOAT:
			return (Size) 2 << field->parameters[0];
		case READ_DATE:
			return 4;
		case READ_TIME:
		case READ_TIMESTAMP:
			return 8;
		case READ_DECIMAL:
		case READ_INTERVAL:
			return 16;
		default:
			return field->parameters[0];
	}
}

/* Requires offsets from 0 up; returns the last one. */
static int64
check_offsets(const char *offsets, Size len, int64 length)
{
	int32		last = 0;

	REQUIRE(len == 4 * (Size) (length + 1), "%zu bytes of offsets for %lld rows", len, (long long) length);
	for (int64 i = 0; i <= length; i++)
	{
		int32		offset;

		memcpy(&offset, offsets + 4 * i, 4);
		REQUIRE(i == 0 ? offset == 0 : offset >= last, "offset %d follows %d", offset, last);
		last = offset;
	}
	return last;
}

static void
read_column(Cursor *cursor, const ReadField *field, int64 length, ReadColumn *column)
{
	Size		len;
	const char *bytes;
	int64		nulls = 0;
	int64		child_length = length;

	REQUIRE(cursor->nodes_left-- > 0, "there are too few nodes");
	column->length = (int64) scalar(cursor->flat, cursor->node, 8);
	column->null_count = (int64) scalar(cursor->flat, cursor->node + 8, 8);
	cursor->node += 16;
	REQUIRE(column->length == length, "a column of %lld rows, not %lld", (long long) column->length, (long long) length);

	bytes = next_buffer(cursor, &len);
	if (len > 0 || column->null_count > 0)
	{
		column->validity = next_bitmap(cursor, length, len, bytes);
		for (int64 i = 0; i < length; i++)
			nulls += !(column->validity[i / 8] >> (i % 8) & 1);
	}
	REQUIRE(nulls == column->null_count, "%lld rows are null, not %lld", (long long) nulls, (long long) column->null_count);
	REQUIRE(nulls == 0 || field->nullable, "a null where none can be");

	if (field->type != READ_STRUCT)
		column->values = next_buffer(cursor, &len);
	if (field->type == READ_BOOL)
		next_bitmap(cursor, length, len, column->values);
	else if (field->type == READ_LIST)
		child_length = check_offsets(column->values, len, length);
	else if (field->type == READ_UTF8 || field->type == READ_BINARY)
	{
		int64		last = check_offsets(column->values, len, length);

		column->data = next_buffer(cursor, &len);
		REQUIRE((int64) len == last, "%zu bytes of data, not %lld", len, (long long) last);
	}
	else if (field->type != READ_STRUCT)
		REQUIRE(len == length * fixed_width(field), "%zu bytes of values for %lld rows", len, (long long) length);

	column->children = palloc0(sizeof(ReadColumn) * Max(field->nchildren, 1));
	for (int i = 0; i < field->nchildren; i++)
		read_column(cursor, &field->children[i], child_length, &column->children[i]);
}

ReadColumn *
read_batch(const char *message, Size len, const ReadSchema *schema, int64 *rows)
{
	Flat		flat;
	Table		table = read_message(&flat, message, len);
	int64		body_length;
	Table		header;
	Cursor		cursor = {.flat = &flat};
	ReadColumn *columns = palloc0(sizeof(ReadColumn) * Max(schema->nfields, 1));

	REQUIRE(slot_scalar(&table, 1, 1) == 3, "the message is no batch");
	cursor.body = message + read_message_length(message, len, &body_length);
	cursor.body_length = body_length;
	REQUIRE(cursor.body + cursor.body_length == message + len, "the body does not end with the message");

	header = table_at(&flat, slot_target(&table, 2));
	REQUIRE(slot(&header, 3) == 0, "the batch is compressed");
	*rows = (int64) slot_scalar(&header, 0, 8);
	cursor.node = vector_at(&flat, slot_target(&header, 1), 16, &cursor.nodes_left);
	cursor.buffer = vector_at(&flat, slot_target(&header, 2), 16, &cursor.buffers_left);
	for (int i = 0; i < schema->nfields; i++)
		read_column(&cursor, &schema->fields[i], *rows, &columns[i]);
	REQUIRE(cursor.nodes_left == 0 && cursor.buffers_left == 0, "%d nodes and %d buffers belong to no column",
			cursor.nodes_left, cursor.buffers_left);
	REQUIRE(cursor.body_at == cursor.body_length, "%zu bytes of the body belong to no buffer", cursor.body_length - cursor.body_at);
	return columns;
}
