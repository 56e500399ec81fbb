/*
 * generation.h
 *		One schema of a relation, and the columns of its open batch.
 */
#ifndef W2A_GENERATION_H
#define W2A_GENERATION_H

#include "arrow_ipc.h"
#include "column.h"
#include "encoder.h"
#include "nodes/bitmapset.h"
#include "session.h"
#include "utils/relcache.h"

/* System columns come first in every relation, in this order. */
typedef enum SystemColumn
{
	COLUMN_OP,
	COLUMN_XID,
	COLUMN_LSN,
	COLUMN_TS,
	COLUMN_SEQ,
	COLUMN_UNCHANGED,
	SYSTEM_COLUMNS
} SystemColumn;

/* Deleting its context is all it takes to get rid of one. */
typedef struct Generation
{
	MemoryContext context;
	const char *name;			/* of the table, qualified, for messages; NULL = none */
	ArrowMessage schema;
	ArrowBatchTemplate batch;
	int			nattributes;	/* of the tuples, dropped ones included */
	Attribute  *attributes;
	int			ncolumns;		/* of the table */
	int			nfields;		/* SYSTEM_COLUMNS + ncolumns, and maybe __text */
	Column	   *columns;		/* of the fields */
	Column	   *misfits;		/* the __text column, behind all others; NULL = not needed */
	Size		row_bytes;		/* fixed-width bytes of a row */
	bool		has_user_types; /* so renaming a type can change the schema */
	int			unchanged_len;	/* bytes of the __unchanged bitmap */
	uint8	   *unchanged;
	int64		row_capacity;
} Generation;

/*
 * The generation that a relation has by the snapshot in force; with a replica identity
 * other than its own unless that is 0.
 */
extern Generation *generation_of_relation(Session *session, Relation relation,
										  const Bitmapset *published_columns, char identity);

/* One of fixed columns, which the caller fills itself. */
extern Generation *generation_of_fields(Session *session, const ArrowField *fields, int nfields,
										List *metadata);

/* Same schema, and tuples that are laid out the same. */
extern bool generation_equals(const Generation *a, const Generation *b);

/*
 * All fields that a relation has by the catalog, for people to look at.
 * Allocates in CurrentMemoryContext.
 */
extern ArrowField *generation_fields(Relation relation, int *nfields, List **metadata);

/* Makes room for more rows in all columns. */
extern void generation_grow(Generation *generation);

#endif							/* W2A_GENERATION_H */
