/*
 * cells.c
 *		What a column has to hold, and random Arrow types.
 */
#include "fuzz.h"
#include "cells.h"

Cell *
null_cell(void)
{
	Cell	   *cell = palloc0(sizeof(Cell));

	cell->is_null = true;
	return cell;
}

Cell *
bytes_cell(const void *bytes, Size len)
{
	Cell	   *cell = palloc0(sizeof(Cell));

	cell->bytes = memcpy(palloc(len), bytes, len);
	cell->len = len;
	return cell;
}

List *
choose_metadata(void)
{
	List	   *metadata = NIL;

	for (int n = choose_length(12); n > 0; n--)
	{
		ArrowKeyValue *entry = palloc(sizeof(ArrowKeyValue));

		entry->key = choose_utf8(choose_length(40));
		entry->value = choose_utf8(choose_length(choose_one_in(50) ? 5000 : 60));
		metadata = lappend(metadata, entry);
	}
	return metadata;
}

ArrowType
choose_arrow_type(int depth)
{
	static const int int_widths[] = {8, 16, 32, 64};
	ArrowType	type = {.kind = (ArrowKind) choose_from(ARROW_BOOL, depth > 0 ? ARROW_STRUCT : ARROW_MONTH_DAY_NANO)};

	switch (type.kind)
	{
		case ARROW_INT:
			type.width = int_widths[choose_from(0, 3)];
			type.is_signed = choose_bool();
			break;
		case ARROW_FLOAT:
			type.width = choose_bool() ? 32 : 64;
			break;
		case ARROW_DECIMAL128:
			type.precision = (int) choose_from(1, 38);
			type.scale = (int) choose_from(0, type.precision);
			break;
		case ARROW_FIXED_SIZE_BINARY:
			type.width = (int) choose_from(1, 32);
			break;
		case ARROW_TIMESTAMP_US:
			type.is_utc = choose_bool();
			break;
		case ARROW_LIST:
		case ARROW_STRUCT:
			type.nchildren = type.kind == ARROW_LIST ? 1 : (int) choose_from(0, 4);
			type.children = palloc(sizeof(ArrowField) * type.nchildren);
			for (int i = 0; i < type.nchildren; i++)
				type.children[i] = choose_arrow_field(depth - 1);
			break;
		default:
			break;
	}
	return type;
}

ArrowField
choose_arrow_field(int depth)
{
	return (ArrowField) {
		.name = choose_utf8(choose_length(63)),
		.nullable = true,
		.type = choose_arrow_type(depth),
		.metadata = choose_one_in(6) ? choose_metadata() : NIL
	};
}

void
require_metadata(const ReadMetadata *read, List *expected)
{
	ListCell   *lc;

	REQUIRE(read->n == list_length(expected), "%d metadata entries, not %d", read->n, list_length(expected));
	foreach(lc, expected)
	{
		const ArrowKeyValue *entry = lfirst(lc);
		int			i = foreach_current_index(lc);

		REQUIRE(strcmp(read->keys[i], entry->key) == 0 && strcmp(read->values[i], entry->value) == 0,
				"metadata \"%s\" is \"%s\", not \"%s\" is \"%s\"", read->keys[i], read->values[i], entry->key, entry->value);
	}
}

/* The type's number and parameters as Schema.fbs has them. */
static ReadField
arrow_type(const ArrowType *type)
{
	switch (type->kind)
	{
		case ARROW_BOOL:
			return (ReadField) {.type = READ_BOOL};
		case ARROW_INT:
			return (ReadField) {.type = READ_INT, .parameters = {type->width, type->is_signed}};
		case ARROW_FLOAT:
			return (ReadField) {.type = READ_FLOAT, .parameters = {type->width == 32 ? 1 : 2}};
		case ARROW_DECIMAL128:
			return (ReadField) {.type = READ_DECIMAL, .parameters = {type->precision, type->scale, 128}};
		case ARROW_UTF8:
			return (ReadField) {.type = READ_UTF8};
		case ARROW_BINARY:
			return (ReadField) {.type = READ_BINARY};
		case ARROW_FIXED_SIZE_BINARY:
			return (ReadField) {.type = READ_FIXED_SIZE_BINARY, .parameters = {type->width}};
		case ARROW_DATE32:
			return (ReadField) {.type = READ_DATE};
		case ARROW_TIME64_US:
			return (ReadField) {.type = READ_TIME, .parameters = {2, 64}};
		case ARROW_TIMESTAMP_US:
			return (ReadField) {.type = READ_TIMESTAMP, .parameters = {2}, .timezone = type->is_utc ? "UTC" : NULL};
		case ARROW_MONTH_DAY_NANO:
			return (ReadField) {.type = READ_INTERVAL, .parameters = {2}};
		case ARROW_LIST:
			return (ReadField) {.type = READ_LIST};
		case ARROW_STRUCT:
			return (ReadField) {.type = READ_STRUCT};
	}
	REQUIRE(false, "kind %d", type->kind);
}

void
require_type(const ReadField *read, const ArrowField *expected)
{
	ReadField	type = arrow_type(&expected->type);

	REQUIRE(strcmp(read->name, expected->name) == 0, "a field is \"%s\", not \"%s\"", read->name, expected->name);
	REQUIRE(read->nullable == expected->nullable, "field \"%s\" is nullable or not", read->name);
	REQUIRE(read->type == type.type && memcmp(read->parameters, type.parameters, sizeof(type.parameters)) == 0,
			"field \"%s\" has type %d(%d,%d,%d)", read->name, read->type, read->parameters[0], read->parameters[1], read->parameters[2]);
	REQUIRE((read->timezone == NULL) == (type.timezone == NULL) && (!type.timezone || strcmp(read->timezone, type.timezone) == 0),
			"field \"%s\" has another time zone", read->name);
	REQUIRE(read->nchildren == expected->type.nchildren, "field \"%s\" has %d children", read->name, read->nchildren);
	for (int i = 0; i < read->nchildren; i++)
		require_type(&read->children[i], &expected->type.children[i]);
}

static void
require_field_metadata(const ReadField *read, const ArrowField *expected)
{
	require_metadata(&read->metadata, expected->metadata);
	for (int i = 0; i < read->nchildren; i++)
		require_field_metadata(&read->children[i], &expected->type.children[i]);
}

void
require_field(const ReadField *read, const ArrowField *expected)
{
	require_type(read, expected);
	require_field_metadata(read, expected);
}

/* All bytes that a cell has, zeros where it is null; *len is the width as it comes in. */
static const char *
cell_bytes(const Cell *cell, Size *len)
{
	static const char zeros[64];

	if (cell->is_null)
		return zeros;
	*len = cell->len;
	return cell->bytes;
}

static void
require_bytes(const ReadColumn *column, const ReadField *field, Cell **cells, int64 n)
{
	const int32 *offsets = (const int32 *) column->values;

	for (int64 i = 0; i < n; i++)
	{
		Size		len = 0;
		const char *bytes = cell_bytes(cells[i], &len);

		REQUIRE(offsets[i + 1] - offsets[i] == (int64) len && memcmp(column->data + offsets[i], bytes, len) == 0,
				"\"%s\" has %d bytes in row %lld: \"%.*s\", not %zu: \"%.*s\"", field->name, offsets[i + 1] - offsets[i], (long long) i,
				Min(offsets[i + 1] - offsets[i], 100), column->data + offsets[i], len, (int) Min(len, 100), bytes);
	}
}

static void
require_lists(const ReadColumn *column, const ReadField *field, Cell **cells, int64 n)
{
	const int32 *offsets = (const int32 *) column->values;
	Cell	  **elements = palloc(sizeof(Cell *) * Max(offsets[n], 1));

	for (int64 i = 0; i < n; i++)
	{
		REQUIRE(offsets[i + 1] - offsets[i] == cells[i]->nparts, "\"%s\" has %d elements in row %lld, not %d",
				field->name, offsets[i + 1] - offsets[i], (long long) i, cells[i]->nparts);
		if (cells[i]->nparts > 0)
			memcpy(elements + offsets[i], cells[i]->parts, sizeof(Cell *) * cells[i]->nparts);
	}
	require_cells(column->children, field->children, elements, offsets[n]);
	pfree(elements);
}

static void
require_structs(const ReadColumn *column, const ReadField *field, Cell **cells, int64 n)
{
	Cell	  **parts = palloc(sizeof(Cell *) * Max(n, 1));
	Cell	   *null = null_cell();

	for (int k = 0; k < field->nchildren; k++)
	{
		for (int64 i = 0; i < n; i++)
		{
			REQUIRE(cells[i]->is_null || cells[i]->nparts == field->nchildren, "the target made a struct of %d parts", cells[i]->nparts);
			parts[i] = cells[i]->is_null ? null : cells[i]->parts[k];
		}
		require_cells(&column->children[k], &field->children[k], parts, n);
	}
	pfree(parts);
}

static void
require_fixed(const ReadColumn *column, const ReadField *field, Cell **cells, int64 n, Size width)
{
	for (int64 i = 0; i < n; i++)
	{
		Size		len = width;
		const char *bytes = cell_bytes(cells[i], &len);

		REQUIRE(len == width, "the target made %zu bytes of %zu", len, width);
		if (memcmp(column->values + i * width, bytes, width) != 0)
			REQUIRE(false, "\"%s\" has another value in row %lld: %02X %02X…, not %02X %02X…", field->name, (long long) i,
					(uint8) column->values[i * width], (uint8) column->values[i * width + width - 1], (uint8) bytes[0], (uint8) bytes[width - 1]);
	}
}

void
require_cells(const ReadColumn *column, const ReadField *field, Cell **cells, int64 n)
{
	REQUIRE(column->length == n, "\"%s\" has %lld rows, not %lld", field->name, (long long) column->length, (long long) n);
	for (int64 i = 0; i < n; i++)
	{
		bool		is_null = column->validity != NULL && !(column->validity[i / 8] >> (i % 8) & 1);

		REQUIRE(is_null == cells[i]->is_null, "\"%s\" is %s in row %lld", field->name, is_null ? "null" : "not null", (long long) i);
		if (field->type == READ_BOOL)
			REQUIRE(((uint8) column->values[i / 8] >> (i % 8) & 1) == (is_null ? 0 : cells[i]->bytes[0]), "\"%s\" has another bit in row %lld",
					field->name, (long long) i);
	}
	switch (field->type)
	{
		case READ_BOOL:
			break;
		case READ_UTF8:
		case READ_BINARY:
			require_bytes(column, field, cells, n);
			break;
		case READ_LIST:
			require_lists(column, field, cells, n);
			break;
		case READ_STRUCT:
			require_structs(column, field, cells, n);
			break;
		case READ_INT:
			require_fixed(column, field, cells, n, field->parameters[0] / 8);
			break;
		case READ_FLOAT:
			require_fixed(column, field, cells, n, field->parameters[0] == 1 ? 4 : 8);
			break;
		case READ_DATE:
			require_fixed(column, field, cells, n, 4);
			break;
		case READ_TIME:
		case READ_TIMESTAMP:
			require_fixed(column, field, cells, n, 8);
			break;
		case READ_FIXED_SIZE_BINARY:
			require_fixed(column, field, cells, n, field->parameters[0]);
			break;
		default:
			require_fixed(column, field, cells, n, 16);
			break;
	}
}
