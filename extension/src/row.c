/*
 * row.c
 *		Appends row images to a relation's open batch.
 *
 * A tuple is walked once, attribute by attribute, straight into the columns:
 * no Datum array in between, and nothing is allocated for a value that can be
 * copied as it lies there.
 */
#include "compat.h"
#include "row.h"

#include "access/tupmacs.h"
#include "lib/stringinfo.h"
#include "utils/builtins.h"
#include "utils/json.h"
#include "utils/timestamp.h"

/* What one row needs while it is appended. */
typedef struct RowContext
{
	Generation *generation;
	TupleDesc	desc;
	HeapTuple	full_old;		/* where unchanged TOAST values can be had, or NULL */
	int64		row;
	Size		bytes;
	bool		any_unchanged;
	StringInfo	misfits;		/* JSON object of the values that did not fit, or NULL */
} RowContext;

static void
append_system_columns(Session *session, Generation *generation, int64 row, RowOp op)
{
	Column	   *columns = generation->columns;

	((uint8 *) columns[COLUMN_OP].values)[row] = (uint8) op;
	((uint32 *) columns[COLUMN_XID].values)[row] = session->xid;
	((uint64 *) columns[COLUMN_LSN].values)[row] = session->end_lsn;
	((int64 *) columns[COLUMN_TS].values)[row] = session->commit_time;
	((uint32 *) columns[COLUMN_SEQ].values)[row] = session->seq;
}

static inline Column *
column_of(Generation *generation, const Attribute *attribute)
{
	return &generation->columns[SYSTEM_COLUMNS + attribute->column];
}

/*
 * The Arrow type has no place for a value (an array of two dimensions, say): the
 * column is null and __text has PostgreSQL's own text, so nothing is lost.
 */
static void
append_misfit(RowContext *context, const Attribute *attribute, const char *value)
{
	Column	   *col = column_of(context->generation, attribute);
	Size		len;
	const char *text = encoder_text(&attribute->encoder, value, &len);

	column_take_back(col, context->row, context->row + 1);
	column_append_null(col, context->row);

	if (context->misfits == NULL)
		context->misfits = makeStringInfo();
	appendStringInfoChar(context->misfits, context->misfits->len == 0 ? '{' : ',');
	escape_json(context->misfits, attribute->name);
	appendStringInfoChar(context->misfits, ':');
	escape_json(context->misfits, text);
}

static pg_attribute_always_inline void
append_value(RowContext *context, const Attribute *attribute, const char *value)
{
	if (unlikely(!encoder_append_inline(&attribute->encoder, column_of(context->generation, attribute),
								 context->row, value, &context->bytes)))
		append_misfit(context, attribute, value);
}

/*
 * A value the update did not touch and that lies out of line: only its pointer
 * is in the WAL, and the TOAST table may hold something else by now. (Values
 * that were written come reassembled, as an indirect pointer.)
 */
static inline bool
is_unchanged_toast(const Attribute *attribute, const char *value)
{
	return attribute->encoder.len == -1 && VARATT_IS_EXTERNAL_ONDISK(value);
}

/* Appends an unchanged TOAST value from the old image, or marks it. */
static void
append_unchanged(RowContext *context, const Attribute *attribute, int attnum)
{
	Generation *generation = context->generation;

	if (context->full_old != NULL)
	{
		bool		isnull;
		Datum		old = heap_getattr(context->full_old, attnum, context->desc, &isnull);

		if (!isnull && !is_unchanged_toast(attribute, DatumGetPointer(old)))
		{
			append_value(context, attribute, DatumGetPointer(old));
			return;
		}
	}
	column_append_null(column_of(generation, attribute), context->row);
	generation->unchanged[attribute->column >> 3] |= (uint8) (1 << (attribute->column & 7));
	context->any_unchanged = true;
}

/* A column that was added after the row was written, with a default. */
static void
append_missing(RowContext *context, const Attribute *attribute, int attnum)
{
	bool		isnull;
	Datum		value = getmissingattr(context->desc, attnum, &isnull);

	if (isnull)
		column_append_null(column_of(context->generation, attribute), context->row);
	else
		/* By-value datums are little-endian, so their bytes start at the datum's own. */
		append_value(context, attribute,
					 attribute->encoder.byval ? (char *) &value : DatumGetPointer(value));
}

static void
append_null_row(RowContext *context)
{
	for (int i = 0; i < context->generation->ncolumns; i++)
		column_append_null(&context->generation->columns[SYSTEM_COLUMNS + i], context->row);
}

static void
append_tuple(RowContext *context, HeapTuple tuple)
{
	Generation *generation = context->generation;
	HeapTupleHeader header = tuple->t_data;
	const char *data = (const char *) header + header->t_hoff;
	const bits8 *nulls = HeapTupleHasNulls(tuple) ? header->t_bits : NULL;
	int			present = HeapTupleHeaderGetNatts(header);
	Size		offset = 0;

	for (int i = 0; i < generation->nattributes; i++)
	{
		const Attribute *attribute = &generation->attributes[i];
		const Encoder *encoder = &attribute->encoder;
		const char *value;

		if (unlikely(i >= present))
		{
			if (attribute->column >= 0)
				append_missing(context, attribute, i + 1);
			continue;
		}
		if (nulls != NULL && att_isnull(i, nulls))
		{
			if (attribute->column >= 0)
				column_append_null(column_of(generation, attribute), context->row);
			continue;
		}

		offset = encoder_value_offset(encoder, data, offset);
		value = data + offset;
		offset = att_addlength_pointer(offset, encoder->len, value);

		if (attribute->column < 0)
			continue;
		if (unlikely(is_unchanged_toast(attribute, value)))
			append_unchanged(context, attribute, i + 1);
		else
			append_value(context, attribute, value);
	}
}

static void
append_unchanged_bitmap(RowContext *context)
{
	Generation *generation = context->generation;
	Column	   *unchanged = &generation->columns[COLUMN_UNCHANGED];

	if (context->any_unchanged)
	{
		column_append_bytes(unchanged, context->row, (char *) generation->unchanged, generation->unchanged_len);
		memset(generation->unchanged, 0, generation->unchanged_len);
		context->bytes += generation->unchanged_len;
	}
	else
		column_append_null(unchanged, context->row);
}

static void
append_misfits(RowContext *context)
{
	if (context->misfits != NULL)
	{
		appendStringInfoChar(context->misfits, '}');
		column_append_bytes(context->generation->misfits, context->row,
							context->misfits->data, context->misfits->len);
		context->bytes += context->misfits->len;
	}
	else
		column_append_null(context->generation->misfits, context->row);
}

int64
row_begin(Session *session, RelationState *state, RowOp op)
{
	Generation *generation = state->generation;

	if (unlikely(state->rows == generation->row_capacity))
		generation_grow(generation);
	if (state->rows == 0)
		dlist_push_tail(&session->pending, &state->pending_node);
	if (session->held_rows == 0 && session->delegate_page_read != NULL)
		session->held_since = GetCurrentTimestamp();
	append_system_columns(session, generation, state->rows, op);
	return state->rows;
}

void
row_end(Session *session, RelationState *state, Size bytes)
{
	state->rows++;
	state->last_lsn = session->end_lsn;
	session->held_rows++;
	session->held_bytes += bytes;
}

void
row_append(Session *session, RelationState *state, TupleDesc desc,
		   RowOp op, HeapTuple tuple, HeapTuple full_old)
{
	MemoryContext old = MemoryContextSwitchTo(session->row_context);
	RowContext	context = {
		.generation = state->generation,
		.desc = desc,
		.full_old = full_old,
		.row = row_begin(session, state, op),
		.bytes = state->generation->row_bytes
	};

	if (tuple == NULL)
		append_null_row(&context);
	else
		append_tuple(&context, tuple);
	append_unchanged_bitmap(&context);
	if (context.generation->misfits != NULL)
		append_misfits(&context);
	row_end(session, state, context.bytes);

	MemoryContextSwitchTo(old);
	MemoryContextReset(session->row_context);
}

static bool
is_pending(Session *session, const RelationState *state)
{
	dlist_iter	iter;

	dlist_foreach(iter, &session->pending)
		if (iter.cur == &state->pending_node)
			return true;
	return false;
}

void
row_take_back(Session *session, RelationState *state, int64 rows)
{
	Generation *generation = state->generation;

	/* The generation can be a new one that has no room for rows yet. */
	if (generation->row_capacity == 0)
		return;
	for (int i = 0; i < generation->nfields; i++)
		column_take_back(&generation->columns[i], rows, Min(state->rows + 1, generation->row_capacity));
	memset(generation->unchanged, 0, generation->unchanged_len);
	if (rows == 0 && is_pending(session, state))
		dlist_delete(&state->pending_node);
	session->held_rows -= state->rows - rows;
	state->rows = rows;
}
