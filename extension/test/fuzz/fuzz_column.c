/*
 * fuzz_column.c
 *		Columns of any type under appends, nulls, rows taken back whole or half done, growth, writes and
 *		resets, against a plain array of cells.
 */
#include "fuzz.h"
#include "cells.h"

#include "../../src/column.h"

#define MAX_ROWS 400

typedef struct Batch
{
	int			nfields;
	ArrowField *fields;
	ArrowBatchTemplate template;
	ReadSchema	schema;
	Column	   *columns;
	int64		rows;
	int64		capacity;
	Cell	 ***cells;			/* by field and row */
} Batch;

static Cell *choose_cell(const ArrowType *type);

static Cell *
choose_parts(int n, const ArrowField *fields, bool is_list)
{
	Cell	   *cell = palloc0(sizeof(Cell));

	cell->nparts = n;
	cell->parts = palloc(sizeof(Cell *) * n);
	for (int i = 0; i < n; i++)
		cell->parts[i] = choose_cell(&fields[is_list ? 0 : i].type);
	return cell;
}

static Cell *
choose_fixed(int width)
{
	char		bytes[32];

	for (int i = 0; i < width; i++)
		bytes[i] = (char) choose_byte();
	return bytes_cell(bytes, width);
}

static Cell *
choose_cell(const ArrowType *type)
{
	char		bit = choose_bool();

	if (choose_one_in(5))
		return null_cell();
	switch (type->kind)
	{
		case ARROW_BOOL:
			return bytes_cell(&bit, 1);
		case ARROW_INT:
		case ARROW_FLOAT:
			return choose_fixed(type->width / 8);
		case ARROW_FIXED_SIZE_BINARY:
			return choose_fixed(type->width);
		case ARROW_DATE32:
			return choose_fixed(4);
		case ARROW_TIME64_US:
		case ARROW_TIMESTAMP_US:
			return choose_fixed(8);
		case ARROW_DECIMAL128:
		case ARROW_MONTH_DAY_NANO:
			return choose_fixed(16);
		case ARROW_UTF8:
		case ARROW_BINARY:
			{
				int			len = choose_length(3000);

				return bytes_cell(choose_chars(len), len);
			}
		case ARROW_LIST:
			return choose_parts(choose_length(choose_one_in(20) ? 150 : 5), type->children, true);
		case ARROW_STRUCT:
			return choose_parts(type->nchildren, type->children, false);
	}
	REQUIRE(false, "kind %d", type->kind);
}

/*
 * Appends as the encoders do. `*steps` counts down, and where it gets to 0 the append ends in the
 * middle, as at a value that has no place; false then.
 */
static bool
append_cell(Column *col, const ArrowType *type, int64 row, const Cell *cell, int *steps)
{
	if (--*steps == 0)
		return false;
	if (cell->is_null)
		column_append_null(col, row);
	else if (type->kind == ARROW_LIST)
	{
		for (int i = 0; i < cell->nparts; i++)
			if (!append_cell(col->children, &type->children->type, column_next_element(col->children), cell->parts[i], steps))
				return false;
		((int32 *) col->values)[row + 1] = (int32) col->children->length;
	}
	else if (type->kind == ARROW_STRUCT)
	{
		for (int i = 0; i < cell->nparts; i++)
			if (!append_cell(&col->children[i], &type->children[i].type, row, cell->parts[i], steps))
				return false;
	}
	else if (type->kind == ARROW_UTF8 || type->kind == ARROW_BINARY)
		column_append_bytes(col, row, cell->bytes, cell->len);
	else if (type->kind == ARROW_BOOL)
		col->values[row >> 3] |= (char) (cell->bytes[0] << (row & 7));
	else
		memcpy(col->values + row * cell->len, cell->bytes, cell->len);
	return true;
}

static void
make_room(Batch *batch)
{
	int64		capacity = Max(64, 2 * batch->capacity);

	if (batch->rows < batch->capacity)
		return;
	for (int i = 0; i < batch->nfields; i++)
		column_grow(&batch->columns[i], batch->capacity, capacity);
	batch->capacity = capacity;
}

static void
append_row(Batch *batch)
{
	make_room(batch);
	for (int i = 0; i < batch->nfields; i++)
	{
		Column	   *col = &batch->columns[i];
		Cell	   *cell = choose_cell(&batch->fields[i].type);
		int			steps = choose_one_in(6) ? (int) choose_from(1, 12) : PG_INT32_MAX;

		if (!append_cell(col, &batch->fields[i].type, batch->rows, cell, &steps))
		{
			column_take_back(col, batch->rows, batch->rows + 1);
			column_append_null(col, batch->rows);
			cell = null_cell();
		}
		batch->cells[i][batch->rows] = cell;
	}
	batch->rows++;
}

/* An error: the last rows are taken back, and so is one of which only some columns were appended. */
static void
take_back(Batch *batch)
{
	int64		to = batch->rows;
	int64		from = choose_from(choose_one_in(4) ? 0 : Max(0, to - 3), to);

	if (choose_bool() && batch->rows < MAX_ROWS)
	{
		int			nappended = (int) choose_from(0, batch->nfields);

		make_room(batch);
		for (int i = 0; i < nappended; i++)
		{
			int			steps = i == nappended - 1 ? (int) choose_from(1, 12) : PG_INT32_MAX;

			append_cell(&batch->columns[i], &batch->fields[i].type, to, choose_cell(&batch->fields[i].type), &steps);
		}
		to++;
	}
	to = Min(to, batch->capacity);
	if (batch->capacity == 0)
		return;
	for (int i = 0; i < batch->nfields; i++)
		column_take_back(&batch->columns[i], from, to);
	batch->rows = from;
}

/* What frame.c does, into memory that ends where the message does. */
static char *
write_batch(Batch *batch, Size *len)
{
	ArrowBatchTemplate *template = &batch->template;
	char	   *message = template->message.bytes;
	ArrowFieldNode *node = (ArrowFieldNode *) (message + template->nodes_at);
	ArrowBuffer *buffer = (ArrowBuffer *) (message + template->buffers_at);
	int64		body_length = 0;
	char	   *written;
	char	   *to;

	for (int i = 0; i < batch->nfields; i++)
		column_describe(&batch->columns[i], batch->rows, &node, &buffer, &body_length);
	memcpy(message + template->rows_at, &batch->rows, 8);
	memcpy(message + template->body_length_at, &body_length, 8);

	*len = template->message.len + body_length;
	written = palloc(*len);
	memcpy(written, message, template->message.len);
	to = written + template->message.len;
	for (int i = 0; i < batch->nfields; i++)
		to = column_write(&batch->columns[i], batch->rows, to);
	REQUIRE(to == written + *len, "the body was said to end elsewhere");
	return written;
}

static void
require_batch(Batch *batch)
{
	Size		len;
	char	   *message;
	int64		rows;
	ReadColumn *columns;

	make_room(batch);
	message = write_batch(batch, &len);
	columns = read_batch(message, len, &batch->schema, &rows);
	REQUIRE(rows == batch->rows, "%lld rows, not %lld", (long long) rows, (long long) batch->rows);
	for (int i = 0; i < batch->nfields; i++)
		require_cells(&columns[i], &batch->schema.fields[i], batch->cells[i], rows);
}

static void
reset(Batch *batch)
{
	for (int i = 0; i < batch->nfields; i++)
		column_reset(&batch->columns[i], batch->rows, choose_from(0, 5000));
	batch->rows = 0;
}

static void
start(Batch *batch)
{
	ArrowMessage message;

	memset(batch, 0, sizeof(*batch));
	batch->nfields = (int) choose_from(1, 4);
	batch->fields = palloc(sizeof(ArrowField) * batch->nfields);
	batch->columns = palloc(sizeof(Column) * batch->nfields);
	batch->cells = palloc(sizeof(Cell **) * batch->nfields);
	for (int i = 0; i < batch->nfields; i++)
	{
		batch->fields[i] = choose_arrow_field((int) choose_from(0, 3));
		batch->cells[i] = palloc(sizeof(Cell *) * MAX_ROWS);
		column_init(&batch->columns[i], &batch->fields[i].type, CurrentMemoryContext);
	}
	message = arrow_schema_message(batch->fields, batch->nfields, NIL);
	batch->schema = read_schema(message.bytes, message.len);
	arrow_batch_template(&batch->template, batch->fields, batch->nfields);
}

void
fuzz_one(void)
{
	Batch		batch;

	start(&batch);
	for (int n = choose_length(30); n >= 0; n--)
	{
		switch (choose_byte() % 8)
		{
			case 0:
				take_back(&batch);
				break;
			case 1:
				require_batch(&batch);
				reset(&batch);
				break;
			case 2:
				for (int more = (int) choose_from(0, 70); more > 0 && batch.rows < MAX_ROWS; more--)
					append_row(&batch);
				break;
			default:
				if (batch.rows < MAX_ROWS)
					append_row(&batch);
				break;
		}
	}
	require_batch(&batch);
}
