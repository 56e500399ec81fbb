/*
 * row.h
 *		Appends row images to a relation's open batch.
 */
#ifndef W2A_ROW_H
#define W2A_ROW_H

#include "postgres.h"
#include "access/htup.h"
#include "access/tupdesc.h"
#include "relation.h"

typedef enum RowOp
{
	ROW_INSERT = 'I',
	ROW_UPDATE = 'U',
	ROW_DELETE = 'D',
	ROW_TRUNCATE = 'T',
	ROW_OLD_IMAGE = 'O',
	ROW_MESSAGE = 'M'
} RowOp;

/*
 * Appends one row. A null tuple gives a row of nulls. Where the identity is
 * FULL, `full_old` fills in the TOAST values that the update left alone; they
 * are not in the WAL otherwise. Both tuples are laid out as `desc` says.
 */
extern void row_append(Session *session, RelationState *state, TupleDesc desc,
					   RowOp op, HeapTuple tuple, HeapTuple full_old);

/* What frames every row: returns the new row's number; then its bytes are counted. */
extern int64 row_begin(Session *session, RelationState *state, RowOp op);
extern void row_end(Session *session, RelationState *state, Size bytes);

/* Takes back all rows from number `rows` on, and what was begun behind them. */
extern void row_take_back(Session *session, RelationState *state, int64 rows);

#endif							/* W2A_ROW_H */
