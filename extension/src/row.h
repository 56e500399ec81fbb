/*
 * row.h
 *		Appends row images to a relation's open batch.
 */
#ifndef W2A_ROW_H
#define W2A_ROW_H

#include "postgres.h"
#include "access/htup.h"
#include "relation.h"

typedef enum RowOp
{
	ROW_INSERT = 'I',
	ROW_UPDATE = 'U',
	ROW_DELETE = 'D',
	ROW_TRUNCATE = 'T',
	ROW_OLD_IMAGE = 'O'
} RowOp;

/*
 * Appends one row. A null tuple gives a row of nulls. Where the identity is
 * FULL, `full_old` fills in the TOAST values that the update left alone; they
 * are not in the WAL otherwise.
 */
extern void row_append(Session *session, RelationState *state, Relation relation,
					   RowOp op, HeapTuple tuple, HeapTuple full_old);

#endif							/* W2A_ROW_H */
