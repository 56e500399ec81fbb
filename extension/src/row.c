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
#include "utils/rel.h"
#include "utils/timestamp.h"

#define MIN_ROW_CAPACITY 64

static void
grow_columns(Generation *generation, int64 rows)
{
	int64		capacity = Max(MIN_ROW_CAPACITY, 2 * generation->row_capacity);

	for (int i = 0; i < SYSTEM_COLUMNS + generation->ncolumns; i++)
		column_grow(&generation->columns[i], rows, capacity);
	generation->row_capacity = capacity;
}

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

/*
 * A value the update did not touch and that lies out of line: only its pointer
 * is in the WAL, and the TOAST table may hold something else by now. (Values
 * that were written come reassembled, as an indirect pointer.)
 */
static inline bool
is_unchanged_toast(const Attribute *attribute, const char *value)
{
	return attribute->len == -1 && VARATT_IS_EXTERNAL_ONDISK(value);
}

/* Appends an unchanged TOAST value from the old image, or marks it; true if marked. */
static bool
append_unchanged(Generation *generation, const Attribute *attribute, int attnum, Column *col,
				 int64 row, Relation relation, HeapTuple full_old, Size *bytes)
{
	if (full_old != NULL)
	{
		bool		isnull;
		Datum		old = heap_getattr(full_old, attnum, RelationGetDescr(relation), &isnull);

		if (!isnull && !is_unchanged_toast(attribute, DatumGetPointer(old)))
		{
			*bytes += encoder_append(&attribute->encoder, col, row, DatumGetPointer(old));
			return false;
		}
	}
	column_append_null(col, row);
	generation->unchanged[attribute->column >> 3] |= (uint8) (1 << (attribute->column & 7));
	return true;
}

/* A column that was added after the row was written, with a default. */
static Size
append_missing(const Attribute *attribute, int attnum, Column *col, int64 row, Relation relation)
{
	bool		isnull;
	Datum		value = getmissingattr(RelationGetDescr(relation), attnum, &isnull);

	if (isnull)
	{
		column_append_null(col, row);
		return 0;
	}
	/* By-value datums are little-endian, so their bytes start at the datum's own. */
	return encoder_append(&attribute->encoder, col, row,
						  attribute->encoder.byval ? (char *) &value : DatumGetPointer(value));
}

static Size
append_null_row(Generation *generation, int64 row)
{
	for (int i = 0; i < generation->ncolumns; i++)
		column_append_null(&generation->columns[SYSTEM_COLUMNS + i], row);
	return 0;
}

static Size
append_tuple(Generation *generation, int64 row, Relation relation, HeapTuple tuple,
			 HeapTuple full_old, bool *any_unchanged)
{
	HeapTupleHeader header = tuple->t_data;
	const char *data = (const char *) header + header->t_hoff;
	const bits8 *nulls = HeapTupleHasNulls(tuple) ? header->t_bits : NULL;
	int			present = HeapTupleHeaderGetNatts(header);
	Size		offset = 0;
	Size		bytes = 0;

	for (int i = 0; i < generation->nattributes; i++)
	{
		const Attribute *attribute = &generation->attributes[i];
		Column	   *col = &generation->columns[SYSTEM_COLUMNS + attribute->column];
		const char *value;

		if (unlikely(i >= present))
		{
			if (attribute->column >= 0)
				bytes += append_missing(attribute, i + 1, col, row, relation);
			continue;
		}
		if (nulls != NULL && att_isnull(i, nulls))
		{
			if (attribute->column >= 0)
				column_append_null(col, row);
			continue;
		}

		/* A short varlena has no padding before it; a pad byte would be zero. */
		if (attribute->len != -1 || data[offset] == '\0')
			offset = (offset + attribute->align_mask) & ~(Size) attribute->align_mask;
		value = data + offset;
		offset = att_addlength_pointer(offset, attribute->len, value);

		if (attribute->column < 0)
			continue;
		if (unlikely(is_unchanged_toast(attribute, value)))
			*any_unchanged |= append_unchanged(generation, attribute, i + 1, col, row,
											   relation, full_old, &bytes);
		else
			bytes += encoder_append(&attribute->encoder, col, row, value);
	}
	return bytes;
}

void
row_append(Session *session, RelationState *state, Relation relation,
		   RowOp op, HeapTuple tuple, HeapTuple full_old)
{
	Generation *generation = state->generation;
	int64		row = state->rows;
	Column	   *unchanged = &generation->columns[COLUMN_UNCHANGED];
	MemoryContext old = MemoryContextSwitchTo(session->row_context);
	bool		any_unchanged = false;
	Size		bytes = generation->row_bytes;

	if (unlikely(row == generation->row_capacity))
		grow_columns(generation, row);
	if (row == 0)
		dlist_push_tail(&session->pending, &state->pending_node);
	if (session->held_rows == 0 && session->delegate_page_read != NULL)
		session->held_since = GetCurrentTimestamp();

	append_system_columns(session, generation, row, op);
	if (tuple == NULL)
		bytes += append_null_row(generation, row);
	else
		bytes += append_tuple(generation, row, relation, tuple, full_old, &any_unchanged);

	if (any_unchanged)
	{
		column_append_bytes(unchanged, row, (char *) generation->unchanged, generation->unchanged_len);
		memset(generation->unchanged, 0, generation->unchanged_len);
		bytes += generation->unchanged_len;
	}
	else
		column_append_null(unchanged, row);

	state->rows = row + 1;
	state->last_lsn = session->end_lsn;
	session->held_rows++;
	session->held_bytes += bytes;

	MemoryContextSwitchTo(old);
	MemoryContextReset(session->row_context);
}
